using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// Star-convex objects of one image; labels are painted on demand, so that a huge image needs no label image in memory.
/// Where polygons overlap, the more probable one has the pixel.
/// </summary>
public sealed class StarDistSegmentation : Segmentation
{
    private readonly Lazy<PolygonRasterizer> _rasterizer;

    /// <summary>Wraps the objects.</summary>
    /// <param name="objects">Polygons, best first, in pixels of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="pixelSize">Calibration of the labels.</param>
    /// <param name="notices">What the user should know, one sentence each.</param>
    public StarDistSegmentation(StarPolygons objects, int width, int height, PixelSize pixelSize, IReadOnlyList<string>? notices = null)
        : base(width, height, pixelSize, notices)
    {
        Objects = objects;
        _rasterizer = new Lazy<PolygonRasterizer>(() => new PolygonRasterizer(objects, width));
    }

    /// <inheritdoc/>
    public override StarPolygons Objects { get; }

    /// <inheritdoc/>
    public override LabelImage RenderLabels() => PolygonRasterizer.Paint(Objects, Width, Height, PixelSize);

    /// <inheritdoc/>
    public override void RenderRows(int firstRow, int rows, Span<int> destination) => _rasterizer.Value.PaintRows(firstRow, rows, destination);
}
