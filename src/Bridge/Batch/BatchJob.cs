using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;

namespace FijiBridge.Bridge.Batch;

/// <summary>An image on its way through the stages; only the stage that holds it touches it.</summary>
/// <param name="item">What to segment.</param>
/// <param name="index">Place of its file in the batch, from 0.</param>
/// <param name="place">Its place among the series of the file, from 0.</param>
/// <param name="siblings">Series of the file that are segmented, itself among them.</param>
internal sealed class BatchJob(WorkItem item, int index, int place = 0, int siblings = 1)
{
    /// <summary>What to segment.</summary>
    public WorkItem Item => item;

    /// <summary>Place of its file in the batch, from 0.</summary>
    public int Index => index;

    /// <summary>Its place among the series of the file, from 0.</summary>
    public int Place => place;

    /// <summary>Series of the file that are segmented, itself among them.</summary>
    public int Siblings => siblings;

    /// <summary>Hash of what decides the result, once it is known.</summary>
    public string? Key { get; set; }

    /// <summary>Hash of the file.</summary>
    public string? InputSha256 { get; set; }

    /// <summary>Size of the file.</summary>
    public long InputBytes { get; set; }

    /// <summary>The pixels, between reading and writing.</summary>
    public Image2D? Image { get; set; }

    /// <summary>The objects, between segmenting and writing.</summary>
    public Segmentation? Result { get; set; }

    /// <summary>Bytes of the budget that it holds.</summary>
    public long HeldBytes { get; set; }

    /// <summary>Seconds in the stages.</summary>
    public StageSeconds Seconds { get; set; } = new(0, 0, 0);

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Notices { get; set; } = [];

    /// <summary>The files that were written.</summary>
    public IReadOnlyList<OutputRecord> Outputs { get; set; } = [];
}
