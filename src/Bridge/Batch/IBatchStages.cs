using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;

namespace FijiBridge.Bridge.Batch;

/// <summary>What is done with each image. <see cref="BatchRunner"/> says when, and on which thread.</summary>
internal interface IBatchStages
{
    /// <summary>The images that a file with <see cref="WorkItem.AllSeries"/> holds; called on several threads at a time.</summary>
    IReadOnlyList<WorkItem> Expand(WorkItem item);

    /// <summary>Bytes that the image will need in memory, estimated before it is read.</summary>
    long EstimateBytes(WorkItem item);

    /// <summary>Looks at the file and at the results of earlier runs.</summary>
    /// <returns>The outcome where nothing is left to do, else null.</returns>
    ItemOutcome? Examine(BatchJob job, CancellationToken cancellation);

    /// <summary>Reads the pixels. On several threads at a time.</summary>
    Image2D Read(BatchJob job);

    /// <summary>Finds the objects. On several threads at a time; the network's part is done one after the other.</summary>
    Segmentation Segment(BatchJob job, Action<ProgressReport> progress, CancellationToken cancellation);

    /// <summary>Writes the results: all or none. On several threads at a time.</summary>
    void Write(BatchJob job, CancellationToken cancellation);

    /// <summary>Takes note of what became of an image. One call at a time.</summary>
    void Settled(BatchJob job, ItemOutcome outcome);

    /// <summary>What a failure means for the image and for the batch.</summary>
    ItemFailure Judge(BatchJob job, Exception failure);
}

/// <summary>A failure of one image.</summary>
/// <param name="Sentence">For the user.</param>
/// <param name="IsFault">True for a fault of the program.</param>
/// <param name="StopsBatch">True where every other image would fail too (the disk is full).</param>
internal sealed record ItemFailure(string Sentence, bool IsFault, bool StopsBatch);
