using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.StarDist;

public class StreamingNmsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(40)]
    [InlineData(128)]
    [InlineData(5000)]
    public void Survivors_are_those_of_one_run_whatever_the_strips(int rows)
    {
        foreach (var nmsThresh in new[] { 0.0, 0.4, 0.8 })
        {
            var candidates = Shapes.RandomCandidates(2500, 32, 400, 160, seed: 1);
            Check(candidates, rows, nmsThresh, maxReach: candidates.Dist.Max());
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(50)]
    public void Survivors_of_crowded_outlines_with_equal_scores_are_those_of_one_run(int rows)
    {
        var candidates = Shapes.Candidates(Shapes.RandomScene(200, 260, 90, 5, 14, seed: 5), 32, 2);
        candidates = new StarPolygons(32, candidates.Y, candidates.X, candidates.Dist, Array.ConvertAll(candidates.Prob, p => MathF.Round(p * 8)));
        Check(candidates, rows, 0.4, maxReach: candidates.Dist.Max());
    }

    [Fact]
    public void A_bound_that_is_too_small_grows_and_the_result_stays_exact()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            Check(Shapes.RandomCandidates(600, 16, 200, 60, seed), 20, 0.4, maxReach: 6);
        }
    }

    [Fact]
    public void An_object_too_large_for_the_bound_is_compared_with_decided_ones()
    {
        // A disc around row 10 is decided when one of 60 pixels around row 65 arrives, which contains it.
        static StreamingNms Start(float prob)
        {
            var nms = new StreamingNms(8, 0.4, maxReach: 10);
            nms.Add(new StarPolygons(8, [10], [100], [.. Enumerable.Repeat(5f, 8)], [0.5f]));
            nms.Advance(60, Ct);
            Assert.Equal(1, nms.Survivors);
            nms.Add(new StarPolygons(8, [65], [100], [.. Enumerable.Repeat(60f, 8)], [prob]));
            return nms;
        }

        Assert.Equal([0.5f], Start(prob: 0.4f).Finish(Ct).Prob);
        Assert.Equal([0.5f], Start(prob: 0.5f).Finish(Ct).Prob);
        var error = Assert.Throws<UserAdviceException>(() => Start(prob: 0.6f).Finish(Ct));
        Assert.Contains("(100, 65) reaches 60 pixels", error.Message);
        Assert.Contains("at least 60 pixels", error.Message);
    }

    [Fact]
    public void Only_candidates_near_the_unseen_part_are_held_besides_survivors()
    {
        var candidates = Shapes.RandomCandidates(20000, 16, 1000, 700, seed: 3);
        var nms = new StreamingNms(16, 0.4, candidates.Dist.Max());
        var most = 0;
        foreach (var (strip, next) in Strips(candidates, 50))
        {
            nms.Add(strip);
            nms.Advance(next, Ct);
            most = Math.Max(most, nms.Undecided);
        }

        Assert.InRange(most, 1, 20000 * 100 / 1000);
        Assert.Equal(StarConvexNms.Run(candidates, 0.4, Ct).Length, nms.Finish(Ct).Count);
    }

    [Fact]
    public void Classes_travel_with_the_polygons()
    {
        var nms = new StreamingNms(4, 0.4, 10);
        nms.Add(new StarPolygons(4, [1, 50], [1, 1], [1, 1, 1, 1, 2, 2, 2, 2], [0.3f, 0.6f], [7, 8]));

        Assert.Equal([8, 7], nms.Finish(Ct).ClassId!);
    }

    [Fact]
    public void Nothing_in_gives_nothing_out()
    {
        var nms = new StreamingNms(32, 0.4, 10);
        nms.Advance(100, Ct);

        Assert.Equal(0, nms.Finish(Ct).Count);
    }

    [Fact]
    public void Candidates_above_the_known_rows_and_steps_back_are_refused()
    {
        var nms = new StreamingNms(4, 0.4, 10);
        nms.Advance(20, Ct);

        var late = Assert.Throws<ArgumentException>(() => nms.Add(new StarPolygons(4, [19], [1], [1, 1, 1, 1], [1])));
        Assert.Contains("row 19", late.Message);
        var rays = Assert.Throws<ArgumentException>(() => nms.Add(new StarPolygons(3, [30], [1], [1, 1, 1], [1])));
        Assert.Contains("3 rays", rays.Message);
        var back = Assert.Throws<ArgumentOutOfRangeException>(() => nms.Advance(19, Ct));
        Assert.Contains("known up to 20", back.Message);
    }

    [Fact]
    public void Settings_that_mean_nothing_are_refused_with_advice()
    {
        Assert.Contains("largest object radius", Assert.Throws<UserAdviceException>(() => new StreamingNms(4, 0.4, 0)).Message);
        Assert.Contains("between 0 and 1", Assert.Throws<UserAdviceException>(() => new StreamingNms(4, 2, 10)).Message);
    }

    private static void Check(StarPolygons candidates, int rows, double nmsThresh, float maxReach)
    {
        // The order in which the strips arrive is the order for ties.
        int[] byRow = [.. Enumerable.Range(0, candidates.Count).OrderBy(i => Math.Floor(candidates.Y[i] / rows))];
        candidates = candidates.Take(byRow);
        var expected = candidates.Take(StarConvexNms.Run(candidates, nmsThresh, Ct));

        var nms = new StreamingNms(candidates.NRays, nmsThresh, maxReach);
        foreach (var (strip, next) in Strips(candidates, rows))
        {
            nms.Add(strip);
            nms.Advance(next, Ct);
        }

        var survivors = nms.Finish(Ct);
        Assert.Equal(expected.Y, survivors.Y);
        Assert.Equal(expected.X, survivors.X);
        Assert.Equal(expected.Prob, survivors.Prob);
        Assert.Equal(expected.Dist, survivors.Dist);
    }

    private static IEnumerable<(StarPolygons Strip, float Next)> Strips(StarPolygons candidates, int rows)
    {
        for (var from = MathF.Floor(candidates.Y.Min() / rows) * rows; from <= candidates.Y.Max(); from += rows)
        {
            yield return (candidates.Take([.. Enumerable.Range(0, candidates.Count).Where(i => candidates.Y[i] >= from && candidates.Y[i] < from + rows)]), from + rows);
        }
    }
}
