using FijiBridge.Engine.Images;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Polygons;

public class PolygonRasterizerTests
{
    [Fact]
    public void The_better_ranked_polygon_has_the_pixels_of_an_overlap()
    {
        // Squares of 3 x 3 pixels around (2, 2) and (2, 4).
        var squares = Squares((2, 2, 1.5f), (2, 4, 1.5f));

        Assert.Equal([".......", ".11122.", ".11122.", ".11122.", "......."], PolygonRasterizer.Paint(squares, 7, 5).Text());
    }

    [Fact]
    public void Pixel_centres_on_a_left_or_top_border_belong_to_the_polygon_and_others_do_not()
    {
        // A square on its corner around (2, 2); all corners and many points of the edges are pixel centres.
        Assert.Equal([".....", ".11..", "1111.", ".11..", "....."], PolygonRasterizer.Paint(Diamonds((2, 2, 2)), 5, 5).Text());
    }

    [Fact]
    public void Polygons_that_share_a_border_share_no_pixel_and_leave_no_gap()
    {
        var tiles = Diamonds([.. Enumerable.Range(0, 100).Select(i => ((float)((i / 10 * 8) + (i % 2 * 4)), (float)(i % 10 * 4), 4f))]);

        var labels = PolygonRasterizer.Paint(tiles, 37, 81);

        Assert.Equal(labels.Pixels.Count(l => l > 0), Enumerable.Range(0, 100).Sum(i => PolygonRasterizer.Paint(tiles.Take([i]), 37, 81).Pixels.Sum()));
        for (var y = 8; y < 68; y++)
        {
            for (var x = 4; x < 32; x++)
            {
                Assert.True(labels[y, x] > 0, $"gap at {y}, {x}");
            }
        }
    }

    [Fact]
    public void Painted_areas_follow_the_polygon_areas()
    {
        var polygons = Shapes.RandomCandidates(300, 32, 300, 300, seed: 4);
        double painted = 0, exact = 0;
        for (var i = 0; i < polygons.Count; i++)
        {
            var one = polygons.Take([i]);
            if (polygons.X[i] is > 40 and < 260 && polygons.Y[i] is > 40 and < 260)
            {
                painted += PolygonRasterizer.Paint(one, 300, 300).Pixels.Sum();
                exact += StarPolygonGeometry.Area(one, 0);
            }
        }

        Assert.InRange(painted / exact, 0.998, 1.002);
    }

    [Fact]
    public void Pixels_are_painted_where_the_polygon_contains_their_centre()
    {
        var polygons = Shapes.RandomCandidates(20, 12, 60, 20, seed: 6, noise: 0.5);
        for (var i = 0; i < polygons.Count; i++)
        {
            var labels = PolygonRasterizer.Paint(polygons.Take([i]), 60, 60);
            for (var p = 0; p < 3600; p++)
            {
                Assert.Equal(StarPolygonGeometry.Contains(polygons, i, p / 60, p % 60) ? 1 : 0, labels.Pixels[p]);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    public void Strips_together_are_the_whole_image(int rows)
    {
        var polygons = Shapes.RandomCandidates(400, 32, 500, 100, seed: 7);
        var whole = PolygonRasterizer.Paint(polygons, 490, 470);

        var painter = new PolygonRasterizer(polygons, 490);
        var strips = new List<int>();
        for (var first = 0; first < 470; first += rows)
        {
            var strip = new int[Math.Min(rows, 470 - first) * 490];
            painter.PaintRows(first, strip.Length / 490, strip);
            strips.AddRange(strip);
        }

        Assert.Equal(whole.Pixels, strips);
    }

    [Fact]
    public void Polygons_outside_the_image_are_cut_and_the_calibration_is_kept()
    {
        var calibration = new PixelSize(0.5, 0.5, "µm");
        var labels = PolygonRasterizer.Paint(Squares((0, 0, 1.5f), (100, 100, 5), (-50, -50, 3), (1, 4, 30)), 4, 3, calibration);

        Assert.Equal(["1144", "1144", "4444"], labels.Text());
        Assert.Equal(calibration, labels.PixelSize);
    }

    [Fact]
    public void A_strip_of_the_wrong_size_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => PolygonRasterizer.PaintRows(Squares((1, 1, 1)), 0, 2, 5, new int[9]));
        Assert.Contains("needs 10 labels, got 9", error.Message);
    }

    private static StarPolygons Diamonds(params (float Y, float X, float R)[] diamonds) => new(
        4,
        [.. diamonds.Select(s => s.Y)],
        [.. diamonds.Select(s => s.X)],
        [.. diamonds.SelectMany(s => Enumerable.Repeat(s.R, 4))],
        [.. diamonds.Select(_ => 1f)]);

    /// <summary>Upright squares with sides of 2 r: eight rays, four of which end half-way along a side.</summary>
    private static StarPolygons Squares(params (float Y, float X, float R)[] squares) => new(
        8,
        [.. squares.Select(s => s.Y)],
        [.. squares.Select(s => s.X)],
        [.. squares.SelectMany(s => Enumerable.Range(0, 8).Select(k => k % 2 == 0 ? s.R : s.R * MathF.Sqrt(2)))],
        [.. squares.Select(_ => 1f)]);
}
