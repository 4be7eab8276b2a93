using FijiBridge.Bridge.Protocol;
using FijiBridge.Engine;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Labels;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Compares a predicted label image with the true one.</summary>
/// <param name="blocks">The worker's shared memory.</param>
public sealed class EvaluateHandler(SharedBlocks blocks) : IRequestHandler
{
    /// <inheritdoc/>
    public string Name => "evaluate";

    /// <inheritdoc/>
    public string Summary => "Compares a predicted label image with the true one: matched, missed and false objects at several IoU.";

    /// <inheritdoc/>
    public bool UsesDevice => true;

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs { get; } =
    [
        new("truth", "ndarray", "True labels, axes Y and X: uint8, uint16, int32 or float32; 0 is background, negative is ignored.", Required: true),
        new("prediction", "ndarray", "Predicted labels of the same size.", Required: true),
        new("iou", "list of numbers", "Intersection over union that a match needs, 0..1 (0.5, 0.55 ... 0.95)."),
        new("keep", "true or false", "The client uses the same shared memory again: the worker leaves it mapped (false)."),
    ];

    /// <inheritdoc/>
    public JObject Run(WorkerTask task)
    {
        var truth = Labels(task.Inputs, "truth");
        var prediction = Labels(task.Inputs, "prediction");
        if (truth.Width != prediction.Width || truth.Height != prediction.Height)
        {
            throw new UserAdviceException(
                $"The truth is {truth.Width} x {truth.Height} pixels and the prediction {prediction.Width} x {prediction.Height}; both must be of the same image.");
        }

        task.CancellationToken.ThrowIfCancellationRequested();
        var matching = Matching.Compare(truth, prediction);
        return new JObject
        {
            ["trueObjects"] = matching.TrueObjects,
            ["predictedObjects"] = matching.PredictedObjects,
            ["rows"] = new JArray(Thresholds(task.Inputs).Select(iou => Row(matching.At(iou)))),
        };
    }

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

    private LabelImage Labels(TaskInputs inputs, string name)
    {
        var array = inputs.RequiredArray(name);
        if (array.Shape.Count != 2 || array.Shape.Any(e => e < 1) || array.Count > Array.MaxLength)
        {
            throw new UserAdviceException($"'{name}' must be one plane of labels (axes Y and X), not an array of shape ({string.Join(", ", array.Shape)}).");
        }

        var keep = inputs.Flag("keep", otherwise: false);
        var block = blocks.Attach(array.ShmName, array.ShmSize, keep);
        try
        {
            return new LabelImage((int)array.Shape[1], (int)array.Shape[0], Read(block, array, name));
        }
        finally
        {
            blocks.Done(block, keep);
        }
    }

    private static int[] Read(SharedMemory block, NDArray array, string name)
    {
        var count = (int)array.Count;
        var labels = new int[count];
        switch (array.Type.Name)
        {
            case "uint8":
                Convert(block.Elements<byte>(count), labels, v => v);
                break;
            case "uint16":
                Convert(block.Elements<ushort>(count), labels, v => v);
                break;
            case "int32":
                block.Elements<int>(count).CopyTo(labels);
                break;
            case "float32":
                Convert(block.Elements<float>(count), labels, v => v == MathF.Floor(v) && MathF.Abs(v) < 1 << 24
                    ? (int)v
                    : throw new UserAdviceException($"'{name}' has the value {v}, which is no label: labels are whole numbers."));
                break;
            default:
                throw new UserAdviceException($"'{name}' has labels of type {array.Type}; convert them to uint8, uint16, int32 or float32.");
        }

        return labels;
    }

    private static void Convert<T>(ReadOnlySpan<T> from, int[] to, Func<T, int> convert)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = convert(from[i]);
        }
    }
}
