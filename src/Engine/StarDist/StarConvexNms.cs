using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// Non-maximum suppression of star-convex polygons. Candidates are visited by falling probability (of equal ones the first
/// in the list first); each that is still there survives and suppresses all later ones with
/// shared area / smaller area > nmsThresh. Note: the smaller area, not the union, as in StarDist (Schmidt et al., MICCAI 2018).
/// Areas are exact in sub-pixel coordinates; StarDist cuts vertices to whole pixels, so pairs near the threshold may differ.
/// </summary>
public static class StarConvexNms
{
    /// <summary>Runs the suppression.</summary>
    /// <param name="candidates">Candidates in any order.</param>
    /// <param name="nmsThresh">Largest allowed shared part of the smaller area, 0..1.</param>
    /// <param name="ct">Stops the work.</param>
    /// <returns>Indices of the survivors, best first.</returns>
    /// <exception cref="UserAdviceException">The threshold is outside 0..1.</exception>
    /// <exception cref="ArgumentException">A centre, distance or probability is not finite, or a distance not above 0.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static int[] Run(StarPolygons candidates, double nmsThresh, CancellationToken ct = default)
    {
        CheckThreshold(nmsThresh);
        ct.ThrowIfCancellationRequested();
        var all = new NmsCandidates(candidates);
        return NmsRound.Decide(all, all.ByFallingProbability(), nmsThresh, float.PositiveInfinity, ct).Survivors;
    }

    internal static void CheckThreshold(double nmsThresh)
    {
        if (!(nmsThresh >= 0 && nmsThresh <= 1))
        {
            throw new UserAdviceException($"The overlap threshold {nmsThresh} is not between 0 and 1; use a value such as 0.4.");
        }
    }
}
