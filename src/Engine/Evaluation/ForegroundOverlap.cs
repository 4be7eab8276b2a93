using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Evaluation;

/// <summary>
/// Agreement of the foreground of two label images, pixel by pixel, whatever the objects. Pixels whose truth is negative
/// (ignored) do not count. Counts of several images can be added.
/// </summary>
/// <param name="Both">Pixels that are foreground in both.</param>
/// <param name="TruthOnly">Pixels that are foreground in the truth only.</param>
/// <param name="PredictionOnly">Pixels that are foreground in the prediction only.</param>
public readonly record struct ForegroundOverlap(long Both, long TruthOnly, long PredictionOnly)
{
    /// <summary>2 |A and B| / (|A| + |B|); 1 where both are empty.</summary>
    public double Dice => Rate(2.0 * Both, (2.0 * Both) + TruthOnly + PredictionOnly);

    /// <summary>|A and B| / |A or B|; 1 where both are empty.</summary>
    public double Jaccard => Rate(Both, (double)Both + TruthOnly + PredictionOnly);

    /// <summary>Counts the pixels of two label images of one size.</summary>
    /// <exception cref="UserAdviceException">The sizes differ.</exception>
    public static ForegroundOverlap Of(LabelImage truth, LabelImage prediction)
    {
        OverlapTable.CheckSizes(truth, prediction);
        long both = 0, truthOnly = 0, predictionOnly = 0;
        for (var i = 0; i < truth.Pixels.Length; i++)
        {
            if (truth.Pixels[i] >= 0)
            {
                bool t = truth.Pixels[i] > 0, p = prediction.Pixels[i] > 0;
                both += t && p ? 1 : 0;
                truthOnly += t && !p ? 1 : 0;
                predictionOnly += p && !t ? 1 : 0;
            }
        }

        return new ForegroundOverlap(both, truthOnly, predictionOnly);
    }

    /// <summary>Adds the counts of two images.</summary>
    public static ForegroundOverlap operator +(ForegroundOverlap a, ForegroundOverlap b) =>
        new(a.Both + b.Both, a.TruthOnly + b.TruthOnly, a.PredictionOnly + b.PredictionOnly);

    private static double Rate(double part, double whole) => whole > 0 ? part / whole : 1;
}
