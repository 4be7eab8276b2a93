using FijiBridge.Engine.Data;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Models;

namespace FijiBridge.Engine.Instances;

/// <summary>Runs a model over images with truth and compares.</summary>
public static class ModelEvaluation
{
    /// <summary>Segments every image of a set and matches it with its truth.</summary>
    /// <param name="model">Model.</param>
    /// <param name="set">Images with truth.</param>
    /// <param name="options">How to segment.</param>
    /// <param name="progress">Receives images done.</param>
    /// <param name="ct">Stops the work.</param>
    public static DatasetMatching Run(
        ISegmentationModel model, ITrainingSet set, SegmentOptions? options = null, IProgress<ProgressReport>? progress = null, CancellationToken ct = default)
    {
        var matching = new DatasetMatching();
        for (var i = 0; i < set.Count; i++)
        {
            progress?.Report(new ProgressReport("evaluation", i, set.Count));
            var pair = set.Load(i);
            var labels = model.Segment(pair.Image, options, null, ct).RenderLabels();
            matching.Add(pair.Name, Matching.Compare(pair.Labels, labels));
        }

        progress?.Report(new ProgressReport("evaluation", set.Count, set.Count));
        return matching;
    }

    /// <summary>The table of a set's accuracy for model.json and the model card, at IoU .5 to .95; without rows where the set has no object to be found.</summary>
    public static ModelMetrics Table(string setName, int images, DatasetMatching matching) => new()
    {
        Set = setName,
        Images = images,
        Rows = matching.Pooled(Matching.UsualIou[0]) is { TruePositives: 0, FalseNegatives: 0 } ? [] :
        [
            .. Matching.UsualIou.Select(iou =>
            {
                var pooled = matching.Pooled(iou);
                return new ModelMetricsRow(
                    iou, pooled.AveragePrecision, pooled.Precision, pooled.Recall, pooled.F1, pooled.PanopticQuality, matching.PerImageMean(iou).AveragePrecision);
            }),
        ],
    };
}
