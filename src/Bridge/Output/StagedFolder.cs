namespace FijiBridge.Bridge.Output;

/// <summary>
/// A hidden folder beside the results in which the files of one image are made; they are moved to their final names
/// together when all are complete, so that a full disk or a Ctrl-C leaves either all of them or none.
/// </summary>
internal sealed class StagedFolder : IDisposable
{
    private const string Prefix = ".fijibridge-";

    private readonly List<(string From, string To)> _files = [];
    private readonly string _folder;

    /// <summary>Creates the hidden folder inside <paramref name="parent"/>, which is created where it lacks.</summary>
    /// <param name="parent">Folder of the results.</param>
    /// <param name="run">Id of the run, so that what a killed batch leaves can be recognised and removed.</param>
    public StagedFolder(string parent, string run = "one")
    {
        var full = Path.GetFullPath(parent.Length == 0 ? "." : parent);
        Directory.CreateDirectory(full);
        _folder = Path.Combine(full, $"{Prefix}{run}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Removes what killed runs left in a folder.</summary>
    /// <param name="parent">Folder of results; it need not exist.</param>
    /// <param name="runs">Ids of the runs, none of which is alive.</param>
    public static void RemoveLeft(string parent, IReadOnlyCollection<string> runs)
    {
        var full = Path.GetFullPath(parent.Length == 0 ? "." : parent);
        foreach (var run in Directory.Exists(full) ? runs : [])
        {
            foreach (var left in Directory.GetDirectories(full, $"{Prefix}{run}-*", new EnumerationOptions { AttributesToSkip = 0 }))
            {
                Delete(left);
            }
        }
    }

    /// <summary>The path to write in place of <paramref name="finalPath"/>.</summary>
    public string PathFor(string finalPath)
    {
        var staged = Path.Combine(_folder, Path.GetFileName(finalPath));
        _files.Add((staged, Path.GetFullPath(finalPath)));
        return staged;
    }

    /// <summary>Moves all files to their final names, replacing what is there; of a folder its files.</summary>
    public void Commit()
    {
        foreach (var (from, to) in _files)
        {
            if (Directory.Exists(from))
            {
                Directory.CreateDirectory(to);
                foreach (var file in Directory.EnumerateFiles(from))
                {
                    File.Move(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
                }
            }
            else
            {
                File.Move(from, to, overwrite: true);
            }
        }

        _files.Clear();
    }

    /// <summary>Removes the hidden folder with what was not committed.</summary>
    public void Dispose() => Delete(_folder);

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is hidden and named; leaving it must not hide the failure that led here.
        }
    }
}
