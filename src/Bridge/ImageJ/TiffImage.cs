using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>A TIFF file: its pages, and how they make up channels, slices and frames.</summary>
internal sealed class TiffImage
{
    private readonly string _path;
    private readonly IReadOnlyList<TiffDirectory> _pages;
    private readonly StackLayout _layout;

    private TiffImage(string path, IReadOnlyList<TiffDirectory> pages)
    {
        _path = path;

        // Pages of another size or type after the first (thumbnails, pyramid levels) are not part of the stack
        var first = pages[0];
        _pages = [.. pages.TakeWhile(p => p.Width == first.Width && p.Height == first.Height && p.Samples == first.Samples)];
        var planes = first.Images > 1 ? first.Images : _pages.Count;
        _layout = StackLayout.Of(planes, first.Description);
        var size = first.Description is { } text && ImageJCalibration.FromOme(text) is { } ome
            ? ome
            : ImageJCalibration.FromTiff(first.PixelWidth, first.PixelHeight, first.Unit, ImageJCalibration.ParseDescription(first.Description));
        Dimensions = new ImageDimensions(
            first.Width, first.Height, IsRgb ? 3 : _layout.Channels, _layout.Slices, _layout.Frames, size, first.TypeName);
    }

    /// <summary>Sizes of the image.</summary>
    public ImageDimensions Dimensions { get; }

    /// <summary>True where the three channels are red, green and blue.</summary>
    public bool IsRgb => _pages[0].Samples is TiffSamples.Rgb or TiffSamples.RgbPlanar;

    /// <summary>True where the pixels are read by <see cref="TiffPlaneReader"/>, false where ImageJ has to.</summary>
    public bool CanRead => _pages.All(TiffPlaneReader.CanRead) && !(IsRgb && _layout.Channels > 1);

    /// <summary>Parses the header.</summary>
    public static TiffImage Open(IJavaScope scope, string path) => new(path, TiffHeaderReader.Read(scope, path));

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
