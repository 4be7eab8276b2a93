using Newtonsoft.Json;

namespace FijiBridge.Bridge.Batch;

/// <summary>A folder in the inputs that could not be listed.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Reason">Why, in a few words.</param>
internal sealed record UnreadableFolder(string Path, string Reason)
{
    /// <summary>What the user is told.</summary>
    [JsonIgnore]
    public string Advice => $"Folder {WorkItem.OneLine(Path)} cannot be listed ({Reason}); change its permissions, or leave it out.";
}

/// <summary>
/// Walks folders as users mean it: symbolic links are followed, but no folder is entered twice, so that a link to a folder above
/// cannot lead round and round; hidden folders and files are left out; folders that cannot be listed are remembered, not passed over in silence.
/// </summary>
internal sealed class FolderWalk
{
    private static readonly EnumerationOptions Visible = new() { IgnoreInaccessible = false };

    private readonly List<UnreadableFolder> _unreadable = [];

    /// <summary>What could not be listed so far.</summary>
    public IReadOnlyList<UnreadableFolder> Unreadable => _unreadable;

    /// <summary>The folder itself and, with <paramref name="recursive"/>, every folder below it, each real folder once, parents first.</summary>
    /// <param name="root">Where to begin; "" for the current folder.</param>
    /// <param name="recursive">Also the folders below.</param>
    public IEnumerable<string> Folders(string root, bool recursive = true)
    {
        var entered = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>([root]);
        while (waiting.TryPop(out var folder))
        {
            if (!entered.Add(RealPath.Of(Here(folder))))
            {
                continue;
            }

            yield return folder;
            if (recursive)
            {
                var below = List(folder, Directory.EnumerateDirectories).OrderDescending(StringComparer.Ordinal);
                foreach (var name in below)
                {
                    waiting.Push(Path.Combine(folder, name));
                }
            }
        }
    }

    /// <summary>The files of one folder, in order; none, and a note in <see cref="Unreadable"/>, where it cannot be listed.</summary>
    public IEnumerable<string> Files(string folder) =>
        List(folder, Directory.EnumerateFiles).Order(StringComparer.Ordinal).Select(name => Path.Combine(folder, name));

    private static string Here(string folder) => folder.Length == 0 ? "." : folder;

    private List<string> List(string folder, Func<string, string, EnumerationOptions, IEnumerable<string>> entries)
    {
        try
        {
            return [.. entries(Here(folder), "*", Visible).Select(e => Path.GetFileName(e))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_unreadable.Exists(u => u.Path == Here(folder)))
            {
                _unreadable.Add(new UnreadableFolder(Here(folder), e is UnauthorizedAccessException ? "no permission" : e.Message.TrimEnd('.')));
            }

            return [];
        }
    }
}
