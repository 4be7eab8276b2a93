using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Instances;

/// <summary>Objects of any shape, found as labels; their polygons are traced when they are asked for.</summary>
public sealed class LabelSegmentation : Segmentation
{
    private readonly LabelImage _labels;
    private readonly Lazy<TracedOutlines> _outlines;

    /// <summary>Wraps labels, which must not change any more.</summary>
    /// <param name="labels">Labels 1..n, most probable object first.</param>
    /// <param name="prob">Probability of each object (n).</param>
    /// <param name="classId">Class of each object (n), from 1, or null.</param>
    /// <param name="pixelSize">Calibration of the image.</param>
    /// <param name="notices">What the user should know.</param>
    public LabelSegmentation(LabelImage labels, float[] prob, int[]? classId, PixelSize pixelSize, IReadOnlyList<string>? notices = null)
        : base(labels.Width, labels.Height, pixelSize, notices)
    {
        _labels = labels;
        _outlines = new Lazy<TracedOutlines>(() => new TracedOutlines(labels, prob, classId));
    }

    /// <inheritdoc/>
    public override IObjectOutlines Objects => _outlines.Value;

    /// <inheritdoc/>
    public override LabelImage RenderLabels() => new(Width, Height, [.. _labels.Pixels], PixelSize);

    /// <inheritdoc/>
    public override void RenderRows(int firstRow, int rows, Span<int> destination) =>
        _labels.Pixels.AsSpan(firstRow * Width, rows * Width).CopyTo(destination);
}
