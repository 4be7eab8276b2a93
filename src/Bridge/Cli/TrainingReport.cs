using System.Globalization;
using FijiBridge.Bridge.Training;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Training;

namespace FijiBridge.Bridge.Cli;

/// <summary>Says what a training came to: where the model is, its thresholds and its accuracy.</summary>
internal static class TrainingReport
{
    /// <summary>Prints the report.</summary>
    public static void Print(TrainingOutcome outcome, TrainingFolders folder)
    {
        var names = ModelFolder.LoadInfo(outcome.ModelFolder).Classes;
        var training = outcome.Training;
        Terminal.Result(FormattableString.Invariant(
            $"{outcome.ModelFolder}: {(training.BestEpoch > 0 ? $"weights of epoch {training.BestEpoch} of {training.EpochsDone}" : "weights of the start")} ({training.Device}), validation loss {training.BestLoss:0.#####}, thresholds: {outcome.Thresholds.Describe()}."));
        foreach (var set in outcome.Metrics)
        {
            if (set is { Rows.Count: 0, Classes.Count: 0 })
            {
                Terminal.Result($"Accuracy on {set.Set} ({set.Images} images): not defined, the images have no object.");
            }

            Print(Classes(set, names));
            Print(Objects(set));
        }

        Terminal.Note($"{folder.Training} holds the checkpoints; delete it when you do not want to train on.");
    }

    private static IEnumerable<string> Classes(ModelMetrics set, IReadOnlyList<string> names)
    {
        var table = new TextTable("class", "IoU", "Dice", "pixels in truth");
        foreach (var row in set.Classes)
        {
            table.Add(names.ElementAtOrDefault(row.Class - 1) ?? $"{row.Class}", row.Jaccard is { } iou ? F(iou) : "-", row.Dice is { } dice ? F(dice) : "-", $"{row.Pixels}");
        }

        return set.Classes.Count == 0 ? [] : [$"Accuracy on {set.Set} ({set.Images} images, pixels pooled):", .. table.Lines()];
    }

    private static IEnumerable<string> Objects(ModelMetrics set)
    {
        var table = new TextTable("IoU >=", "AP", "precision", "recall", "F1", "PQ");
        foreach (var row in set.Rows)
        {
            table.Add(F(row.Iou, "0.00"), F(row.AveragePrecision), F(row.Precision), F(row.Recall), F(row.F1), F(row.PanopticQuality));
        }

        return set.Rows.Count == 0 ? [] : [$"Accuracy on {set.Set} ({set.Images} images, objects pooled):", .. table.Lines()];
    }

    private static void Print(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Terminal.Result(line);
        }
    }

    private static string F(double value, string format = "0.000") => value.ToString(format, CultureInfo.InvariantCulture);
}
