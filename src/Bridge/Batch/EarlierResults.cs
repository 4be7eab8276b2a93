namespace FijiBridge.Bridge.Batch;

/// <summary>What earlier runs of the same log left: which results are whole and whose they are.</summary>
internal sealed class EarlierResults
{
    private readonly Dictionary<string, (string Key, OutputRecord File, ImageEnded Image)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _hashes = new(StringComparer.Ordinal);

    /// <summary>Takes note of the records of a log.</summary>
    /// <param name="records">Records in the order in which they were written.</param>
    /// <param name="logFolder">Folder of the log, to which the paths in it are relative.</param>
    /// <returns>Ids of the runs in it.</returns>
    public IReadOnlyCollection<string> Add(IEnumerable<RunRecord> records, string logFolder)
    {
        var runs = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            _ = runs.Add(record.Run);
            foreach (var output in record is OutputsComplete writing ? writing.Outputs : record is ImageEnded ended ? ended.Outputs : [])
            {
                var path = Path.GetFullPath(output.File, logFolder);
                _hashes.TryAdd(path, new HashSet<string>(1, StringComparer.Ordinal));
                _ = _hashes[path].Add(output.Sha256);
                if (record is ImageEnded { Outcome: ItemOutcome.Done, Key: { } key } image)
                {
                    _files[path] = (key, output, image);
                }
            }
        }

        return runs;
    }

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
            if (!_files.TryGetValue(full, out var written) || written.Key != key)
            {
                return null;
            }

            known = written.Image;
            var (record, file) = (written.File, new FileInfo(full));
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
}
