using FijiBridge.Bridge.ImageJ;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.Cli;

/// <summary>Where the planes of a file are: slices run faster than frames.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Slices">Slices.</param>
/// <param name="Frames">Frames.</param>
/// <param name="PixelSize">Calibration.</param>
internal sealed record PlaneLayout(int Width, int Height, int Slices, int Frames, PixelSize PixelSize)
{
    /// <summary>Number of planes.</summary>
    public int Count => Slices * Frames;

    /// <summary>Where a plane is, from 0.</summary>
    public PlanePosition PositionOf(int plane) => new(0, plane % Slices, plane / Slices);

    /// <summary>" z1 t2" for planes of a stack, "" for a single plane.</summary>
    public string NameOf(int plane) => Count == 1 ? "" : $"{(Slices > 1 ? $" z{(plane % Slices) + 1}" : "")}{(Frames > 1 ? $" t{(plane / Slices) + 1}" : "")}";
}

/// <summary>The labels of a file, plane by plane: a label image, a stack of them, or ROIs.</summary>
internal sealed class LabelSource
{
    private readonly ISeriesReader _reader;
    private readonly string _path;
    private readonly IReadOnlyList<FileRoi>? _rois;

    /// <summary>Opens a file.</summary>
    /// <param name="reader">Reads images.</param>
    /// <param name="imageJ">Reads ROIs.</param>
    /// <param name="path">A label image, or a .zip or .roi of ImageJ.</param>
    /// <param name="layoutOf">For ROIs, which do not know the size of their image: an image file or label image of this size.</param>
    /// <exception cref="UserAdviceException">It cannot be read, or the size of the image of ROIs is not known.</exception>
    public LabelSource(ISeriesReader reader, ImageJReader imageJ, string path, string? layoutOf)
    {
        _reader = reader;
        _path = path;
        if (RoiSetReader.IsRoiFile(path))
        {
            _rois = imageJ.ReadRois(path);
            Layout = LayoutOf(reader, layoutOf ?? throw new UserAdviceException(
                $"The ROIs in {path} do not tell how large their image is; name the image or its folder with --images."));
        }
        else
        {
            Layout = LayoutOf(reader, path);
        }
    }

    /// <summary>Sizes.</summary>
    public PlaneLayout Layout { get; }

    /// <summary>The labels of a plane, from 0.</summary>
    public LabelImage Read(int plane)
    {
        int z = plane % Layout.Slices, t = plane / Layout.Slices;
        return _rois is null
            ? _reader.ReadLabels(_path, Layout.PositionOf(plane))
            : RegionLabels.Paint([.. _rois.Where(r => IsOn(r, plane, z, t)).Select(r => r.Region)], Layout.Width, Layout.Height, Layout.PixelSize);
    }

    /// <summary>Sizes of an image file.</summary>
    public static PlaneLayout LayoutOf(ISeriesReader reader, string path)
    {
        var d = reader.ReadInfo(path).Series[0];
        return new PlaneLayout(d.Width, d.Height, d.Slices, d.Frames, d.PixelSize);
    }

    // A position without slice and frame counts the planes of a stack of one channel.
    private static bool IsOn(FileRoi roi, int plane, int z, int t) =>
        (roi.Slice == 0 || roi.Slice == z + 1) && (roi.Frame == 0 || roi.Frame == t + 1) && (roi.Position == 0 || roi.Position == plane + 1);
}
