using System.Globalization;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>Turns what ImageJ knows of an image into <see cref="SeriesInfo"/>.</summary>
internal static class ImageJInfo
{
    /// <summary>Sizes, calibration and, where there is OME-XML, its channels and times.</summary>
    /// <param name="size">Sizes as they are read.</param>
    /// <param name="order">Order of the planes, fastest first.</param>
    /// <param name="isRgb">True for a colour picture.</param>
    /// <param name="description">Lines of an ImageJ description, or null.</param>
    /// <param name="ome">What OME-XML says, or null.</param>
    public static SeriesInfo Of(ImageDimensions size, string order, bool isRgb, IReadOnlyDictionary<string, string>? description, SeriesInfo? ome)
    {
        var info = new SeriesInfo
        {
            Index = 0,
            Width = size.Width,
            Height = size.Height,
            Channels = size.Channels,
            Slices = size.Slices,
            Frames = size.Frames,
            DimensionOrder = order,
            PixelType = size.PixelType,
            IsRgb = isRgb,
            PixelSize = size.PixelSize,
            SliceSpacing = size.PixelSize == PixelSize.Uncalibrated || size.Slices == 1 ? null : Number(description, "spacing"),
            FrameInterval = Number(description, "finterval"),
            Resolutions = [(size.Width, size.Height)],
        };
        return ome is null ? info : info with
        {
            Name = ome.Name,
            SignificantBits = ome.SignificantBits,
            SliceSpacing = size.Slices > 1 ? ome.SliceSpacing : null,
            FrameInterval = ome.FrameInterval,
            AcquisitionDate = ome.AcquisitionDate,
            FrameTimes = ome.FrameTimes.Count == size.Frames ? ome.FrameTimes : [],
            ChannelInfos = ome.ChannelInfos.Count == size.Channels ? ome.ChannelInfos : [],
        };
    }

    /// <summary>The lines "key: value" or "key=value" of a text that ImageJ gives; lines without a key are left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Lines(string? text)
    {
        foreach (var line in (text ?? string.Empty).Split('\n'))
        {
            var at = line.AsSpan().IndexOfAny('=', ':');
            if (at > 0 && line[..at].Trim() is { Length: > 0 } key)
            {
                yield return new KeyValuePair<string, string>(key, line[(at + 1)..].Trim('\r', '\0', ' '));
            }
        }
    }

    private static double? Number(IReadOnlyDictionary<string, string>? description, string key) =>
        double.TryParse(description?.GetValueOrDefault(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0 && double.IsFinite(value) ? value : null;
}
