namespace FijiBridge.Bridge.Batch;

/// <summary>The path of a folder or file with every symbolic link in it replaced by what it points to.</summary>
internal static class RealPath
{
    private const int MostLinks = 40; // as Linux allows

    /// <summary>
    /// Resolves all links of <paramref name="path"/>; what does not exist stays as it is written, and so do links that
    /// lead round in a circle.
    /// </summary>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        for (var links = 0; links < MostLinks; links++)
        {
            if (FirstLink(full) is not { } link)
            {
                return full;
            }

            var target = new FileInfo(link).LinkTarget!;
            var rest = Path.GetRelativePath(link, full);
            var replaced = Path.GetFullPath(target, Path.GetDirectoryName(link)!);
            full = Path.TrimEndingDirectorySeparator(rest == "." ? replaced : Path.Combine(replaced, rest));
        }

        return full;
    }

    /// <summary>True where <paramref name="path"/> is <paramref name="folder"/> or lies below it; both are real paths.</summary>
    public static bool IsWithin(string path, string folder) =>
        path.Equals(folder, StringComparison.Ordinal)
        || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string? FirstLink(string full)
    {
        for (var end = full.IndexOf(Path.DirectorySeparatorChar, Path.GetPathRoot(full)!.Length); ; end = full.IndexOf(Path.DirectorySeparatorChar, end + 1))
        {
            var part = end < 0 ? full : full[..end];
            if (new FileInfo(part).LinkTarget is not null)
            {
                return part;
            }

            if (end < 0)
            {
                return null;
            }
        }
    }
}
