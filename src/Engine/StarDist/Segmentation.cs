using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// The objects of one image as polygons; labels are painted on demand, so that a huge image needs no label image in
/// memory. Object i has label i + 1; where polygons overlap, the more probable one has the pixel.
/// </summary>
public sealed class Segmentation
{
    private readonly Lazy<PolygonRasterizer> _rasterizer;

    /// <summary>Wraps the objects.</summary>
    public Segmentation(StarPolygons objects, int width, int height, PixelSize pixelSize, IReadOnlyList<string>? notices = null)
    {
        Objects = objects;
        Width = width;
        Height = height;
        PixelSize = pixelSize;
        Notices = notices ?? [];
        _rasterizer = new Lazy<PolygonRasterizer>(() => new PolygonRasterizer(objects, width));
    }

    /// <summary>The objects, most probable first, in pixels of the image.</summary>
    public StarPolygons Objects { get; }

    /// <summary>Columns of the image.</summary>
    public int Width { get; }

    /// <summary>Rows of the image.</summary>
    public int Height { get; }

    /// <summary>Calibration of the image.</summary>
    public PixelSize PixelSize { get; }

    /// <summary>What the user should know (a smaller tile was used, the image was rescaled), one sentence each.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>Paints the whole label image.</summary>
    public LabelImage RenderLabels() => PolygonRasterizer.Paint(Objects, Width, Height, PixelSize);

    /// <summary>Paints rows firstRow .. firstRow + rows - 1; not for several threads at a time.</summary>
    /// <param name="firstRow">First row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="destination">Receives rows * Width labels.</param>
    public void RenderRows(int firstRow, int rows, Span<int> destination) => _rasterizer.Value.PaintRows(firstRow, rows, destination);
}
