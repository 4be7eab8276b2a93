using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Polygons;

public class StarPolygonIntersectionTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(32)]
    [InlineData(64)]
    public void Areas_equal_those_of_an_integration_by_slabs(int nRays)
    {
        var random = new Random(nRays);
        var polygons = Random(60, nRays, 12, random);
        for (var i = 0; i < polygons.Count; i++)
        {
            for (var j = 0; j < polygons.Count; j++)
            {
                Assert.Equal(PolygonOracle.Area(polygons, i, j), StarPolygonIntersection.Area(polygons, i, j), 1e-5);
            }
        }
    }

    [Fact]
    public void Outlines_measured_on_pixels_with_many_common_vertices_are_exact_too()
    {
        var labels = Shapes.RandomScene(90, 90, 12, 6, 14, seed: 2);
        var random = new Random(1);
        var polygons = Shapes.Candidates(labels, 32, 1, _ => random.Next(30) == 0);
        Assert.InRange(polygons.Count, 50, 400);
        for (var i = 0; i < polygons.Count; i++)
        {
            for (var j = 0; j < polygons.Count; j++)
            {
                Assert.Equal(PolygonOracle.Area(polygons, i, j), StarPolygonIntersection.Area(polygons, i, j), 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(32)]
    public void A_polygon_shares_its_whole_area_with_itself(int nRays)
    {
        var polygons = Random(20, nRays, 500, new Random(5));
        for (var i = 0; i < polygons.Count; i++)
        {
            var area = StarPolygonGeometry.Area(polygons, i);
            Assert.Equal(1, StarPolygonIntersection.Area(polygons, i, i) / area, 1e-6);
        }
    }

    [Fact]
    public void Polygons_that_only_touch_share_nothing_and_contained_ones_everything()
    {
        // Squares with their corners on the axes: side by side along an edge, corner to corner, and one inside the other.
        var polygons = new StarPolygons(4, [0, 5, 0, 0], [0, 5, 10, 0], [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 2, 2, 2, 2], [1, 1, 1, 1]);

        Assert.Equal(0, StarPolygonIntersection.Area(polygons, 0, 1), 1e-5);
        Assert.Equal(0, StarPolygonIntersection.Area(polygons, 0, 2), 1e-5);
        Assert.Equal(8, StarPolygonIntersection.Area(polygons, 0, 3), 1e-5);
        Assert.Equal(8, StarPolygonIntersection.Area(polygons, 3, 0), 1e-5);
    }

    [Fact]
    public void Areas_do_not_depend_on_the_place_in_a_large_image()
    {
        var near = Random(10, 32, 8, new Random(3));
        var far = new StarPolygons(32, [.. near.Y.Select(v => MathF.Round(v) + 16000)], [.. near.X.Select(v => MathF.Round(v) + 32000)], near.Dist, near.Prob);
        near = new StarPolygons(32, [.. near.Y.Select(v => MathF.Round(v))], [.. near.X.Select(v => MathF.Round(v))], near.Dist, near.Prob);
        for (var i = 1; i < 10; i++)
        {
            Assert.Equal(StarPolygonIntersection.Area(near, 0, i), StarPolygonIntersection.Area(far, 0, i), 1e-6);
        }
    }

    [Fact]
    public void Tiny_and_huge_polygons_keep_their_relative_accuracy()
    {
        var polygons = new StarPolygons(32, [0, 0], [0, 0.0005f], [.. Enumerable.Repeat(1e-3f, 32), .. Enumerable.Repeat(2000f, 32)], [1, 1]);

        Assert.Equal(1, StarPolygonIntersection.Area(polygons, 0, 1) / StarPolygonGeometry.Area(polygons, 0), 1e-6);
        Assert.Equal(1, StarPolygonIntersection.Area(polygons, 1, 0) / StarPolygonGeometry.Area(polygons, 0), 1e-6);
    }

    [Fact]
    public void Distances_that_are_not_finite_are_refused()
    {
        var polygons = new StarPolygons(3, [0, 0], [0, 0], [1, 1, 1, 1, float.NaN, 1], [1, 1]);

        var error = Assert.Throws<ArithmeticException>(() => StarPolygonIntersection.Area(polygons, 0, 1));
        Assert.Contains("finite", error.Message);
    }

    private static StarPolygons Random(int n, int nRays, double size, Random random)
    {
        float Value(double from, double to) => (float)(from + ((to - from) * random.NextDouble()));
        return new StarPolygons(
            nRays,
            [.. Enumerable.Range(0, n).Select(_ => Value(0, size))],
            [.. Enumerable.Range(0, n).Select(_ => Value(0, size))],
            [.. Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(0, nRays).Select(_ => i % 2 == 0 ? Value(0.2, 10) : Value(7, 9)))],
            [.. Enumerable.Range(0, n).Select(_ => Value(0, 1))]);
    }
}
