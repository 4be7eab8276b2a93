namespace FijiBridge.Engine.Evaluation;

/// <summary>
/// Counts and scores of a matching between true and predicted objects at one IoU threshold.
/// </summary>
/// <remarks>
/// Empty cases: without any object in truth and prediction nothing was missed and nothing made up, and all rates are 1
/// (StarDist gives 0 there). With objects on one side only, all are 0.
/// </remarks>
/// <param name="Iou">The threshold.</param>
/// <param name="TruePositives">Pairs with an IoU of at least the threshold.</param>
/// <param name="FalsePositives">Predicted objects without a partner, except those mostly in ignored regions.</param>
/// <param name="FalseNegatives">True objects without a partner.</param>
/// <param name="MatchedIouSum">Sum of the IoU of the pairs.</param>
public readonly record struct MatchingResult(double Iou, int TruePositives, int FalsePositives, int FalseNegatives, double MatchedIouSum)
{
    /// <summary>True objects.</summary>
    public int TrueObjects => TruePositives + FalseNegatives;

    /// <summary>Predicted objects that count.</summary>
    public int PredictedObjects => TruePositives + FalsePositives;

    /// <summary>TP / (TP + FP).</summary>
    public double Precision => Rate(TruePositives, PredictedObjects);

    /// <summary>TP / (TP + FN).</summary>
    public double Recall => Rate(TruePositives, TrueObjects);

    /// <summary>2 TP / (2 TP + FP + FN).</summary>
    public double F1 => Rate(2.0 * TruePositives, TrueObjects + PredictedObjects);

    /// <summary>TP / (TP + FP + FN), the "average precision" of the nuclei benchmarks and StarDist's "accuracy".</summary>
    public double AveragePrecision => Rate(TruePositives, TruePositives + FalsePositives + FalseNegatives);

    /// <summary>Sum of matched IoU / true objects.</summary>
    public double MeanTrueScore => Rate(MatchedIouSum, TrueObjects);

    /// <summary>Mean IoU of the pairs.</summary>
    public double MeanMatchedScore => Rate(MatchedIouSum, TruePositives);

    /// <summary>Sum of matched IoU / (TP + FP/2 + FN/2). Kirillov et al., CVPR 2019.</summary>
    public double PanopticQuality => Rate(2 * MatchedIouSum, TrueObjects + PredictedObjects);

    /// <summary>Adds the counts of two images; both must be at one threshold.</summary>
    /// <exception cref="ArgumentException">The thresholds differ.</exception>
    public static MatchingResult operator +(MatchingResult a, MatchingResult b) => a.Iou == b.Iou
        ? new(a.Iou, a.TruePositives + b.TruePositives, a.FalsePositives + b.FalsePositives, a.FalseNegatives + b.FalseNegatives, a.MatchedIouSum + b.MatchedIouSum)
        : throw new ArgumentException($"Results at IoU {a.Iou} and {b.Iou} cannot be added.");

    private double Rate(double part, double whole) => whole > 0 ? part / whole : TrueObjects + PredictedObjects == 0 ? 1 : 0;
}
