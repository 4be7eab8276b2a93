using System.Globalization;
using System.Text;
using FijiBridge.Engine.Files;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;

namespace FijiBridge.Bridge.Output;

/// <summary>
/// Writes one row per object as CSV: id, probability, class (where the model has classes) and its name (where it has one), area, centroid, bounding box, mean of
/// each channel. Lengths are in pixels and, for a calibrated image, also in its unit; the header names the unit. UTF-8, "." as
/// decimal point, fields of objects without a visible pixel are empty.
/// </summary>
public static class ObjectTableWriter
{
    /// <summary>Writes the table.</summary>
    /// <param name="path">File to write.</param>
    /// <param name="objects">The objects, best first; object i has id i + 1.</param>
    /// <param name="measurements">Their measurements, of all rows of the image.</param>
    /// <param name="pixelSize">Calibration of the image.</param>
    /// <param name="classNames">Names of the classes, from class 1; null or empty where they have none.</param>
    /// <exception cref="UserAdviceException">The file cannot be written.</exception>
    public static void Write(string path, IObjectOutlines objects, ObjectMeasurements measurements, PixelSize pixelSize, IReadOnlyList<string>? classNames = null) =>
        AtomicFile.Write(path, stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
            var names = objects.ClassId is not null && classNames is { Count: > 0 } ? classNames : null;
            text.WriteLine(string.Join(',', Header(objects, measurements, pixelSize, names)));
            for (var i = 0; i < objects.Count; i++)
            {
                text.WriteLine(string.Join(',', Row(objects, i, measurements, pixelSize, names)));
            }
        });

    private static IEnumerable<string> Header(IObjectOutlines objects, ObjectMeasurements measurements, PixelSize pixelSize, IReadOnlyList<string>? names)
    {
        string[] first = objects.ClassId is null ? ["id", "probability"] : names is null ? ["id", "probability", "class"] : ["id", "probability", "class", "class_name"];
        string[] pixels = ["area_px", "centroid_x_px", "centroid_y_px", "box_x_px", "box_y_px", "box_width_px", "box_height_px"];
        var unit = UnitInHeader(pixelSize);
        string[] calibrated = unit is null ? [] :
            [$"area_{unit}2", $"centroid_x_{unit}", $"centroid_y_{unit}", $"box_x_{unit}", $"box_y_{unit}", $"box_width_{unit}", $"box_height_{unit}"];
        return [.. first, .. pixels, .. calibrated, .. Enumerable.Range(1, measurements.Channels).Select(c => $"mean_channel_{c}")];
    }

    private static IEnumerable<string> Row(IObjectOutlines objects, int i, ObjectMeasurements measurements, PixelSize pixelSize, IReadOnlyList<string>? names)
    {
        var id = i + 1;
        yield return id.ToString(CultureInfo.InvariantCulture);
        yield return Number(objects.Prob[i]);
        if (objects.ClassId is { } classes)
        {
            yield return classes[i].ToString(CultureInfo.InvariantCulture);
            if (names is not null)
            {
                yield return Cli.Csv.Field(names.ElementAtOrDefault(classes[i] - 1) ?? string.Empty);
            }
        }

        var area = measurements.Area(id);
        var box = measurements.Box(id);
        double missing = area == 0 ? double.NaN : 0; // adding it empties the field
        double[] lengths = [measurements.CentroidX(id), measurements.CentroidY(id), box.X + missing, box.Y + missing, box.Width + missing, box.Height + missing];
        yield return area.ToString(CultureInfo.InvariantCulture);
        foreach (var length in lengths)
        {
            yield return Number(length);
        }

        if (UnitInHeader(pixelSize) is not null)
        {
            yield return Number(area * pixelSize.Width * pixelSize.Height);
            for (var k = 0; k < lengths.Length; k++)
            {
                yield return Number(lengths[k] * (k % 2 == 0 ? pixelSize.Width : pixelSize.Height));
            }
        }

        for (var c = 0; c < measurements.Channels; c++)
        {
            yield return Number(measurements.Mean(id, c));
        }
    }

    /// <summary>The unit as part of a column name; null for an uncalibrated image.</summary>
    private static string? UnitInHeader(PixelSize pixelSize)
    {
        var unit = pixelSize.Unit.Trim();
        return unit is "" or "pixel" or "pixels" ? null
            : pixelSize.HasMicrons && pixelSize.WidthMicrons == pixelSize.Width ? "um"
            : new string([.. unit.Select(letter => char.IsLetterOrDigit(letter) ? letter : '_')]);
    }

    private static string Number(double value) => double.IsNaN(value) ? string.Empty : value.ToString("0.######", CultureInfo.InvariantCulture);
}
