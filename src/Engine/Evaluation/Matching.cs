using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Evaluation;

/// <summary>
/// One-to-one matching of true and predicted objects. Among all matchings the one with the most pairs of an IoU of at
/// least the threshold is taken, and among these the one with the largest sum of IoU over all its pairs: the assignment
/// with cost -(IoU >= t) - IoU / (2 min(n_true, n_pred)), as StarDist has it.
/// </summary>
/// <remarks>
/// Ignored regions (truth below 0) are cut out of all objects. A predicted object without a partner that lies in ignored
/// regions with more than half of its pixels is no false positive.
/// </remarks>
public sealed class Matching
{
    private readonly OverlapTable _table;

    /// <summary>Matches objects whose shared pixels are known.</summary>
    internal Matching(OverlapTable table) => _table = table;

    /// <summary>The IoU thresholds .5, .55, ..., .95 that are usually averaged.</summary>
    public static IReadOnlyList<double> UsualIou { get; } = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];

    /// <summary>Which objects share how many pixels.</summary>
    public OverlapTable Table => _table;

    /// <summary>True objects.</summary>
    public int TrueObjects => _table.TruthLabels.Count;

    /// <summary>Predicted objects.</summary>
    public int PredictedObjects => _table.PredictionLabels.Count;

    /// <summary>Compares two label images of one size.</summary>
    /// <exception cref="UserAdviceException">The sizes differ.</exception>
    public static Matching Compare(LabelImage truth, LabelImage prediction) => new(OverlapTable.Of(truth, prediction));

    /// <summary>Counts and scores at an IoU threshold in (0, 1].</summary>
    public MatchingResult At(double iou)
    {
        var pairs = PairsAt(iou);
        var partnerless = new bool[PredictedObjects];
        Array.Fill(partnerless, true);
        var sum = 0.0;
        foreach (var pair in pairs)
        {
            sum += pair.Iou;
            partnerless[pair.Prediction] = false;
        }

        var falsePositives = 0;
        for (var j = 0; j < partnerless.Length; j++)
        {
            falsePositives += partnerless[j] && !_table.MostlyIgnored[j] ? 1 : 0;
        }

        return new MatchingResult(iou, pairs.Count, falsePositives, TrueObjects - pairs.Count, sum);
    }

    /// <summary>The pairs with an IoU of at least the threshold, by true object.</summary>
    /// <exception cref="UserAdviceException">The threshold is not above 0 and at most 1.</exception>
    public IReadOnlyList<Overlap> PairsAt(double iou)
    {
        if (!(iou > 0 && iou <= 1))
        {
            throw new UserAdviceException($"The IoU threshold {iou} is not above 0 and at most 1; use a value such as 0.5.");
        }

        return iou >= 0.5 ? UniquePairs(iou) : AssignedPairs(iou);
    }

    /// <summary>
    /// From .5 on the pairs do not compete: two objects that each share half of their union with a third are its two
    /// halves, and either may be its partner.
    /// </summary>
    private List<Overlap> UniquePairs(double iou)
    {
        var truthTaken = new bool[TrueObjects];
        var predictionTaken = new bool[PredictedObjects];
        var pairs = new List<Overlap>();
        foreach (var overlap in _table.Overlaps)
        {
            if (overlap.Iou >= iou && !truthTaken[overlap.Truth] && !predictionTaken[overlap.Prediction])
            {
                truthTaken[overlap.Truth] = predictionTaken[overlap.Prediction] = true;
                pairs.Add(overlap);
            }
        }

        return pairs;
    }

    /// <summary>The best assignment, whatever the threshold.</summary>
    internal List<Overlap> AssignedPairs(double iou)
    {
        var scale = 1.0 / (2 * Math.Max(1, Math.Min(TrueObjects, PredictedObjects)));
        var assigned = SparseAssignment.Maximize(
            TrueObjects,
            PredictedObjects,
            [.. _table.Overlaps.Select(o => (o.Truth, o.Prediction, (o.Iou >= iou ? 1.0 : 0.0) + (o.Iou * scale)))]);
        return [.. assigned.Select(e => _table.Overlaps[e]).Where(o => o.Iou >= iou)];
    }
}
