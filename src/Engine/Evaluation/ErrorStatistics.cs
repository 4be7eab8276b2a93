namespace FijiBridge.Engine.Evaluation;

/// <summary>How predicted numbers differ from the true ones.</summary>
/// <param name="Count">Number of pairs; the other numbers are 0 where it is 0.</param>
/// <param name="MeanTruth">Mean of the true numbers, to compare the errors with.</param>
/// <param name="Bias">Mean of predicted - true: above 0 where the prediction is too large on average.</param>
/// <param name="MeanAbsoluteError">Mean of |predicted - true|: also counts errors that cancel out in the bias.</param>
public readonly record struct ErrorStatistics(int Count, double MeanTruth, double Bias, double MeanAbsoluteError)
{
    /// <summary>Compares pairs of numbers.</summary>
    public static ErrorStatistics Of(IEnumerable<(double Truth, double Prediction)> pairs)
    {
        var all = pairs.ToList();
        return all.Count == 0
            ? default
            : new ErrorStatistics(all.Count, all.Average(p => p.Truth), all.Average(p => p.Prediction - p.Truth), all.Average(p => Math.Abs(p.Prediction - p.Truth)));
    }
}
