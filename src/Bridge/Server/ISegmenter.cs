using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;

namespace FijiBridge.Bridge.Server;

/// <summary>What a client asked for, beside the pixels. Null means: as the model says, or automatic.</summary>
/// <param name="Model">Name of a model, or its folder.</param>
public sealed record SegmentSettings(string Model)
{
    /// <summary>Object probability that a candidate needs, 0..1.</summary>
    public double? Prob { get; init; }

    /// <summary>Part of the smaller area that two objects may share, 0..1.</summary>
    public double? Nms { get; init; }

    /// <summary>Percentile that becomes 0.</summary>
    public double? Low { get; init; }

    /// <summary>Percentile that becomes 1.</summary>
    public double? High { get; init; }

    /// <summary>False where the client has normalised the grey values itself: the network gets them as they are.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>Largest tile in pixels.</summary>
    public int? Tile { get; init; }

    /// <summary>Bring calibrated images to the model's pixel size.</summary>
    public bool Rescale { get; init; } = true;

    /// <summary>Average over mirrored copies.</summary>
    public bool? Flips { get; init; }

    /// <summary>Replace outlines by the consensus of the candidates that agree with them.</summary>
    public bool? Refine { get; init; }

    /// <summary>Candidates this close to the border are left out, in steps of the model's grid.</summary>
    public int? BoundaryExclusion { get; init; }

    /// <summary>Keep the network's maps.</summary>
    public bool Maps { get; init; }

    /// <summary>"auto", "cpu", "cuda" or "cuda:N".</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Only objects with their centre in this rectangle are kept; null for the whole image.</summary>
    public PixelRectangle? Region { get; init; }
}

/// <summary>The objects of one frame.</summary>
/// <param name="Result">The objects, best first; the object of rank r has label 1 + r. Coordinates in pixels of the frame.</param>
/// <param name="Prob">The probability threshold that was used.</param>
/// <param name="Nms">The overlap threshold that was used; null where the model has none.</param>
/// <param name="Device">Where the network ran, in words for the user.</param>
/// <param name="Notes">What the user should know, one sentence each: fallbacks, rescaling.</param>
public sealed record SegmentedFrame(Segmentation Result, double Prob, double? Nms, string Device, IReadOnlyList<string> Notes)
{
    /// <summary>The objects as polygons.</summary>
    public IObjectOutlines Objects => Result.Objects;
}

/// <summary>What the segment operation needs of the engine; models stay loaded between calls.</summary>
public interface ISegmenter
{
    /// <summary>Segments one frame.</summary>
    /// <param name="frame">The pixels, all channels.</param>
    /// <param name="settings">What the client asked for.</param>
    /// <param name="progress">Takes stage, steps done, steps in all.</param>
    /// <param name="cancellation">Checked at least once per tile.</param>
    SegmentedFrame Segment(Image2D frame, SegmentSettings settings, Action<string, long, long> progress, CancellationToken cancellation);
}
