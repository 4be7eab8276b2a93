using System.Globalization;
using System.Text;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Files;

namespace FijiBridge.Bridge.Cli;

/// <summary>Shows and writes the metrics of an evaluation and the list of its objects.</summary>
internal static class EvaluationReport
{
    /// <summary>One line per metric: name, value, unit and when it misleads; then what is special about these images.</summary>
    public static IEnumerable<string> Lines(EvaluationSet set)
    {
        var table = new TextTable("metric", "value", "unit", "misleads").AlignLeft(2, 3);
        foreach (var m in EvaluationMetrics.Of(set))
        {
            table.Add(m.Name, m.Value is { } value ? Number(value) : "none", m.Unit, m.Value is null ? $"({m.Why})" : m.Misleads);
        }

        return [.. table.Lines(), .. EvaluationNotes.Of(set).Select(n => $"Note: {n}")];
    }

    /// <summary>Writes the metrics of every image and of all together as CSV; an empty value has its reason beside it.</summary>
    /// <exception cref="Engine.UserAdviceException">The file cannot be written.</exception>
    public static void WriteMetrics(string path, EvaluationSet set)
    {
        var text = new StringBuilder("image,metric,value,unit,why_empty\n");
        foreach (var image in set.Images)
        {
            var one = new EvaluationSet();
            one.Add(image);
            Append(text, image.Name, one);
        }

        if (set.Images.Count > 1)
        {
            Append(text, "(all)", set);
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    /// <summary>Writes one row per object as CSV: what became of it, its partner, areas, intensities and outline distances.</summary>
    /// <exception cref="Engine.UserAdviceException">The file cannot be written.</exception>
    public static void WriteObjects(string path, EvaluationSet set)
    {
        var text = new StringBuilder("image,fate,true_label,predicted_label,iou,true_area,predicted_area,area_unit,true_mean,predicted_mean,hausdorff,hausdorff95,surface_distance,unit\n");
        foreach (var image in set.Images)
        {
            foreach (var o in image.Objects)
            {
                _ = text.AppendJoin(
                    ',', Csv.Field(image.Name), FateName(o.Fate), Label(o.TrueLabel), Label(o.PredictedLabel), Csv.Number(o.Iou), Csv.Number(o.TrueArea), Csv.Number(o.PredictedArea),
                    Csv.Field(set.Unit + "²"), Csv.Number(o.TrueIntensity), Csv.Number(o.PredictedIntensity), Csv.Number(o.Surface?.Hausdorff ?? double.NaN),
                    Csv.Number(o.Surface?.Hausdorff95 ?? double.NaN), Csv.Number(o.Surface?.Average ?? double.NaN), Csv.Field(set.Unit)).Append('\n');
            }
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    private static void Append(StringBuilder text, string name, EvaluationSet set)
    {
        foreach (var m in EvaluationMetrics.Of(set))
        {
            _ = text.AppendJoin(',', Csv.Field(name), m.Key, Csv.Number(m.Value ?? double.NaN), Csv.Field(m.Unit), Csv.Field(m.Why)).Append('\n');
        }
    }

    private static string FateName(ObjectFate fate) => fate switch
    {
        ObjectFate.TruePositive => "TP",
        ObjectFate.FalsePositive => "FP",
        _ => "FN",
    };

    private static string Label(int label) => label == 0 ? "" : label.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value == Math.Round(value) && Math.Abs(value) < 1e9
        ? value.ToString("0", CultureInfo.InvariantCulture)
        : Math.Abs(value) < 0.001 ? value.ToString("0.000e+0", CultureInfo.InvariantCulture)
        : value.ToString(Math.Abs(value) < 0.1 ? "G4" : "0.0000", CultureInfo.InvariantCulture); // densities are small in micrometres
}
