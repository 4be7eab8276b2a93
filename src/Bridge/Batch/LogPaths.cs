namespace FijiBridge.Bridge.Batch;

/// <summary>Paths of results as they stand in a run log.</summary>
internal static class LogPaths
{
    /// <summary>Relative to the log's folder where the file lies below it, so that the folder can be moved as a whole; with '/'.</summary>
    /// <param name="path">The file.</param>
    /// <param name="folder">Folder of the log.</param>
    public static string Relative(string path, string folder)
    {
        var full = Path.GetFullPath(path);
        var relative = Path.GetRelativePath(folder, full);
        var outside = relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.IsPathRooted(relative);
        return (outside ? full : relative).Replace(Path.DirectorySeparatorChar, '/');
    }
}
