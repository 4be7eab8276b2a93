using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Instances;

/// <summary>
/// The objects that a model found in one image, as polygons and as labels. Object i has label i + 1. What is behind it
/// depends on the kind of model: star-convex polygons that are painted on demand, or labels whose outlines are traced.
/// </summary>
public abstract class Segmentation(int width, int height, PixelSize pixelSize, IReadOnlyList<string>? notices)
{
    /// <summary>The objects, most probable first, in pixels of the image.</summary>
    public abstract IObjectOutlines Objects { get; }

    /// <summary>Columns of the image.</summary>
    public int Width => width;

    /// <summary>Rows of the image.</summary>
    public int Height => height;

    /// <summary>Calibration of the image.</summary>
    public PixelSize PixelSize => pixelSize;

    /// <summary>What the user should know (a smaller tile was used, the image was rescaled), one sentence each.</summary>
    public IReadOnlyList<string> Notices { get; } = notices ?? [];

    /// <summary>What the network gave, at the size of the image, one channel of floats per kind of number; null where it was not kept.</summary>
    public Image2D? Maps { get; init; }

    /// <summary>Name of each channel of <see cref="Maps"/>; empty where there are none.</summary>
    public IReadOnlyList<string> MapNames { get; init; } = [];

    /// <summary>The class of every label (objects + 1): 0 for background, 1 for all objects where the model knows no classes.</summary>
    public int[] ClassOfLabels() => [0, .. Objects.ClassId ?? Enumerable.Repeat(1, Objects.Count)];

    /// <summary>Paints the whole label image.</summary>
    public abstract LabelImage RenderLabels();

    /// <summary>Paints rows firstRow .. firstRow + rows - 1; not for several threads at a time.</summary>
    /// <param name="firstRow">First row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="destination">Receives rows * Width labels.</param>
    public abstract void RenderRows(int firstRow, int rows, Span<int> destination);
}
