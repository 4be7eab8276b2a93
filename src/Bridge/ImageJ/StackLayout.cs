using System.Globalization;
using FijiBridge.Bridge.BioFormats;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>
/// How the planes of a file map to channels, slices and frames. ImageJ stores channels fastest, then slices, then frames;
/// OME-TIFFs say their order themselves.
/// </summary>
internal sealed record StackLayout(int Channels, int Slices, int Frames, string Order = "CZT")
{
    /// <summary>Number of planes.</summary>
    public int Planes => Channels * Slices * Frames;

    /// <summary>Index of the plane of a channel at a slice and frame, all from 0.</summary>
    public int PlaneOf(int channel, int slice, int frame)
    {
        int index = 0, step = 1;
        foreach (var axis in Order)
        {
            var (position, size) = axis switch
            {
                'C' => (channel, Channels),
                'Z' => (slice, Slices),
                _ => (frame, Frames),
            };
            index += position * step;
            step *= size;
        }

        return index;
    }

    /// <summary>Layout of a TIFF with so many planes, from its ImageJ or OME description; else all planes are slices.</summary>
    public static StackLayout Of(int planes, string? description)
    {
        if (FromImageJ(ImageJCalibration.ParseDescription(description)) is { } imagej && imagej.Planes == planes)
        {
            return imagej;
        }

        // an OME-TIFF can hold several images: the planes of the first come first
        return FromOme(description) is { } ome && ome.Planes <= planes ? ome : new StackLayout(1, planes, 1);
    }

    private static StackLayout? FromImageJ(IReadOnlyDictionary<string, string>? description)
    {
        if (description is null)
        {
            return null;
        }

        int Size(string key) => int.TryParse(description.GetValueOrDefault(key), CultureInfo.InvariantCulture, out var n) && n > 0 ? n : 1;
        return new StackLayout(Size("channels"), Size("slices"), Size("frames"));
    }

    private static StackLayout? FromOme(string? description) => OmeXml.Parse(description) is [var image, ..]
        && image.Info.DimensionOrder is "XYCZT" or "XYCTZ" or "XYZCT" or "XYZTC" or "XYTCZ" or "XYTZC"
        ? new StackLayout(image.Info.Channels, image.Info.Slices, image.Info.Frames, image.Info.DimensionOrder[2..])
        : null;
}
