using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.BioFormats;

/// <summary>
/// Reads the OME-XML that OME-TIFFs carry and that Bio-Formats makes of every format (www.openmicroscopy.org/Schemas/OME/2016-06).
/// Elements of any namespace version are understood; what is missing stays null.
/// </summary>
internal static class OmeXml
{
    private static readonly Dictionary<string, string> PixelTypes = new()
    {
        ["int8"] = "8-bit signed",
        ["uint8"] = "8-bit",
        ["int16"] = "16-bit signed",
        ["uint16"] = "16-bit",
        ["int32"] = "32-bit integer",
        ["uint32"] = "32-bit integer",
        ["float"] = "32-bit float",
        ["double"] = "64-bit float",
        ["bit"] = "1-bit",
    };

    /// <summary>The images that the XML describes; none where the text is not OME-XML or is broken.</summary>
    public static IReadOnlyList<OmeImage> Parse(string? xml)
    {
        if (xml is null || !xml.Contains("<OME", StringComparison.Ordinal) && !xml.Contains(":OME", StringComparison.Ordinal))
        {
            return [];
        }

        try
        {
            // no DTD is loaded and no entity expanded: the text comes from a file
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader(xml.TrimEnd('\0', ' ', '\n', '\r')), settings);
            var root = XDocument.Load(reader).Root!;
            return [.. root.Elements().Where(e => e.Name.LocalName == "Image").Select(Image).OfType<OmeImage>()];
        }
        catch (XmlException)
        {
            return [];
        }
    }

    /// <summary>Name that this program gives a pixel type of OME ("uint16" is "16-bit").</summary>
    public static string PixelType(string ome) => PixelTypes.GetValueOrDefault(ome, ome);

    private static OmeImage? Image(XElement image, int index)
    {
        if (Child(image, "Pixels") is not { } pixels)
        {
            return null;
        }

        int Size(string key) => int.TryParse(Text(pixels, key), CultureInfo.InvariantCulture, out var n) && n > 0 ? n : 1;
        var unit = ImageJCalibration.NormalizeUnit(Text(pixels, "PhysicalSizeXUnit") ?? "µm") is var named && named is "reference frame" or "li" or "pt" ? null : named;
        double? x = Number(pixels, "PhysicalSizeX"), y = InUnit(pixels, "PhysicalSizeY", unit) ?? x;
        var channels = pixels.Elements().Where(e => e.Name.LocalName == "Channel").ToList();
        var info = new SeriesInfo
        {
            Index = index,
            Name = NotEmpty(Text(image, "Name")),
            Width = Size("SizeX"),
            Height = Size("SizeY"),
            Channels = Size("SizeC"),
            Slices = Size("SizeZ"),
            Frames = Size("SizeT"),
            DimensionOrder = Text(pixels, "DimensionOrder") ?? "XYCZT",
            PixelType = PixelType(Text(pixels, "Type") ?? "unknown"),
            SignificantBits = int.TryParse(Text(pixels, "SignificantBits"), CultureInfo.InvariantCulture, out var bits) ? bits : null,
            PixelSize = x is > 0 && y is > 0 ? ImageJCalibration.FromImagePlus(x.Value, y.Value, unit) : PixelSize.Uncalibrated,
            SliceSpacing = x is > 0 && InUnit(pixels, "PhysicalSizeZ", unit) is > 0 and var z ? z : null,
            FrameInterval = Seconds(pixels, "TimeIncrement") is > 0 and var interval ? interval : null,
            AcquisitionDate = Child(image, "AcquisitionDate")?.Value.Trim() is { Length: > 0 } date ? date : null,
            FrameTimes = Times(pixels, Size("SizeT")),
            ChannelInfos = ChannelInfos(channels),
        };
        return new OmeImage(info, Child(pixels, "TiffData") is null ? null : [.. pixels.Elements().Where(e => e.Name.LocalName == "TiffData").Select(TiffData)]);
    }

    private static IReadOnlyList<ChannelInfo> ChannelInfos(List<XElement> channels)
    {
        var infos = channels.Select(c => new ChannelInfo(
            NotEmpty(Text(c, "Name")),
            Nanometres(c, "ExcitationWavelength"),
            Nanometres(c, "EmissionWavelength"),
            NotEmpty(Text(c, "Fluor")))).ToList();
        return infos.All(i => i.IsEmpty) ? [] : infos;
    }

    // the earliest plane of each frame
    private static double[] Times(XElement pixels, int frames)
    {
        var times = new double[frames];
        Array.Fill(times, double.NaN);
        foreach (var plane in pixels.Elements().Where(e => e.Name.LocalName == "Plane"))
        {
            if (int.TryParse(Text(plane, "TheT"), CultureInfo.InvariantCulture, out var t) && t >= 0 && t < frames && Seconds(plane, "DeltaT") is { } seconds
                && !(times[t] <= seconds))
            {
                times[t] = seconds;
            }
        }

        return times.Any(double.IsNaN) ? [] : times;
    }

    private static TiffData TiffData(XElement e)
    {
        int Value(string key, int missing) => int.TryParse(Text(e, key), CultureInfo.InvariantCulture, out var n) && n >= 0 ? n : missing;
        var uuid = Child(e, "UUID");
        var count = Text(e, "PlaneCount") is null && Text(e, "IFD") is not null ? 1 : Value("PlaneCount", int.MaxValue);
        return new TiffData(Value("IFD", 0), Value("FirstC", 0), Value("FirstZ", 0), Value("FirstT", 0), count, uuid is null ? null : Text(uuid, "FileName"));
    }

    private static double? Nanometres(XElement channel, string key) => Number(channel, key) is > 0 and var value
        ? (Text(channel, key + "Unit") ?? "nm") switch
        {
            "nm" => value,
            "µm" or "μm" => value * 1e3,
            "Å" => value / 10,
            "pm" => value / 1e3,
            _ => null,
        }
        : null;

    private static double? Seconds(XElement e, string key) => Number(e, key) is { } value
        ? (Text(e, key + "Unit") ?? "s") switch
        {
            "s" => value,
            "ms" => value / 1e3,
            "µs" or "μs" => value / 1e6,
            "min" => value * 60,
            "h" => value * 3600,
            _ => null,
        }
        : null;

    // a length along another axis, in the unit of the x axis
    private static double? InUnit(XElement pixels, string key, string? unit)
    {
        if (Number(pixels, key) is not { } value)
        {
            return null;
        }

        var own = ImageJCalibration.NormalizeUnit(Text(pixels, key + "Unit") ?? "µm");
        return own == unit ? value
            : own is not null && unit is not null && new PixelSize(value, value, own).WidthMicrons is { } microns && new PixelSize(1, 1, unit).WidthMicrons is { } one ? microns / one
            : null;
    }

    private static double? Number(XElement e, string key) =>
        double.TryParse(Text(e, key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private static string? Text(XElement e, string attribute) => e.Attribute(attribute)?.Value;

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static XElement? Child(XElement e, string name) => e.Elements().FirstOrDefault(c => c.Name.LocalName == name);
}

/// <summary>An image of an OME-XML.</summary>
/// <param name="Info">Sizes and metadata.</param>
/// <param name="Planes">Where the planes lie in a TIFF, in order; null where the XML does not say.</param>
internal sealed record OmeImage(SeriesInfo Info, IReadOnlyList<TiffData>? Planes);

/// <summary>Some planes in a row: pages of a TIFF from <paramref name="Page"/> on are the planes from the named one on.</summary>
/// <param name="Page">First page (IFD), from 0.</param>
/// <param name="FirstC">Channel of the first plane.</param>
/// <param name="FirstZ">Slice of the first plane.</param>
/// <param name="FirstT">Frame of the first plane.</param>
/// <param name="Count">Number of planes, int.MaxValue for all that follow.</param>
/// <param name="File">Another file that holds them, or null.</param>
internal sealed record TiffData(int Page, int FirstC, int FirstZ, int FirstT, int Count, string? File);
