using System.Globalization;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Cli;

/// <summary>Tells what a file holds, in words and tables.</summary>
internal static class InfoReport
{
    /// <summary>The lines for one file, with an empty one at the end.</summary>
    public static IEnumerable<string> Lines(ImageFileInfo info)
    {
        yield return $"{ImageFile.Printable(info.Path)}: {info.Format}, {(info.Series.Count == 1 ? "1 series" : $"{info.Series.Count} series")}, read by {info.Reader}";
        foreach (var notice in info.Notices)
        {
            yield return $"  note: {notice}";
        }

        foreach (var line in SeriesTable(info.Series).Lines().Concat(ChannelTable(info.Series)).Concat(Times(info.Series)))
        {
            yield return "  " + line;
        }

        if (info.OriginalMetadata.Count > 0)
        {
            yield return "  original metadata";
            foreach (var (key, value) in info.OriginalMetadata)
            {
                yield return $"    {key} = {ImageFile.Printable(value)}";
            }
        }

        yield return "";
    }

    private static TextTable SeriesTable(IReadOnlyList<SeriesInfo> series)
    {
        var table = new TextTable("series", "size", "C", "Z", "T", "order", "type", "pixel size", "z step", "levels", "acquired", "name").AlignLeft(5, 6, 7, 8, 10, 11);
        foreach (var s in series)
        {
            table.Add(
                $"{s.Index + 1}", $"{s.Width} x {s.Height}", $"{s.Channels}", $"{s.Slices}", $"{s.Frames}", s.DimensionOrder, TypeOf(s), SizeOf(s.PixelSize),
                s.SliceSpacing is { } step ? $"{Number(step)} {s.PixelSize.Unit}" : "-", $"{Math.Max(1, s.Resolutions.Count)}", s.AcquisitionDate ?? "-", s.Name ?? "-");
        }

        return table;
    }

    // Series with the same channels share their lines.
    private static IEnumerable<string> ChannelTable(IReadOnlyList<SeriesInfo> series)
    {
        var groups = series.Where(s => s.ChannelInfos.Count > 0)
            .GroupBy(s => string.Join('\n', s.ChannelInfos.Select(c => c.ToString())))
            .Select(g => (Numbers: Ranges([.. g.Select(s => s.Index + 1)]), Channels: g.First().ChannelInfos)).ToList();
        if (groups.Count == 0)
        {
            return [];
        }

        var table = new TextTable("series", "channel", "name", "excitation", "emission", "fluorophore").AlignLeft(2, 5);
        foreach (var (numbers, channels) in groups)
        {
            for (var c = 0; c < channels.Count; c++)
            {
                table.Add(numbers, $"{c + 1}", channels[c].Name ?? "-", Wavelength(channels[c].ExcitationNanometres), Wavelength(channels[c].EmissionNanometres), channels[c].Fluorophore ?? "-");
            }
        }

        return table.Lines();
    }

    private static IEnumerable<string> Times(IReadOnlyList<SeriesInfo> series)
    {
        foreach (var s in series.Where(s => s.Frames > 1 && (s.FrameInterval is not null || s.FrameTimes.Count > 1)))
        {
            var interval = s.FrameInterval ?? ((s.FrameTimes[^1] - s.FrameTimes[0]) / (s.FrameTimes.Count - 1));
            yield return $"series {s.Index + 1}: a frame every {Number(interval)} s{(s.FrameTimes.Count > 1 ? $", the last one {Number(s.FrameTimes[^1] - s.FrameTimes[0])} s after the first" : "")}";
        }
    }

    private static string TypeOf(SeriesInfo s) => s.SignificantBits is { } bits && s.PixelType.StartsWith("16-bit", StringComparison.Ordinal) && bits < 16 ? $"{s.PixelType} ({bits} used)" : s.PixelType;

    private static string SizeOf(PixelSize size) => size == PixelSize.Uncalibrated ? "-"
        : Number(size.Width) == Number(size.Height) ? $"{Number(size.Width)} {size.Unit}" : $"{Number(size.Width)} x {Number(size.Height)} {size.Unit}";

    private static string Wavelength(double? nanometres) => nanometres is { } nm ? $"{Number(nm)} nm" : "-";

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture) is var text && text != "0" ? text : value.ToString("G4", CultureInfo.InvariantCulture);

    // 1-3, 7
    private static string Ranges(IReadOnlyList<int> numbers)
    {
        var parts = new List<string>();
        for (int first = 0, i = 0; i < numbers.Count; i++)
        {
            if (i + 1 == numbers.Count || numbers[i + 1] != numbers[i] + 1)
            {
                parts.Add(first == i ? $"{numbers[i]}" : $"{numbers[first]}-{numbers[i]}");
                first = i + 1;
            }
        }

        return string.Join(", ", parts);
    }
}
