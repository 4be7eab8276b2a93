using System.Globalization;
using System.Text;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Engine.Models;

/// <summary>Writes the model card (README.md) from what model.json, config.json and thresholds.json say.</summary>
public static class ModelCard
{
    /// <summary>The card as Markdown.</summary>
    /// <param name="info">Description, training, accuracy.</param>
    /// <param name="config">Network.</param>
    /// <param name="thresholds">Thresholds.</param>
    /// <param name="history">What history.csv holds, or null.</param>
    public static string Write(ModelInfo info, INetworkConfig config, IModelThresholds thresholds, string? history = null)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# {info.Name}\n");
        Paragraph(text, info.Description);
        Section(text, "Intended use", info.IntendedUse);
        Section(text, "Limits", string.Join("\n", ModelLimits.Of(info, config).Select(l => $"* {l}")));
        text.Append("\n## Images\n\n");
        Line($"* Channels: {config.NChannelIn}; normalised by {Normalization(info)}.");
        text.Append(info.PixelWidthMicrons is { } width
            ? string.Create(CultureInfo.InvariantCulture, $"* Pixel size: {width:0.####} x {info.PixelHeightMicrons ?? width:0.####} micrometres; calibrated images are rescaled to it.\n")
            : "* Pixel size: not known; images are taken as they are.\n");
        if (info.MedianDiameter is { } diameter)
        {
            Line($"* Median object: {diameter:0.#} pixels across.");
        }

        text.Append("\n## Network\n\n");
        Line($"* {config.Describe()}");
        if (info.Scale != 1)
        {
            Line($"* The network sees images scaled by {info.Scale:0.####}; results are in pixels of the image.");
        }

        Line($"* Thresholds: {thresholds.Describe()} (tuned on the validation images).");
        if (info.Flips)
        {
            Line($"* The network's answers to the image and its three mirror images are averaged.");
        }

        if (info.Classes.Count > 0)
        {
            Line($"* Classes: {string.Join(", ", info.Classes)}.");
        }

        Training(text, info.Training);
        if (history is not null && TrainingCurve.Table(history, info.Training?.BestEpoch ?? 0) is { Length: > 0 } curve)
        {
            text.Append("\n### Losses\n\n").Append(curve);
        }

        foreach (var metrics in info.Metrics)
        {
            Metrics(text, metrics, info.Classes);
        }

        Section(text, "Licence", info.Licence);
        if (info.Authors.Count > 0)
        {
            Section(text, "Authors", string.Join(", ", info.Authors));
        }

        if (MethodPapers.ForModel(info, config) is { Count: > 0 } citations)
        {
            Section(text, "Please cite", string.Join("\n", citations.Select(c => $"* {c}")));
        }

        return text.ToString();
    }

    private static void Training(StringBuilder text, TrainingProvenance? training)
    {
        if (training is null)
        {
            return;
        }

        text.Append("\n## Training\n\n").Append(CultureInfo.InvariantCulture, $"* Data: {training.Data}\n");
        text.Append(CultureInfo.InvariantCulture, $"* {training.TrainingImages} images for training, {training.ValidationImages.Count} for validation (listed in model.json), {training.Objects} objects; seed {training.Seed}.\n");
        text.Append(CultureInfo.InvariantCulture, $"* {training.Epochs} epochs on {training.Device}; {(training.BestEpoch > 0 ? $"weights of epoch {training.BestEpoch}" : "weights of the start")}, validation loss {training.BestValidationLoss:0.#####}.\n");
        if (training.FineTunedFrom is { } start)
        {
            text.Append(CultureInfo.InvariantCulture, $"* Fine-tuned from {start}.\n");
        }

        if (Options(training.Options) is { Length: > 0 } options)
        {
            text.Append(CultureInfo.InvariantCulture, $"* {options}.\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"* FijiBridge {training.EngineVersion}{(training.Runtime.Length > 0 ? $" on {training.Runtime}" : "")}, {training.Date}. All options are in model.json.\n");
    }

    // The options that one compares first.
    private static string Options(object? options)
    {
        if (options is null || JToken.FromObject(options) is not JObject { } all || all["Options"] is not JObject main)
        {
            return "";
        }

        string? Text(string key) => main[key] is JValue { Value: { } value } ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;
        var parts = new[]
        {
            (Text("Optimizer"), "{0}"), (Text("LearningRate"), "learning rate {0}"), (Text("Schedule")?.ToLowerInvariant(), "{0} schedule"), (Text("StepsPerEpoch"), "{0} steps per epoch"),
            (Text("BatchSize"), "batches of {0}"), (Text("PatchSize"), "patches of {0} pixels"),
        };
        return string.Join(", ", parts.Where(p => p.Item1 is not null).Select(p => string.Format(CultureInfo.InvariantCulture, p.Item2, p.Item1)));
    }

    private static void Metrics(StringBuilder text, ModelMetrics metrics, IReadOnlyList<string> names)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## Accuracy on {metrics.Set} ({metrics.Images} images)\n\n");
        if (metrics is { Rows.Count: 0, Classes.Count: 0 })
        {
            text.Append("Not defined: these images have no object.\n");
        }

        if (metrics.Classes.Count > 0)
        {
            text.Append("Pixels pooled over the images; a class that occurs neither in truth nor result has no figures.\n\n| class | IoU | Dice | pixels in truth |\n|---|---|---|---|\n");
            foreach (var row in metrics.Classes)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {names.ElementAtOrDefault(row.Class - 1) ?? $"{row.Class}"} | {Figure(row.Jaccard)} | {Figure(row.Dice)} | {row.Pixels} |\n");
            }

            text.Append(metrics.Rows.Count > 0 ? "\nConnected regions as objects: " : "");
        }

        if (metrics.Rows.Count > 0)
        {
            Matches(text, metrics);
        }
    }

    private static void Matches(StringBuilder text, ModelMetrics metrics)
    {
        var perImage = metrics.Rows.Any(r => r.AveragePrecisionImageMean is not null);
        text.Append("AP = TP / (TP + FP + FN), counts pooled over the images").Append(perImage ? "; the last column is the mean of the images' AP.\n\n" : ".\n\n");
        text.Append("| IoU | AP | precision | recall | F1 | PQ |").Append(perImage ? " AP per image |\n" : "\n").Append("|---|---|---|---|---|---|").Append(perImage ? "---|\n" : "\n");
        foreach (var row in metrics.Rows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Iou:0.00} | {row.AveragePrecision:0.000} | {row.Precision:0.000} | {row.Recall:0.000} | {row.F1:0.000} | {row.PanopticQuality:0.000} |");
            text.Append(perImage ? string.Create(CultureInfo.InvariantCulture, $" {row.AveragePrecisionImageMean:0.000} |\n") : "\n");
        }
    }

    private static string Figure(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";

    private static string Normalization(ModelInfo info) => info.Normalization.Kind switch
    {
        Images.NormalizationKind.Percentile =>
            string.Create(CultureInfo.InvariantCulture, $"the percentiles {info.Normalization.Low} and {info.Normalization.High} of {(info.Normalization.JointChannels ? "all channels together" : "each channel")}"),
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static void Section(StringBuilder text, string title, string body)
    {
        if (body.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n{body}\n");
        }
    }

    private static void Paragraph(StringBuilder text, string body)
    {
        if (body.Length > 0)
        {
            text.Append(body).Append("\n\n");
        }
    }
}
