using System.Globalization;
using FijiBridge.Bridge.Batch;
using FijiBridge.Engine.Files;

namespace FijiBridge.Bridge.Cli;

/// <summary>One row of the summary: an image and what became of it.</summary>
/// <param name="Input">The file.</param>
/// <param name="Series">Series from 1, or null.</param>
/// <param name="Outcome">done, skipped, failed or cancelled.</param>
/// <param name="Width">Columns; 0 where unknown.</param>
/// <param name="Height">Rows.</param>
/// <param name="Objects">Objects found.</param>
/// <param name="Seconds">Seconds in the stages.</param>
/// <param name="ResultsAt">How the paths of the results begin.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="SeriesInFile">Series that the file holds; 0 where unknown.</param>
internal sealed record SummaryRow(
    string Input, int? Series, string Outcome, int Width, int Height, int Objects, StageSeconds Seconds, string ResultsAt, string Error, int SeriesInFile)
{
    /// <summary>The row of an outcome.</summary>
    public static SummaryRow Of(ItemOutcome o) => new(
        o.Item.Input, o.Item.Series, o.State, o.Width, o.Height, o.Objects, o.Seconds,
        o.IsGood ? Path.Combine(o.Item.Outputs.Folder, o.Item.Outputs.BaseName) : "", o.Error ?? "", o.SeriesInFile);
}

/// <summary>Writes the summary of a batch: a CSV file with one row per image.</summary>
internal static class SummaryTable
{
    /// <summary>Its name in the folder of the results.</summary>
    public const string FileName = "segment-summary.csv";

    private const string Header = "input,series,outcome,width,height,objects,seconds_read,seconds_segment,seconds_write,results,error,series_in_file\n";

    /// <summary>Writes the file, replacing an older one.</summary>
    /// <exception cref="Engine.UserAdviceException">It cannot be written.</exception>
    public static void Write(string path, IEnumerable<SummaryRow> rows) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new System.Text.UTF8Encoding(false), -1, leaveOpen: true);
        writer.Write(Header);
        foreach (var row in rows)
        {
            writer.Write(string.Join(
                ',',
                Csv.Field(row.Input),
                row.Series?.ToString(CultureInfo.InvariantCulture) ?? "",
                row.Outcome,
                Known(row.Width),
                Known(row.Height),
                row.ResultsAt.Length > 0 ? row.Objects.ToString(CultureInfo.InvariantCulture) : "",
                Seconds(row.Seconds.Read),
                Seconds(row.Seconds.Segment),
                Seconds(row.Seconds.Write),
                Csv.Field(row.ResultsAt),
                Csv.Field(row.Error),
                Known(row.SeriesInFile)));
            writer.Write('\n');
        }
    });

    private static string Known(int size) => size > 0 ? size.ToString(CultureInfo.InvariantCulture) : "";

    private static string Seconds(double seconds) => seconds > 0 ? seconds.ToString("0.000", CultureInfo.InvariantCulture) : "";
}
