using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Instances;

public class SeededWatershedTests
{
    [Fact]
    public void A_ridge_divides_two_basins()
    {
        float[] relief = [1, 2, 5, 9, 3, 0, 1];
        var labels = SeededWatershed.Run(relief, Shapes.Labels("1.....2"), All(7));
        Assert.Equal(["1112222"], labels.Text()); // from the right the water stands at 3 when it reaches the ridge, from the left at 5
    }

    [Fact]
    public void A_plateau_is_divided_in_the_middle()
    {
        var labels = SeededWatershed.Run(new float[9 * 3], Shapes.Labels("1.......2", "1.......2", "1.......2"), All(27));
        Assert.All(labels.Text(), row => Assert.True(row is "111112222" or "111122222", row));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    public void Sorted_heights_give_the_same_flood(int heights)
    {
        const int width = 61, height = 47;
        var random = new Random(heights);
        float[] relief = [.. Enumerable.Range(0, width * height).Select(_ => random.Next(heights) / -7f)];
        relief[5] = -0f;
        relief[9] = 0f;
        bool[] mask = [.. relief.Select(_ => random.Next(10) > 0)];
        var seeds = new LabelImage(width, height);
        for (var i = 1; i <= 40; i++)
        {
            seeds.Pixels[random.Next(relief.Length)] = i;
        }

        var expected = SeededWatershed.Run(relief, seeds, mask).Pixels;
        var levels = new FloodLevels(relief);
        var arrays = new PixelArrays(1 << 20);
        foreach (var again in new[] { levels, levels, new FloodLevels(levels.Levels) })
        {
            // The second flood finds the lists of the first as they were left.
            var labels = new LabelImage(seeds.Width, seeds.Height, Array.ConvertAll(seeds.Pixels, label => Math.Max(0, label)));
            SeededWatershed.Run(again, labels, mask, arrays, default);
            Assert.Equal(expected, labels.Pixels);
        }
    }

    [Fact]
    public void Water_stays_within_the_mask_and_does_not_pass_corners()
    {
        var mask = new[] { true, true, false, false, false, true };
        var labels = SeededWatershed.Run(new float[6], Shapes.Labels("1..", "..."), mask);
        Assert.Equal(["11.", "..."], labels.Text()); // pixel (1, 2) touches the flood by a corner only
    }

    [Fact]
    public void Seeds_outside_the_mask_stay_and_negative_ones_are_none()
    {
        var seeds = Shapes.Labels("1..2");
        seeds[0, 2] = -1;
        var labels = SeededWatershed.Run(new float[4], seeds, [false, true, true, true]);
        Assert.Equal(1, labels[0, 0]);
        Assert.Contains(labels[0, 2], new[] { 1, 2 });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_pixel_belongs_to_a_seed_with_the_lowest_pass(int seed)
    {
        // The level of a pixel is the highest point of the lowest path from a seed; its own seed must have such a path.
        const int width = 23, height = 17;
        var random = new Random(seed);
        var relief = Enumerable.Range(0, width * height).Select(_ => (float)random.Next(8)).ToArray();
        var seeds = new LabelImage(width, height);
        for (var i = 1; i <= 5; i++)
        {
            seeds.Pixels[random.Next(relief.Length)] = i;
        }

        var labels = SeededWatershed.Run(relief, seeds, All(relief.Length));

        var levels = Enumerable.Range(1, 5).Select(label => Passes(relief, width, height, p => seeds.Pixels[p] == label)).ToArray();
        for (var p = 0; p < relief.Length; p++)
        {
            Assert.InRange(labels.Pixels[p], 1, 5);
            Assert.Equal(levels.Min(l => l[p]), levels[labels.Pixels[p] - 1][p]);
        }
    }

    [Fact]
    public void Every_basin_is_connected()
    {
        var random = new Random(7);
        var relief = Enumerable.Range(0, 40 * 40).Select(_ => random.NextSingle()).ToArray();
        var seeds = new LabelImage(40, 40);
        for (var i = 1; i <= 9; i++)
        {
            seeds.Pixels[random.Next(relief.Length)] = i;
        }

        var labels = SeededWatershed.Run(relief, seeds, All(relief.Length));
        Assert.Equal(DenseLabels.Of(labels.Pixels).Count, DenseLabels.Of(ConnectedComponents.Label(labels, Connectivity.Four).Pixels).Count);
    }

    // Bellman-Ford on max instead of sum.
    private static float[] Passes(float[] relief, int width, int height, Predicate<int> isSeed)
    {
        var level = Enumerable.Range(0, relief.Length).Select(p => isSeed(p) ? relief[p] : float.PositiveInfinity).ToArray();
        for (var changed = true; changed;)
        {
            changed = false;
            for (var p = 0; p < relief.Length; p++)
            {
                foreach (var q in new[] { p % width > 0 ? p - 1 : p, p % width < width - 1 ? p + 1 : p, p - width, p + width })
                {
                    if (q >= 0 && q < relief.Length && Math.Max(level[q], relief[p]) < level[p])
                    {
                        level[p] = Math.Max(level[q], relief[p]);
                        changed = true;
                    }
                }
            }
        }

        return level;
    }

    private static bool[] All(int count) => [.. Enumerable.Repeat(true, count)];
}
