using FijiBridge.Bridge.Batch;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.Tests.Batch;

/// <summary>Stages that do what a test says and count what goes on at a time.</summary>
internal sealed class ScriptedStages : IBatchStages
{
    private int _imagesHeld;
    private int _segmenting;

    public Func<BatchJob, ItemOutcome?> OnExamine { get; init; } = _ => null;

    public Func<WorkItem, long> OnEstimate { get; init; } = _ => 100;

    public Func<BatchJob, Image2D> OnRead { get; init; } = job => Image(10, 10);

    public Action<BatchJob, CancellationToken> OnSegment { get; init; } = (_, _) => { };

    public Action<BatchJob> OnWrite { get; init; } = _ => { };

    public Action<ItemOutcome> OnSettled { get; init; } = _ => { };

    /// <summary>Most images between reading and the end.</summary>
    public int MostImages { get; private set; }

    /// <summary>Most images in the network's stage.</summary>
    public int MostSegmenting { get; private set; }

    public List<string> SettledNames { get; } = [];

    public static Image2D Image(int width, int height) => new("image", width, height, [new byte[width * height]]);

    public Func<WorkItem, IReadOnlyList<WorkItem>> OnExpand { get; init; } = item => [item with { AllSeries = false }];

    public IReadOnlyList<WorkItem> Expand(WorkItem item) => OnExpand(item);

    public long EstimateBytes(WorkItem item) => OnEstimate(item);

    public ItemOutcome? Examine(BatchJob job, CancellationToken cancellation) => OnExamine(job);

    public Image2D Read(BatchJob job)
    {
        lock (this)
        {
            MostImages = Math.Max(MostImages, ++_imagesHeld);
        }

        return OnRead(job);
    }

    public Segmentation Segment(BatchJob job, Action<ProgressReport> progress, CancellationToken cancellation)
    {
        lock (this)
        {
            MostSegmenting = Math.Max(MostSegmenting, ++_segmenting);
        }

        try
        {
            progress(new ProgressReport("network", 0, 1));
            OnSegment(job, cancellation);
            progress(new ProgressReport("network", 1, 1));
            var image = job.Image!;
            return new LabelSegmentation(new LabelImage(image.Width, image.Height, new int[image.Width * image.Height]), [], null, image.PixelSize, null);
        }
        finally
        {
            lock (this)
            {
                _segmenting--;
            }
        }
    }

    public void Write(BatchJob job, CancellationToken cancellation) => OnWrite(job);

    public void Settled(BatchJob job, ItemOutcome outcome)
    {
        lock (this)
        {
            _imagesHeld -= outcome.State is ItemOutcome.Skipped ? 0 : 1;
            SettledNames.Add(job.Item.Input);
        }

        OnSettled(outcome);
    }

    public ItemFailure Judge(BatchJob job, Exception failure) => new(failure.Message, failure is not UserAdviceException, failure is IOException);
}
