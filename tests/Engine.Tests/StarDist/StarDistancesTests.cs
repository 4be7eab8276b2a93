using System.Numerics;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.StarDist;

public class StarDistancesTests
{
    [Theory]
    [InlineData(1, 1, 32)]
    [InlineData(2, 2, 32)]
    [InlineData(4, 4, 64)]
    [InlineData(1, 2, 5)]
    [InlineData(3, 1, 12)]
    [InlineData(8, 4, 3)]
    public void Distances_equal_a_walk_along_every_single_ray(int gridY, int gridX, int nRays)
    {
        var labels = Shapes.RandomScene(131, 97, 40, 3, 15, seed: gridY + nRays);
        labels[50, 60] = labels[51, 61] = LabelImage.Ignore;

        Assert.Equal(Reference(labels, nRays, gridY, gridX), StarDistances.Compute(labels, new RayAngles(nRays), gridY, gridX));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 40)]
    [InlineData(40, 1)]
    [InlineData(3, 5)]
    [InlineData(17, 16)]
    [InlineData(300, 5)]
    public void Images_smaller_than_a_vector_are_no_special_case(int width, int height)
    {
        var labels = new LabelImage(width, height);
        Array.Fill(labels.Pixels, 7);
        labels[height / 2, width / 2] = width > 2 ? 8 : 7;
        foreach (var grid in new[] { 1, 2, 4 })
        {
            Assert.Equal(Reference(labels, 32, grid, grid), StarDistances.Compute(labels, new RayAngles(32), grid, grid));
        }
    }

    [Fact]
    public void Labels_beyond_16_bits_are_told_apart()
    {
        var small = Shapes.RandomScene(80, 70, 30, 4, 12, seed: 3);

        // Neighbouring objects differ by 65536, which 16 bits cannot see.
        var large = new LabelImage(80, 70, Array.ConvertAll(small.Pixels, l => l == 0 ? 0 : 1 + (l << 16)));

        Assert.Equal(StarDistances.Compute(small, new RayAngles(32), 2, 2), StarDistances.Compute(large, new RayAngles(32), 2, 2));
    }

    [Fact]
    public void An_object_longer_than_the_first_step_table_is_followed_to_its_end()
    {
        var labels = new LabelImage(1000, 3);
        Array.Fill(labels.Pixels, 1);

        var dist = StarDistances.Compute(labels, new RayAngles(4), 1, 1);

        Assert.Equal(999.5f, dist[1000]);
        Assert.Equal(0.5f, dist[1999]);
        Assert.Equal(999.5f, dist[(2 * 3000) + 1999]);
    }

    [Fact]
    public void Background_and_ignored_pixels_have_distance_0_and_end_a_ray()
    {
        var labels = Shapes.Labels(".11-22.");

        var dist = StarDistances.Compute(labels, new RayAngles(4), 1, 1);

        Assert.Equal([0, 1.5f, 0.5f, 0, 1.5f, 0.5f, 0], dist[..7]);
    }

    [Fact]
    public void Distances_turn_with_the_image()
    {
        var labels = Shapes.RandomScene(60, 60, 12, 4, 12, seed: 9);
        var turned = new LabelImage(60, 60);
        for (var y = 0; y < 60; y++)
        {
            for (var x = 0; x < 60; x++)
            {
                turned[x, 59 - y] = labels[y, x];
            }
        }

        var a = StarDistances.Compute(labels, new RayAngles(24), 1, 1);
        var b = StarDistances.Compute(turned, new RayAngles(24), 1, 1);
        for (var k = 0; k < 24; k++)
        {
            for (var i = 0; i < 3600; i++)
            {
                Assert.Equal(a[(k * 3600) + i], b[((k + 6) % 24 * 3600) + (i % 60 * 60) + 59 - (i / 60)], 1e-5f);
            }
        }
    }

    [Fact]
    public void Polygons_of_discs_have_the_area_of_the_discs()
    {
        var random = new Random(1);
        var ratios = new List<double>();
        for (var radius = 5.0; radius < 30; radius += 0.37)
        {
            double y = 40 + random.NextDouble(), x = 40 + random.NextDouble();
            var labels = new LabelImage(81, 81).PaintEllipse(y, x, radius, radius, 1);
            var polygons = Shapes.Candidates(labels, 64, 1, i => i == (40 * 81) + 40);
            ratios.Add(StarPolygonGeometry.Area(polygons, 0) / labels.Pixels.Sum());
        }

        Assert.InRange(ratios.Average(), 0.99, 1.01);
    }

    [Theory]
    [InlineData(32, 0.93)]
    [InlineData(64, 0.95)]
    public void Ellipses_come_back_from_their_polygons(int nRays, double leastIou)
    {
        for (var angle = 0.0; angle < Math.PI; angle += 0.1)
        {
            var labels = new LabelImage(80, 80).PaintEllipse(40.3, 39.6, 12, 20, 1, angle);
            var polygons = Shapes.Candidates(labels, nRays, 1, i => i == (40 * 80) + 40);

            var painted = PolygonRasterizer.Paint(polygons, 80, 80);

            double both = labels.Pixels.Zip(painted.Pixels, (a, b) => a & b).Sum(), any = labels.Pixels.Zip(painted.Pixels, (a, b) => a | b).Sum();
            Assert.True(both / any > leastIou, $"IoU {both / any} at angle {angle}");
        }
    }

    [Fact]
    public void Vectors_hold_more_than_one_pixel_on_the_test_machine() => Assert.True(Vector<ushort>.Count > 1);

    /// <summary>The definition, word for word.</summary>
    private static float[] Reference(LabelImage labels, int nRays, int gridY, int gridX)
    {
        int height = (labels.Height + gridY - 1) / gridY, width = (labels.Width + gridX - 1) / gridX;
        var rays = new RayAngles(nRays);
        var result = new float[nRays * height * width];
        for (var k = 0; k < nRays; k++)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var label = labels[y * gridY, x * gridX];
                    if (label <= 0)
                    {
                        continue;
                    }

                    for (var t = 1; ; t++)
                    {
                        int row = (y * gridY) + HalfDown(t * (double)rays.Sin[k]), column = (x * gridX) + HalfDown(t * (double)rays.Cos[k]);
                        if (row < 0 || row >= labels.Height || column < 0 || column >= labels.Width || labels[row, column] != label)
                        {
                            var back = 0.5f / Math.Max(Math.Abs(rays.Sin[k]), Math.Abs(rays.Cos[k]));
                            result[(((k * height) + y) * width) + x] = t - 1 + back;
                            break;
                        }
                    }
                }
            }
        }

        return result;

        static int HalfDown(double v) => v < 0 ? -HalfDown(-v) : (int)Math.Floor(v + 0.5) - (v - Math.Floor(v) == 0.5 ? 1 : 0);
    }
}
