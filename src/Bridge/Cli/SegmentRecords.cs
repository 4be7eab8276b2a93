using FijiBridge.Bridge.Batch;
using FijiBridge.Bridge.Output;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Cli;

/// <summary>The run log of a <c>segment</c>, and what earlier runs in it mean for this one.</summary>
internal sealed class SegmentRecords : IDisposable
{
    private readonly RunLog _log;
    private readonly string _folder;
    private readonly EarlierResults _earlier;
    private readonly IReadOnlyCollection<string> _ownRuns; // ended or dead, since we hold their log
    private JObject _options = [];
    private string _model = "";

    private SegmentRecords(RunLog log, string? other)
    {
        _log = log;
        _folder = Path.GetDirectoryName(log.Path)!;
        _earlier = new EarlierResults();
        if (other is not null)
        {
            _earlier.Add(RunLogReader.Read(other), Path.GetDirectoryName(Path.GetFullPath(other))!);
        }

        _ownRuns = _earlier.Add(log.ReadEarlier(), _folder);
    }

    /// <summary>Id of this run.</summary>
    public string Run => _log.Run;

    /// <summary>The log.</summary>
    public string LogPath => _log.Path;

    /// <summary>Opens the log and reads what is in it.</summary>
    /// <param name="path">The log.</param>
    /// <param name="other">Another log whose results count too, or null.</param>
    /// <exception cref="Engine.UserAdviceException">It cannot be written, or another run writes it.</exception>
    public static SegmentRecords Open(string path, string? other = null)
    {
        var log = RunLog.Open(path, RunLog.NewRun(TimeProvider.System));
        try
        {
            return new SegmentRecords(log, other);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Writes how the run begins, and clears away what killed runs of this log left half-made.</summary>
    /// <param name="started">The line.</param>
    /// <param name="folders">Folders of results.</param>
    public void Begin(RunStarted started, IEnumerable<string> folders)
    {
        (_options, _model) = (started.Options, (string)started.Model["sha256"]!);
        foreach (var folder in folders)
        {
            StagedFolder.RemoveLeft(folder, _ownRuns);
        }

        _log.Append(started);
    }

    /// <summary>Hashes the file; one that cannot be read stays unknown, and the reader says why.</summary>
    public void Identify(BatchJob job, CancellationToken cancellation)
    {
        try
        {
            job.InputBytes = new FileInfo(job.Item.Input).Length;
            job.InputSha256 = ContentHash.OfFile(job.Item.Input, cancellation);
            job.Key = Provenance.Key(job.InputSha256, job.Item.Series, _model, _options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            job.Key = null;
        }
    }

    /// <summary>The outcome where the results of an earlier run are whole, else null.</summary>
    public ItemOutcome? Known(BatchJob job, CancellationToken cancellation) =>
        job.Key is { } key && _earlier.Whole(job.Item.Outputs, key, cancellation) is { } image
            ? new ItemOutcome(job.Item, ItemOutcome.Skipped) { Width = image.Width, Height = image.Height, SeriesInFile = image.SeriesInFile, Objects = image.Objects }
            : null;

    /// <summary>A result file that no run of this log wrote as it is; null where there is none.</summary>
    public string? Foreign(WorkItem item, CancellationToken cancellation) => _earlier.Foreign(item.Outputs, cancellation);

    /// <summary>Notes the files before they get their names, so that a kill in between leaves files that are known to be ours.</summary>
    public void Complete(BatchJob job, IReadOnlyList<StagedOutput> staged)
    {
        job.Outputs = [.. staged.Select(s => new OutputRecord(
            OutputFiles.NameOf(s.Kind), LogPaths.Relative(s.Path, _folder), new FileInfo(s.StagedPath).Length, ContentHash.OfFile(s.StagedPath)))];
        _log.Append(new OutputsComplete { Outputs = job.Outputs });
    }

    /// <summary>Notes what became of an image; those that were not begun are not noted.</summary>
    public void Settled(BatchJob job, ItemOutcome outcome)
    {
        if (outcome.State != ItemOutcome.Cancelled)
        {
            _log.Append(new ImageEnded
            {
                Input = Path.GetFullPath(job.Item.Input),
                Series = job.Item.Series,
                SeriesInFile = outcome.SeriesInFile,
                Outcome = outcome.State,
                Key = job.Key,
                InputSha256 = job.InputSha256,
                InputBytes = job.InputBytes,
                Width = outcome.Width,
                Height = outcome.Height,
                Objects = outcome.Objects,
                Seconds = outcome.Seconds,
                Outputs = outcome.State == ItemOutcome.Done ? job.Outputs : [],
                Notices = job.Notices,
                Error = outcome.Error,
            });
        }
    }

    /// <summary>Writes how the run ended.</summary>
    public void End(RunEnded ended) => _log.Append(ended);

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();
}
