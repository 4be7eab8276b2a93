using System.Collections.Concurrent;
using FijiBridge.Bridge.Batch;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using NLog;

namespace FijiBridge.Bridge.Cli;

/// <summary>What <c>segment</c> does with each image.</summary>
internal sealed class SegmentStages : IBatchStages
{
    private const int CompressedFactor = 8; // what a PNG or JPEG may grow to; corrected once it is read

    private static readonly Logger Log = LogManager.GetLogger("FijiBridge.Segment");
    private static readonly HashSet<string> Compressed = new([".png", ".jpg", ".jpeg", ".gif"], StringComparer.OrdinalIgnoreCase);

    private readonly SegmentRequest _request;
    private readonly ISeriesReader _reader;
    private readonly LoadedModel _model;
    private readonly SegmentRecords? _records;
    private readonly ConcurrentDictionary<string, string> _places;
    private readonly RepeatedNotes _warnings = new(Terminal.Warn);
    private readonly RepeatedNotes _notes = new(Terminal.Note);

    /// <summary>Joins the parts.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="reader">Reads images.</param>
    /// <param name="model">Segments them.</param>
    /// <param name="records">The run log, or null where none is kept.</param>
    public SegmentStages(SegmentRequest request, ISeriesReader reader, LoadedModel model, SegmentRecords? records)
    {
        (_request, _reader, _model, _records) = (request, reader, model, records);
        _places = new ConcurrentDictionary<string, string>(
            request.Items.Where(i => !i.AllSeries).Select(i => KeyValuePair.Create(PlaceOf(i), i.Input)), StringComparer.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public IReadOnlyList<WorkItem> Expand(WorkItem item)
    {
        var series = _reader.ReadInfo(item.Input).Series;
        IReadOnlyList<WorkItem> items = series.Count == 1 ? [item with { AllSeries = false }] : [.. series.Select(s => item.Only(s.Index + 1))];
        foreach (var one in items)
        {
            if (_places.GetOrAdd(PlaceOf(one), item.Input) != item.Input)
            {
                throw new UserAdviceException($"{one.PlaceTitle} and {_places[PlaceOf(one)]} would both write {one.Outputs.Wanted.First().Path}; rename one of the files.");
            }
        }

        return items;
    }

    /// <inheritdoc/>
    public long EstimateBytes(WorkItem item)
    {
        var file = new FileInfo(item.Input);
        return file.Exists ? file.Length * (Compressed.Contains(file.Extension) ? CompressedFactor : 1) : 0;
    }

    /// <inheritdoc/>
    public ItemOutcome? Examine(BatchJob job, CancellationToken cancellation)
    {
        // Also what is no file at all, such as a pipe, which would keep a reader waiting for ever.
        if (new FileInfo(job.Item.Input) is { Exists: true, Length: 0 })
        {
            throw new UserAdviceException($"{ImageFile.Quote(job.Item.Input)} is empty (0 bytes); copy or export it again.");
        }

        if (_records is not null && File.Exists(job.Item.Input))
        {
            _records.Identify(job, cancellation);
            if (_request.Resume && _records.Known(job, cancellation) is { } known)
            {
                return known;
            }
        }

        if (!_request.Resume && !_request.Overwrite)
        {
            BatchPlan.RequireFree([job.Item]); // names of series are known only now
        }
        else if (!_request.Overwrite && _records!.Foreign(job.Item, cancellation) is { } foreign)
        {
            throw new UserAdviceException($"{foreign} exists already and was changed or not written by this batch; add --overwrite to replace it, or move it away.");
        }

        return null;
    }

    /// <inheritdoc/>
    public Image2D Read(BatchJob job) =>
        _request.Part.Of(_reader.ReadImage(job.Item.Input, new PlanePosition((job.Item.Series ?? 1) - 1, Resolution: _request.Part.Resolution)));

    /// <inheritdoc/>
    public Segmentation Segment(BatchJob job, Action<ProgressReport> progress, CancellationToken cancellation)
    {
        var notices = new List<string>();
        if (_model.CalibrationWarning(job.Image!) is { } warning)
        {
            notices.Add(warning);
            _warnings.Add("no pixel size in micrometres", warning);
        }

        if (job.Item.Series is null && job.Image!.Metadata is { SeriesInFile: > 1 and var count })
        {
            notices.Add(SeriesChoice.FirstAlone(job.Image.Name, count, "segmented", "--series all takes every one"));
            _warnings.Add("only the first series of a file is segmented, --series all takes every one", notices[^1]);
        }

        if (job.Image!.Metadata is { } info && (info.Slices > 1 || info.Frames > 1))
        {
            notices.Add(SeriesChoice.FirstPlaneAlone(job.Image.Name, info, "segmented"));
            _warnings.Add("only the first plane of a stack is segmented", notices[^1]);
        }

        if (job.Item.Outputs.Kinds.HasFlag(OutputKinds.Labels))
        {
            // before the work of hours and not after it
            LabelTiffWriter.RequireRoom(job.Image!.Width, job.Image.Height);
            if (!LabelTiffWriter.HasRoomForMany(job.Image.Width, job.Image.Height))
            {
                notices.Add($"{job.Image.Name} has {job.Image.Width} x {job.Image.Height} pixels: with more than {LabelTiffWriter.LargestIn16Bit} objects its labels do not fit into a TIFF; ometiff in place of labels in --outputs has no such limit.");
                _warnings.Add("with more than 65,535 objects its labels do not fit into a TIFF", notices[^1]);
            }
        }

        var result = _model.Segment(job.Image!, progress, cancellation);
        foreach (var notice in result.Notices)
        {
            notices.Add(notice);
            _notes.Add(notice, $"{job.Item.Title}: {notice}");
        }

        job.Notices = notices;
        return result;
    }

    /// <inheritdoc/>
    public void Write(BatchJob job, CancellationToken cancellation) => SegmentWriter.Write(
        job.Item.Outputs, job.Image!, job.Result!, _model.ClassNames, _model.Channel, _records?.Run ?? "segment", staged => _records?.Complete(job, staged), cancellation);

    /// <inheritdoc/>
    public void Settled(BatchJob job, ItemOutcome outcome) => _records?.Settled(job, outcome);

    /// <inheritdoc/>
    public ItemFailure Judge(BatchJob job, Exception failure)
    {
        var advice = ErrorPolicy.AdviceFor(failure);
        if (advice is null)
        {
            Log.Error(failure, "{0}: {1}", job.Item.PlaceTitle, ErrorPolicy.CauseChain(failure));
            return new ItemFailure($"failed, see the log ({ErrorPolicy.Unwrap(failure).GetType().Name})", true, false);
        }

        Log.Info(failure, "{0}: {1}", job.Item.PlaceTitle, advice);
        var sentence = advice.Contains(Path.GetFileName(job.Item.Input), StringComparison.Ordinal) ? advice : $"{job.Item.PlaceTitle}: {advice}";
        Terminal.Error(sentence);
        return new ItemFailure(sentence, false, FileTrouble.StopsAllWriting(failure));
    }

    private static string PlaceOf(WorkItem item) => Path.GetFullPath(Path.Combine(item.Outputs.Folder, item.Outputs.BaseName));

    /// <summary>Says what was only counted.</summary>
    public void Finish()
    {
        _warnings.Finish();
        _notes.Finish();
    }
}
