using FijiBridge.Engine;

namespace FijiBridge.Bridge.Cli;

/// <summary>Checks where results go before the work starts, not after hours of it.</summary>
internal static class OutputFolder
{
    /// <summary>Creates the folder where it lacks and makes sure that files can be written there.</summary>
    /// <exception cref="UserAdviceException">It cannot be created or written.</exception>
    public static void Require(string folder)
    {
        var path = folder.Length == 0 ? "." : folder;
        try
        {
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, $".fijibridge-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserAdviceException($"Folder {path} cannot be written ({Reason(e)}); choose another folder or change its permissions.", e);
        }
    }

    private static string Reason(Exception failure) => failure switch
    {
        UnauthorizedAccessException => "no permission",
        IOException io when FileTrouble.IsDiskFull(io) => "the disk is full",
        _ when File.Exists(FirstFile(failure)) => $"{FirstFile(failure)} is a file",
        _ => failure.Message.TrimEnd('.'),
    };

    // "The file '/x' already exists." and "Could not find a part of the path '/x/y'." name a path whose beginning may be a file.
    private static string? FirstFile(Exception failure)
    {
        var parts = failure.Message.Split('\'');
        for (var path = parts.Length > 1 ? parts[1] : null; !string.IsNullOrEmpty(path); path = Path.GetDirectoryName(path))
        {
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
