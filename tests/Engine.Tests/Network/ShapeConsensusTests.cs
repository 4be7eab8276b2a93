using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Network;

public class ShapeConsensusTests
{
    private const int Rays = 32;

    [Fact]
    public void Consensus_of_noisy_candidates_is_nearer_to_the_true_outline()
    {
        var all = Ellipse(noise: 0.8f);
        var best = Enumerable.Range(0, all.Count).MaxBy(i => all.Prob[i]);
        var refined = ShapeConsensus.Refine(all, all.Take([best]));
        Assert.True(Error(refined) < 0.35 * Error(all.Take([best])), $"{Error(refined)} of {Error(all.Take([best]))}");
        Assert.Equal((all.Y[best], all.X[best], all.Prob[best]), (refined.Y[0], refined.X[0], refined.Prob[0]));
    }

    [Fact]
    public void Consensus_of_exact_candidates_neither_shrinks_nor_grows()
    {
        var all = Ellipse(noise: 0);
        var refined = ShapeConsensus.Refine(all, all.Take([all.Count / 2]));
        var mean = Enumerable.Range(0, Rays).Average(k => refined.Dist[k] / True(refined, k));
        Assert.Equal(1, mean, 0.003);
    }

    [Fact]
    public void Candidates_of_a_neighbour_do_not_take_part()
    {
        var own = new StarPolygons(Rays, [20], [20], [.. Enumerable.Repeat(8f, Rays)], [0.9f]);
        var both = new StarPolygons(Rays, [20, 20], [20, 27], [.. own.Dist, .. Enumerable.Repeat(20f, Rays)], [0.9f, 0.8f]);
        Assert.All(ShapeConsensus.Refine(both, own).Dist, d => Assert.Equal(8, d, 0.05f));
    }

    [Fact]
    public void No_winners_give_no_objects() =>
        Assert.Equal(0, ShapeConsensus.Refine(Ellipse(0), Ellipse(0).Take([])).Count);

    // Candidates on every pixel well inside an ellipse around (30, 40) with radii 9 and 14.
    private static StarPolygons Ellipse(float noise)
    {
        var random = new Random(3);
        List<float> y = [], x = [], dist = [], prob = [];
        for (var py = 24; py <= 36; py++)
        {
            for (var px = 32; px <= 48; px++)
            {
                var depth = 1 - Math.Sqrt(Math.Pow((py - 30) / 9.0, 2) + Math.Pow((px - 40) / 14.0, 2));
                if (depth > 0.3)
                {
                    y.Add(py);
                    x.Add(px);
                    prob.Add((float)depth);
                    for (var k = 0; k < Rays; k++)
                    {
                        dist.Add((float)Shapes.RayToEllipse(py - 30, px - 40, 2 * Math.PI * k / Rays, 9, 14, 0) + (noise * ((2 * random.NextSingle()) - 1)));
                    }
                }
            }
        }

        return new StarPolygons(Rays, [.. y], [.. x], [.. dist], [.. prob]);
    }

    private static double True(StarPolygons p, int k) => Shapes.RayToEllipse(p.Y[0] - 30, p.X[0] - 40, 2 * Math.PI * k / Rays, 9, 14, 0);

    private static double Error(StarPolygons p) => Enumerable.Range(0, Rays).Average(k => Math.Abs(p.Dist[k] - True(p, k)));
}
