namespace FijiBridge.Bridge.Batch;

/// <summary>What earlier runs of the same log left: which results are whole and whose they are.</summary>
internal sealed class EarlierResults
{
    private readonly string _folder;
    private readonly Dictionary<string, ImageEnded> _byBase = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _hashes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _runs = new(StringComparer.Ordinal);

    /// <summary>Reads the records.</summary>
    /// <param name="records">Records in the order in which they were written.</param>
    /// <param name="logFolder">Folder of the log, to which the paths in it are relative.</param>
    public EarlierResults(IEnumerable<RunRecord> records, string logFolder)
    {
        _folder = logFolder;
        foreach (var record in records)
        {
            _ = _runs.Add(record.Run);
            switch (record)
            {
                case OutputsComplete writing:
                    Remember(writing.Outputs);
                    break;
                case ImageEnded { Outcome: ItemOutcome.Done } image:
                    Remember(image.Outputs);
                    foreach (var output in image.Outputs)
                    {
                        _byBase[Full(output.File)] = image;
                    }

                    break;
            }
        }
    }

    /// <summary>Ids of the earlier runs.</summary>
    public IReadOnlyCollection<string> Runs => _runs;

    /// <summary>
    /// The record of the results of an image where they are done: made from the same content with the same model and options,
    /// every wanted file there, and as it was written.
    /// </summary>
    /// <param name="outputs">The wanted files.</param>
    /// <param name="key">What decides the result.</param>
    /// <param name="cancellation">Stops the comparison.</param>
    public ImageEnded? Whole(OutputFiles outputs, string key, CancellationToken cancellation)
    {
        ImageEnded? known = null;
        foreach (var (kind, path) in outputs.Wanted)
        {
            var full = Path.GetFullPath(path);
            if (!_byBase.TryGetValue(full, out var image) || image.Key != key)
            {
                return null;
            }

            known = image;
            var record = image.Outputs.First(o => Full(o.File) == full);
            var file = new FileInfo(full);
            if (record.Kind != OutputFiles.NameOf(kind) || !file.Exists || file.Length != record.Bytes || ContentHash.OfFile(full, cancellation) != record.Sha256)
            {
                return null;
            }
        }

        return known;
    }

    /// <summary>A wanted file that exists and that no earlier run left as it is now; null where all may be replaced.</summary>
    public string? Foreign(OutputFiles outputs, CancellationToken cancellation) => outputs.Wanted.Select(w => w.Path).FirstOrDefault(path =>
        File.Exists(path) && !(_hashes.TryGetValue(Path.GetFullPath(path), out var ours) && ours.Contains(ContentHash.OfFile(path, cancellation))));

    private void Remember(IEnumerable<OutputRecord> outputs)
    {
        foreach (var output in outputs)
        {
            var path = Full(output.File);
            if (!_hashes.TryGetValue(path, out var hashes))
            {
                _hashes.Add(path, hashes = new HashSet<string>(1, StringComparer.Ordinal));
            }

            _ = hashes.Add(output.Sha256);
        }
    }

    private string Full(string file) => Path.GetFullPath(file, _folder);
}
