using FijiBridge.Engine;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Labels;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Compares a predicted label image with the true one, and collects images of a stack or folder.</summary>
/// <param name="blocks">The worker's shared memory.</param>
public sealed class EvaluateHandler(SharedBlocks blocks) : IRequestHandler
{
    private static readonly string[] Columns =
    [
        "fate", "trueLabel", "predictedLabel", "iou", "trueArea", "predictedArea", "trueIntensity", "predictedIntensity", "hausdorff", "hausdorff95", "surfaceDistance",
    ];

    private static readonly string[] OfObjects = ["image", "channel", "iou", "partnerIou", "pixelSize", "unit"];

    private readonly EvaluationCollections<EvaluationSet> _collections = new();
    private readonly EvaluationCollections<ClassEvaluation> _classCollections = new();

    /// <inheritdoc/>
    public string Name => "evaluate";

    /// <inheritdoc/>
    public string Summary => "Compares a predicted label image with the true one: objects at several IoU, foreground, outlines, sizes, intensities.";

    /// <inheritdoc/>
    public bool UsesDevice => true;

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs { get; } =
    [
        new("truth", "ndarray", "True labels, axes Y and X: uint8, uint16, int32 or float32; 0 is background, negative is ignored.", Required: true),
        new("prediction", "ndarray", "Predicted labels of the same size.", Required: true),
        new("image", "ndarray", "Grey values of the same size for errors of intensity, axes Y and X or C, Y and X (none)."),
        new("channel", "whole number", "Channel of the image, from 1 (1)."),
        new("iou", "list of numbers", "Intersection over union that a match needs, 0..1 (0.5, 0.55 ... 0.95)."),
        new("partnerIou", "number", "IoU from which the sizes and outlines of two objects are compared (0.5)."),
        new("pixelSize", "list of 2 numbers", "Width and height of a pixel; areas and distances follow it (pixels)."),
        new("unit", "text", "Unit of pixelSize (µm)."),
        new("asClasses", "true or false", "The arrays hold classes of pixels (0 background, 1, 2, ...) and no objects: IoU and Dice of each class (false)."),
        new("name", "text", "Name of the image for notes (image)."),
        new("collect", "text", "Name of a collection that this image is added to; 'together' has the results of all its images."),
        new("last", "true or false", "This image ends its collection (false)."),
        new("keep", "true or false", "The client uses the same shared memory again: the worker leaves it mapped (false)."),
    ];

    /// <inheritdoc/>
    public JObject Run(WorkerTask task)
    {
        var inputs = task.Inputs;
        var truth = LabelArrays.Labels(blocks, inputs, "truth");
        var prediction = LabelArrays.Labels(blocks, inputs, "prediction");
        if (inputs.Flag("asClasses", otherwise: false))
        {
            return Classes(inputs, truth, prediction);
        }

        if (truth.Width != prediction.Width || truth.Height != prediction.Height)
        {
            throw new UserAdviceException(
                $"The truth is {truth.Width} x {truth.Height} pixels and the prediction {prediction.Width} x {prediction.Height}; both must be of the same image.");
        }

        var thresholds = Thresholds(inputs);
        var options = new EvaluationOptions
        {
            PartnerIou = inputs.Number("partnerIou", 0.01, 1) ?? 0.5,
            PixelSize = LabelArrays.PixelSizeOf(inputs),
            Intensities = LabelArrays.Image(blocks, inputs, "image"),
            Channel = (inputs.Whole("channel", 1) ?? 1) - 1,
        };
        task.CancellationToken.ThrowIfCancellationRequested();
        var evaluation = ImageEvaluation.Of(inputs.Text("name") ?? "image", truth, prediction, options, task.CancellationToken);
        var alone = new EvaluationSet();
        alone.Add(evaluation);
        var outputs = Results(alone, thresholds);
        outputs["columns"] = new JArray(Columns);
        outputs["objects"] = NumberTable.Write(blocks, [.. evaluation.Objects.Select(Row)], Columns.Length, inputs.RequiredArray("truth").ShmName);
        if (inputs.Text("collect") is { } collection)
        {
            outputs["together"] = Results(_collections.Add(collection, set => set.Add(evaluation), inputs.Flag("last", otherwise: false)), thresholds);
        }

        return outputs;
    }

    private JObject Classes(TaskInputs inputs, LabelImage truth, LabelImage prediction)
    {
        if (OfObjects.FirstOrDefault(inputs.Has) is { } given)
        {
            throw new UserAdviceException($"'{given}' does not go with 'asClasses', which compares pixels; leave one of them out.");
        }

        var overlap = ClassOverlap.Of(inputs.Text("name") ?? "image", truth, prediction);
        var alone = new ClassEvaluation();
        alone.Add(overlap);
        var outputs = alone.ToJson();
        if (inputs.Text("collect") is { } collection)
        {
            outputs["together"] = _classCollections.Add(collection, set => set.Add(overlap), inputs.Flag("last", otherwise: false)).ToJson();
        }

        return outputs;
    }

    private static JObject Results(EvaluationSet set, IReadOnlyList<double> thresholds) => new()
    {
        ["images"] = set.Images.Count,
        ["trueObjects"] = set.Images.Sum(i => i.TrueCount),
        ["predictedObjects"] = set.Images.Sum(i => i.Matching.PredictedObjects),
        ["unit"] = set.Unit,
        ["rows"] = new JArray(thresholds.Select(iou => Row(set.Objects.Pooled(iou)))),
        ["metrics"] = new JArray(EvaluationMetrics.Of(set).Select(NumberTable.Metric)),
        ["notes"] = new JArray(EvaluationNotes.Of(set)),
    };

    private static double[] Row(ObjectComparison o) =>
    [
        (int)o.Fate, o.TrueLabel, o.PredictedLabel, o.Iou, o.TrueArea, o.PredictedArea, o.TrueIntensity, o.PredictedIntensity,
        o.Surface?.Hausdorff ?? double.NaN, o.Surface?.Hausdorff95 ?? double.NaN, o.Surface?.Average ?? double.NaN,
    ];

    private static IReadOnlyList<double> Thresholds(TaskInputs inputs) => inputs.NumberList("iou") is not { Count: > 0 } wanted
        ? Matching.UsualIou
        : wanted.All(t => t is > 0 and <= 1) ? wanted
        : throw new UserAdviceException($"The IoU thresholds must be above 0 and at most 1, not {string.Join(", ", wanted)}.");

    private static JObject Row(MatchingResult result) => new()
    {
        ["iou"] = result.Iou,
        ["truePositives"] = result.TruePositives,
        ["falsePositives"] = result.FalsePositives,
        ["falseNegatives"] = result.FalseNegatives,
        ["precision"] = result.Precision,
        ["recall"] = result.Recall,
        ["f1"] = result.F1,
        ["averagePrecision"] = result.AveragePrecision,
        ["meanTrueScore"] = result.MeanTrueScore,
        ["meanMatchedScore"] = result.MeanMatchedScore,
        ["panopticQuality"] = result.PanopticQuality,
    };
}
