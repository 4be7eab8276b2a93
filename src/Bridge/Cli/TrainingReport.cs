using System.Globalization;
using FijiBridge.Bridge.Training;
using FijiBridge.Engine.Training;

namespace FijiBridge.Bridge.Cli;

/// <summary>Says what a training came to: where the model is, its thresholds and its accuracy.</summary>
internal static class TrainingReport
{
    /// <summary>Prints the report.</summary>
    public static void Print(TrainingOutcome outcome, TrainingFolders folder)
    {
        var training = outcome.Training;
        Terminal.Result(FormattableString.Invariant(
            $"{outcome.ModelFolder}: weights of epoch {training.BestEpoch} of {training.EpochsDone} ({training.Device}), validation loss {training.BestLoss:0.#####}, thresholds: {outcome.Thresholds.Describe()}."));
        foreach (var set in outcome.Metrics)
        {
            if (set.Rows.Count == 0)
            {
                Terminal.Result($"Accuracy on {set.Set} ({set.Images} images): not defined, the images have no object.");
                continue;
            }

            Terminal.Result($"Accuracy on {set.Set} ({set.Images} images, objects pooled):");
            var table = new TextTable("IoU >=", "AP", "precision", "recall", "F1", "PQ");
            foreach (var row in set.Rows)
            {
                table.Add(F(row.Iou, "0.00"), F(row.AveragePrecision), F(row.Precision), F(row.Recall), F(row.F1), F(row.PanopticQuality));
            }

            foreach (var line in table.Lines())
            {
                Terminal.Result(line);
            }
        }

        Terminal.Note($"{folder.Training} holds the checkpoints; delete it when you do not want to train on.");
    }

    private static string F(double value, string format = "0.000") => value.ToString(format, CultureInfo.InvariantCulture);
}
