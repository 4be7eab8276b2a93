using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// Refines the outlines of the objects after non-maximum suppression. A winner's polygon is one pixel's guess; the
/// candidates that it suppressed are further guesses of the same outline from other points of view. Each candidate whose
/// centre lies inside the winner and whose polygon agrees with it is seen from the winner's centre (where does the
/// winner's ray k leave the candidate?), and the new distance is the mean, weighted by probability. Not part of StarDist.
/// </summary>
internal static class ShapeConsensus
{
    // Below this agreement (sum of min / sum of max of squared distances) a candidate means another object.
    private const double LeastAgreement = 0.7;

    /// <summary>Refines the winners.</summary>
    /// <param name="candidates">All candidates around the winners, the winners among them.</param>
    /// <param name="winners">Survivors of the suppression.</param>
    /// <returns>The winners in that order with refined distances.</returns>
    public static StarPolygons Refine(StarPolygons candidates, StarPolygons winners)
    {
        var result = winners.Take([.. Enumerable.Range(0, winners.Count)]);
        if (winners.Count == 0)
        {
            return result;
        }

        var cells = new CellIndex(candidates);
        var rays = new RayAngles(candidates.NRays);
        Parallel.For(0, winners.Count, () => new double[candidates.NRays], (i, _, seen) =>
        {
            RefineOne(candidates, winners, i, cells, rays, seen, result.Dist.AsSpan(i * candidates.NRays, candidates.NRays));
            return seen;
        }, _ => { });
        return result;
    }

    private static void RefineOne(StarPolygons all, StarPolygons winners, int winner, CellIndex cells, RayAngles rays, double[] seen, Span<float> refined)
    {
        var own = winners.DistOf(winner);
        float cy = winners.Y[winner], cx = winners.X[winner];
        var reach = 0f;
        foreach (var d in own)
        {
            reach = Math.Max(reach, d);
        }

        var n = own.Length;
        var weights = 0.0;
        var sums = new double[n];
        foreach (var j in cells.Within(cy, cx, reach))
        {
            if (!StarOutline.Contains(own, all.Y[j] - cy, all.X[j] - cx) || !StarOutline.SeenFrom(all.DistOf(j), all.Y[j] - cy, all.X[j] - cx, rays, seen))
            {
                continue;
            }

            if (Agreement(own, seen) < LeastAgreement)
            {
                continue;
            }

            var weight = (double)all.Prob[j];
            weights += weight;
            for (var k = 0; k < n; k++)
            {
                sums[k] += weight * seen[k];
            }
        }

        if (weights <= 0)
        {
            return;
        }

        for (var k = 0; k < n; k++)
        {
            refined[k] = (float)(sums[k] / weights);
        }
    }

    private static double Agreement(ReadOnlySpan<float> own, double[] seen)
    {
        double shared = 0, joined = 0;
        for (var k = 0; k < own.Length; k++)
        {
            double low = Math.Min(own[k], seen[k]), high = Math.Max(own[k], seen[k]);
            shared += low * low;
            joined += high * high;
        }

        return joined > 0 ? shared / joined : 0;
    }

    /// <summary>Candidates by square cells of the image.</summary>
    private sealed class CellIndex
    {
        private const float Size = 16;
        private readonly Dictionary<(int, int), List<int>> _cells = [];
        private readonly StarPolygons _all;

        public CellIndex(StarPolygons all)
        {
            _all = all;
            for (var i = 0; i < all.Count; i++)
            {
                var key = ((int)(all.Y[i] / Size), (int)(all.X[i] / Size));
                if (!_cells.TryGetValue(key, out var list))
                {
                    _cells[key] = list = [];
                }

                list.Add(i);
            }
        }

        public IEnumerable<int> Within(float y, float x, float radius)
        {
            for (var cy = (int)Math.Floor((y - radius) / Size); cy <= (int)((y + radius) / Size); cy++)
            {
                for (var cx = (int)Math.Floor((x - radius) / Size); cx <= (int)((x + radius) / Size); cx++)
                {
                    foreach (var i in _cells.GetValueOrDefault((cy, cx)) ?? [])
                    {
                        if (Math.Abs(_all.Y[i] - y) <= radius && Math.Abs(_all.X[i] - x) <= radius)
                        {
                            yield return i;
                        }
                    }
                }
            }
        }
    }
}
