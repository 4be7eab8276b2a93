using FijiBridge.Engine.Data;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Training;

/// <summary>
/// Thresholds of a trained model. Those found on the validation images are the best of hundreds of combinations, on few objects by
/// chance. A fine-tuned model therefore keeps the thresholds of the model that it started from unless the found ones are clearly better.
/// </summary>
internal static class ThresholdChoice
{
    /// <summary>Gain in average precision at IoU .5 that is taken for more than chance: twice the largest standard error of a proportion among so many objects.</summary>
    public static double ClearGain(long objects) => 1 / Math.Sqrt(Math.Max(1, objects));

    /// <summary>The better of two models that differ in their thresholds, and how it did on the set; <paramref name="found"/> has to be clearly better.</summary>
    /// <param name="found">With the thresholds found on the set.</param>
    /// <param name="start">With those of the model that the training started from.</param>
    /// <param name="validation">Images with truth.</param>
    /// <param name="options">How to segment.</param>
    /// <param name="progress">Receives images done.</param>
    /// <param name="ct">Stops the work.</param>
    public static (ISegmentationModel Model, DatasetMatching Matching) Better(
        ISegmentationModel found, ISegmentationModel start, ITrainingSet validation, SegmentOptions options, IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        var (with, without) = (ModelEvaluation.Run(found, validation, options, progress, ct), ModelEvaluation.Run(start, validation, options, progress, ct));
        var (at50, startAt50) = (with.Pooled(0.5), without.Pooled(0.5));
        return at50.AveragePrecision - startAt50.AveragePrecision > ClearGain(at50.TruePositives + at50.FalseNegatives) ? (found, with) : (start, without);
    }
}
