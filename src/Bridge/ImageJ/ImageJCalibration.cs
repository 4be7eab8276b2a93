using System.Globalization;
using System.Text.RegularExpressions;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>Pixel sizes as ImageJ understands them.</summary>
internal static partial class ImageJCalibration
{
    /// <summary>
    /// Print resolutions (72 dpi, 300 dpi) are stored in the same TIFF tags as pixel sizes. A file that was not written by ImageJ
    /// and says more than this many centimetres per pixel (10 µm) is taken to be uncalibrated.
    /// </summary>
    private const double CoarsestCentimetres = 0.001;

    /// <summary>Calibration from the resolution tags of a TIFF and its ImageJ description.</summary>
    /// <param name="width">Units per pixel along x as the tags say.</param>
    /// <param name="height">Units per pixel along y.</param>
    /// <param name="tagUnit">"inch", "cm", " " or null.</param>
    /// <param name="description">The lines of an ImageJ description, or null where another program wrote the file.</param>
    public static PixelSize FromTiff(double width, double height, string? tagUnit, IReadOnlyDictionary<string, string>? description)
    {
        if (!(width > 0) || !(height > 0) || !double.IsFinite(width) || !double.IsFinite(height))
        {
            return PixelSize.Uncalibrated;
        }

        if (description is not null)
        {
            var unit = NormalizeUnit(description.GetValueOrDefault("unit"));
            return unit is null ? PixelSize.Uncalibrated
                : tagUnit == "cm" && unit == "µm" ? new PixelSize(width * 1e4, height * 1e4, unit)
                : new PixelSize(width, height, unit);
        }

        var centimetres = tagUnit switch
        {
            "cm" => 1.0,
            "inch" => 2.54,
            _ => double.NaN,
        };
        return width * centimetres <= CoarsestCentimetres ? new PixelSize(width * centimetres * 1e4, height * centimetres * 1e4, "µm") : PixelSize.Uncalibrated;
    }

    /// <summary>Calibration as an ImagePlus has it.</summary>
    public static PixelSize FromImagePlus(double width, double height, string? unit) =>
        NormalizeUnit(unit) is { } name && width > 0 && height > 0 && double.IsFinite(width) && double.IsFinite(height)
            ? new PixelSize(width, height, name)
            : PixelSize.Uncalibrated;

    /// <summary>Calibration from the XML of an OME-TIFF; null where the text is none or gives no size.</summary>
    public static PixelSize? FromOme(string description)
    {
        if (OmeSize('X').Match(description) is not { Success: true } x || OmeSize('Y').Match(description) is not { Success: true } y)
        {
            return null;
        }

        var unit = OmeUnit().Match(description) is { Success: true } u ? u.Groups[1].Value : "µm";
        return FromImagePlus(Number(x), Number(y), unit);

        static double Number(Match m) => double.TryParse(m.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
        static Regex OmeSize(char axis) => new($"<(?:\\w+:)?Pixels\\b[^>]*\\bPhysicalSize{axis}=\"([^\"]+)\"");
    }

    /// <summary>One spelling for the micrometre; null for "no unit".</summary>
    public static string? NormalizeUnit(string? unit)
    {
        unit = UnicodeEscape().Replace(unit ?? string.Empty, m => ((char)int.Parse(m.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()).Trim();
        return unit switch
        {
            "" or "pixel" or "pixels" or "px" => null,

            // micro sign, Greek mu, a Latin-1 micro sign read as UTF-8, and the words
            "µm" or "μm" or "\uFFFDm" or "um" or "micron" or "microns" or "micrometer" or "micrometers" or "micrometre" => "µm",
            _ => unit,
        };
    }

    /// <summary>The "key=value" lines of an ImageJ TIFF description; null where the file has none.</summary>
    public static IReadOnlyDictionary<string, string>? ParseDescription(string? description)
    {
        if (description is null || !description.StartsWith("ImageJ", StringComparison.Ordinal))
        {
            return null;
        }

        var lines = new Dictionary<string, string>();
        foreach (var line in description.Split('\n'))
        {
            var equals = line.IndexOf('=');
            if (equals > 0)
            {
                lines[line[..equals].Trim()] = line[(equals + 1)..].Trim('\r', '\0', ' ');
            }
        }

        return lines;
    }

    [GeneratedRegex(@"<(?:\w+:)?Pixels\b[^>]*\bPhysicalSizeXUnit=""([^""]+)""")]
    private static partial Regex OmeUnit();

    [GeneratedRegex(@"\\u([0-9a-fA-F]{4})")]
    private static partial Regex UnicodeEscape();
}
