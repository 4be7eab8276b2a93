using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>
/// One image (series) of a TIFF file: its pages, and how they make up channels, slices and frames. An OME-TIFF can hold several; other TIFFs
/// are one, and what follows behind pages of the first page's size (thumbnails, pyramid levels) is left out.
/// </summary>
internal sealed class TiffImage
{
    private readonly string _path;
    private readonly IReadOnlyList<TiffDirectory> _pages;
    private readonly StackLayout _layout;

    private TiffImage(string path, IReadOnlyList<TiffDirectory> pages, StackLayout layout, SeriesInfo? ome, int index, int seriesInFile = 1)
    {
        _path = path;
        _pages = pages;
        _layout = layout;
        var first = pages[0];
        var description = ImageJCalibration.ParseDescription(first.Description);
        var size = ome?.PixelSize is { } calibrated && calibrated != PixelSize.Uncalibrated ? calibrated
            : ImageJCalibration.FromTiff(first.PixelWidth, first.PixelHeight, first.Unit, description);
        Dimensions = new ImageDimensions(
            first.Width, first.Height, IsRgb ? 3 : _layout.Channels, _layout.Slices, _layout.Frames, size, first.TypeName);
        Info = ImageJInfo.Of(Dimensions, "XY" + _layout.Order, IsRgb, description, ome) with { Index = index, SeriesInFile = seriesInFile };
    }

    /// <summary>Sizes of the image.</summary>
    public ImageDimensions Dimensions { get; }

    /// <summary>What the file says about the image.</summary>
    public SeriesInfo Info { get; }

    /// <summary>Description of the first page.</summary>
    public string? Description => _pages[0].Description;

    /// <summary>True where the three channels are red, green and blue.</summary>
    public bool IsRgb => _pages[0].Samples is TiffSamples.Rgb or TiffSamples.RgbPlanar;

    /// <summary>True where the pixels are read by <see cref="TiffPlaneReader"/>, false where ImageJ has to.</summary>
    public bool CanRead => _pages.All(TiffPlaneReader.CanRead) && !(IsRgb && _layout.Channels > 1);

    /// <summary>The series of a file; parses the headers.</summary>
    public static IReadOnlyList<TiffImage> OpenAll(IJavaScope scope, string path)
    {
        var pages = TiffHeaderReader.Read(scope, path);
        var ome = OmeXml.Parse(pages[0].Description);
        if (pages[0].Images == 1 && OmeTiffPages.Find(ome, pages, Path.GetFileName(path)) is { } series)
        {
            return [.. series.Select((s, i) => new TiffImage(path, s.Pages, s.Layout, ome[i].Info, i, series.Count))];
        }

        var first = pages[0];
        IReadOnlyList<TiffDirectory> alike = [.. pages.TakeWhile(p => p.Width == first.Width && p.Height == first.Height && p.Samples == first.Samples)];
        var layout = StackLayout.Of(first.Images > 1 ? first.Images : alike.Count, first.Description);
        return [new TiffImage(path, alike, layout, ome.Count > 0 ? ome[0].Info : null, 0)];
    }

    /// <summary>One series of a file.</summary>
    /// <exception cref="UserAdviceException">The file has no such series.</exception>
    public static TiffImage Open(IJavaScope scope, string path, int series = 0)
    {
        var all = OpenAll(scope, path);
        return series >= 0 && series < all.Count ? all[series] : throw ImageFile.NoSuchSeries(path, series, all.Count);
    }

    /// <summary>All channels at a slice and frame.</summary>
    public IReadOnlyList<Array> Read(int z, int t)
    {
        if (IsRgb)
        {
            return ReadPlane(_layout.PlaneOf(0, z, t));
        }

        var planes = Enumerable.Range(0, _layout.Channels).Select(c => ReadPlane(_layout.PlaneOf(c, z, t))[0]).ToArray();
        if (planes.Any(p => p is float[]) && planes.Any(p => p is ushort[]))
        {
            // signed 16-bit: only some channels have negative values
            planes = [.. planes.Select(p => p is ushort[] words ? Array.ConvertAll(words, w => (float)w) : p)];
        }

        return planes;
    }

    private IReadOnlyList<Array> ReadPlane(int index) =>
        _pages[0].Images > 1 ? TiffPlaneReader.Read(_path, _pages[0], index) : TiffPlaneReader.Read(_path, _pages[index], 0);
}
