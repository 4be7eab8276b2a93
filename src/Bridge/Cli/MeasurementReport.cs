using System.Globalization;
using System.Text;
using FijiBridge.Engine.Files;
using FijiBridge.Engine.Measurement;

namespace FijiBridge.Bridge.Cli;

/// <summary>Shows and writes measurements.</summary>
internal static class MeasurementReport
{
    /// <summary>One line per image.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<(string Name, ObjectMeasures Measures)> images)
    {
        var table = new TextTable("image", "count", "density", "area fraction", "mean area", "median area", "mean diameter", "mean Circ.", "mean NNDist", "unit").AlignLeft(9);
        foreach (var (name, measures) in images)
        {
            var s = measures.Summary;
            table.Add(
                name, s.Count.ToString(CultureInfo.InvariantCulture), Text(s.Density), Text(s.AreaFraction), Text(s.MeanArea), Text(s.MedianArea), Text(s.MeanDiameter),
                Text(s.MeanCircularity), Text(s.MeanNearestDistance), s.Unit);
        }

        return [.. table.Lines(), "Density: objects per squared unit. Objects cut by the border count (OnEdge = 1 in the table of objects); their sizes come out too small."];
    }

    /// <summary>Writes one row per object as CSV; columns are named as in ImageJ's Results table, missing values are empty.</summary>
    /// <exception cref="Engine.UserAdviceException">The file cannot be written.</exception>
    public static void WriteObjects(string path, IReadOnlyList<(string Name, ObjectMeasures Measures)> images)
    {
        // Images of one channel have "Mean", others "Mean C1": the table has all of them.
        var columns = images.SelectMany(i => i.Measures.Columns).DistinctBy(c => c.Name).ToList();
        var text = new StringBuilder("Label,").AppendJoin(',', columns.Select(c => Csv.Field(c.Name))).Append(",Unit\n");
        foreach (var (name, measures) in images)
        {
            var place = columns.Select(c => measures.Columns.ToList().FindIndex(own => own.Name == c.Name)).ToArray();
            foreach (var row in measures.Rows)
            {
                _ = text.Append(Csv.Field(name)).Append(',').AppendJoin(',', place.Select(p => p < 0 ? "" : Csv.Number(row[p])))
                    .Append(',').Append(Csv.Field(measures.Summary.Unit)).Append('\n');
            }
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    /// <summary>Writes one row per image as CSV.</summary>
    /// <exception cref="Engine.UserAdviceException">The file cannot be written.</exception>
    public static void WriteSummary(string path, IReadOnlyList<(string Name, ObjectMeasures Measures)> images)
    {
        var text = new StringBuilder("Label,Count,ImageArea,Density,%Area,MeanArea,MedianArea,MeanDiameter,MeanCirc.,MeanNNDist,Unit\n");
        foreach (var (name, measures) in images)
        {
            var s = measures.Summary;
            double[] numbers =
                [s.Count, s.ImageArea, s.Density, 100 * s.AreaFraction, s.MeanArea, s.MedianArea, s.MeanDiameter, s.MeanCircularity, s.MeanNearestDistance];
            _ = text.Append(Csv.Field(name)).Append(',').AppendJoin(',', numbers.Select(Csv.Number)).Append(',').Append(Csv.Field(s.Unit)).Append('\n');
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    private static string Text(double value) => double.IsNaN(value) ? "none" : value.ToString("G4", CultureInfo.InvariantCulture);
}
