using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.StarDist;

public class StarConvexNmsTests
{
    [Fact]
    public void Nms_keeps_the_more_probable_of_two_overlapping_polygons()
    {
        var discs = Discs((10, 10, 5, 0.6f), (11, 10, 5, 0.9f), (30, 30, 5, 0.5f));

        Assert.Equal([1, 2], Nms(discs, 0.4));
    }

    [Fact]
    public void The_overlap_is_measured_against_the_smaller_polygon()
    {
        // The small disc covers 4 % of the large one, but lies in it completely.
        var discs = Discs((10, 10, 10, 0.9f), (12, 12, 2, 0.8f));

        Assert.Equal([0], Nms(discs, 0.9));
    }

    [Fact]
    public void Of_equally_probable_polygons_the_first_stays() =>
        Assert.Equal([0], Nms(Discs((10, 10, 5, 0.5f), (10, 10, 6, 0.5f), (10, 11, 5, 0.5f)), 0.4));

    [Fact]
    public void No_candidates_have_no_survivors() => Assert.Empty(Nms(new StarPolygons(8, [], [], [], []), 0.4));

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Survivors_equal_those_of_an_exhaustive_search_with_other_geometry(double nmsThresh)
    {
        foreach (var nRays in new[] { 5, 32 })
        {
            var candidates = Shapes.RandomCandidates(400, nRays, 110, 25, seed: nRays);
            Assert.Equal(Exhaustive(candidates, nmsThresh), Nms(candidates, nmsThresh));
        }
    }

    [Fact]
    public void Many_candidates_far_apart_that_are_decided_side_by_side_give_the_survivors_of_an_exhaustive_search()
    {
        var candidates = Shapes.RandomCandidates(2500, 16, 1200, 300, seed: 21);

        Assert.Equal(Exhaustive(candidates, 0.2), Nms(candidates, 0.2));
    }

    [Fact]
    public void Outlines_measured_on_pixels_give_the_survivors_of_an_exhaustive_search()
    {
        var random = new Random(7);
        var candidates = Shapes.Candidates(Shapes.RandomScene(120, 120, 25, 5, 14, seed: 8), 32, 2, _ => random.Next(4) == 0);

        Assert.Equal(Exhaustive(candidates, 0.4), Nms(candidates, 0.4));
    }

    [Fact]
    public void Survivors_overlap_no_more_than_the_threshold_and_survive_again()
    {
        var candidates = Shapes.RandomCandidates(5000, 32, 500, 150, seed: 3);

        var survivors = candidates.Take(Nms(candidates, 0.4));

        Assert.InRange(survivors.Count, 100, 2500);
        Assert.Equal(Enumerable.Range(0, survivors.Count), Nms(survivors, 0.4));
        for (var i = 0; i < survivors.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var smaller = Math.Min(StarPolygonGeometry.Area(survivors, i), StarPolygonGeometry.Area(survivors, j));
                Assert.True(StarPolygonIntersection.Area(survivors, j, i) <= 0.4 * smaller);
            }
        }
    }

    [Fact]
    public void The_order_of_the_candidates_does_not_matter()
    {
        var candidates = Shapes.RandomCandidates(3000, 32, 300, 80, seed: 11);
        int[] shuffled = [.. Enumerable.Range(0, 3000)];
        new Random(2).Shuffle(shuffled);

        var again = Nms(candidates.Take(shuffled), 0.4);

        Assert.Equal(Nms(candidates, 0.4), again.Select(i => shuffled[i]));
    }

    [Fact]
    public void One_huge_candidate_among_many_small_ones_is_found_by_all_it_covers()
    {
        var many = Shapes.RandomCandidates(500, 16, 200, 60, seed: 12);
        var candidates = new StarPolygons(
            16, [100, .. many.Y], [100, .. many.X], [.. Enumerable.Repeat(400f, 16), .. many.Dist], [2, .. many.Prob]);

        Assert.Equal([0], Nms(candidates, 0.5));
    }

    [Fact]
    public void A_cancelled_run_stops()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();

        _ = Assert.ThrowsAny<OperationCanceledException>(() => StarConvexNms.Run(Discs((1, 1, 1, 1)), 0.4, cancel.Token));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_threshold_outside_0_to_1_is_refused_with_advice(double nmsThresh)
    {
        var error = Assert.Throws<UserAdviceException>(() => Nms(Discs((1, 1, 1, 1)), nmsThresh));
        Assert.Contains("between 0 and 1", error.Message);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_distance_that_no_polygon_can_have_is_refused(float dist)
    {
        foreach (var place in new[] { 0, 9, 31 })
        {
            var distances = Enumerable.Repeat(3f, 32).ToArray();
            distances[place] = dist;
            var error = Assert.Throws<ArgumentException>(() => Nms(new StarPolygons(32, [1], [1], distances, [1]), 0.4));
            Assert.Contains("Candidate 0", error.Message);
        }
    }

    private static int[] Nms(StarPolygons candidates, double nmsThresh) =>
        StarConvexNms.Run(candidates, nmsThresh, TestContext.Current.CancellationToken);

    private static StarPolygons Discs(params (float Y, float X, float R, float Prob)[] discs) => new(
        32,
        [.. discs.Select(d => d.Y)],
        [.. discs.Select(d => d.X)],
        [.. discs.SelectMany(d => Enumerable.Repeat(d.R, 32))],
        [.. discs.Select(d => d.Prob)]);

    private static List<int> Exhaustive(StarPolygons candidates, double nmsThresh)
    {
        var survivors = new List<int>();
        foreach (var j in Enumerable.Range(0, candidates.Count).OrderByDescending(i => candidates.Prob[i]))
        {
            if (!survivors.Any(i => PolygonOracle.Area(candidates, i, j) / Math.Min(StarPolygonGeometry.Area(candidates, i), StarPolygonGeometry.Area(candidates, j)) > nmsThresh))
            {
                survivors.Add(j);
            }
        }

        return survivors;
    }
}
