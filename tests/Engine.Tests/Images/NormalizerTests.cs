using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Images;

public class NormalizerTests
{
    [Fact]
    public void Percentiles_of_eleven_values_are_interpolated_as_numpy_does()
    {
        // numpy.percentile([0, 1, 4, ..., 100], [1, 99.8]) = 0.1, 99.62 (positions 0.1 and 9.98 of the sorted values)
        var squares = Enumerable.Range(0, 11).Select(i => (float)(i * i)).Reverse().ToArray();

        var range = Normalizer.Normalize(TestPairs.Image(11, squares), NormalizationOptions.Default).Ranges[0];

        Assert.Equal(0.1f, range.Low, 1e-6f);
        Assert.Equal(81 + (0.98f * 19), range.High, 1e-4f);
    }

    [Theory]
    [InlineData(PixelKind.UInt8)]
    [InlineData(PixelKind.UInt16)]
    [InlineData(PixelKind.Float32)]
    public void Percentiles_equal_those_of_the_sorted_values(PixelKind kind)
    {
        var random = new SeededRandom(3);
        for (var round = 0; round < 30; round++)
        {
            int width = 1 + random.NextInt(40), height = 1 + random.NextInt(40), n = width * height;
            var values = new float[n];
            for (var i = 0; i < n; i++)
            {
                values[i] = kind switch
                {
                    PixelKind.UInt8 => random.NextInt(256),
                    PixelKind.UInt16 => random.NextInt(65536),
                    _ => (float)(random.NextNormal() * 1e3),
                };
            }

            Array plane = kind switch
            {
                PixelKind.UInt8 => Array.ConvertAll(values, v => (byte)v),
                PixelKind.UInt16 => Array.ConvertAll(values, v => (ushort)v),
                _ => values,
            };
            var (low, high) = (random.Uniform(0, 50), random.Uniform(50.1, 100));
            var sorted = values.Order().ToArray();

            var range = Normalizer.Normalize(new Image2D("test", width, height, [plane]), new NormalizationOptions { Low = low, High = high }).Ranges[0];

            if (range.IsConstant || range.PercentilesCoincide)
            {
                continue; // one pixel
            }

            Assert.Equal((float)Sorted(sorted, low), range.Low);
            Assert.Equal((float)Sorted(sorted, high), range.High);
        }

        static double Sorted(float[] sorted, double p)
        {
            var position = p / 100 * (sorted.Length - 1);
            var k = (int)position;
            double t = position - k, a = sorted[k], b = sorted[Math.Min(k + 1, sorted.Length - 1)];
            return t < 0.5 ? a + ((b - a) * t) : b - ((b - a) * (1 - t));
        }
    }

    [Fact]
    public void Values_beyond_the_percentiles_are_not_clipped()
    {
        var values = Enumerable.Range(0, 1000).Select(i => (float)i).ToArray();

        var normalized = Normalizer.Normalize(TestPairs.Image(50, values), new NormalizationOptions { Low = 10, High = 90 }).ToArray();

        Assert.Equal(-0.125f, normalized[0], 1e-4f);
        Assert.Equal(1.125f, normalized[^1], 1e-4f);
    }

    [Fact]
    public void Standard_gives_mean_0_and_deviation_1_and_minmax_gives_0_to_1()
    {
        var image = TestPairs.Image(2, 2, 4, 4, 6);

        Assert.Equal([-MathF.Sqrt(2), 0, 0, MathF.Sqrt(2)], Normalizer.Normalize(image, new() { Kind = NormalizationKind.Standard }).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([0, 0.5f, 0.5f, 1], Normalizer.Normalize(image, new() { Kind = NormalizationKind.MinMax }).ToArray());
        Assert.Equal([2, 4, 4, 6], Normalizer.Normalize(image, new() { Kind = NormalizationKind.None }).ToArray());
    }

    [Fact]
    public void Channels_have_their_own_range_unless_joint()
    {
        var image = new Image2D("test", 2, 1, [new byte[] { 0, 10 }, new byte[] { 100, 200 }]);
        var minMax = new NormalizationOptions { Kind = NormalizationKind.MinMax };

        Assert.Equal([0, 1, 0, 1], Normalizer.Normalize(image, minMax).ToArray());
        Assert.Equal([0, 0.05f, 0.5f, 1], Normalizer.Normalize(image, minMax with { JointChannels = true }).ToArray());
        Assert.Equal(Normalizer.Normalize(image, new() { JointChannels = true }).Ranges[0], Normalizer.Normalize(image, new() { JointChannels = true }).Ranges[1]);
    }

    [Theory]
    [InlineData(NormalizationKind.Percentile)]
    [InlineData(NormalizationKind.Standard)]
    [InlineData(NormalizationKind.MinMax)]
    public void A_constant_image_becomes_zeros(NormalizationKind kind)
    {
        var image = new Image2D("test", 7, 5, [Enumerable.Repeat((ushort)1234, 35).ToArray()]);

        Assert.All(Normalizer.Normalize(image, new() { Kind = kind }).ToArray(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void A_few_bright_pixels_on_an_even_background_use_minimum_and_maximum()
    {
        var pixels = new byte[10000];
        pixels[77] = 200;

        var normalized = Normalizer.Normalize(new Image2D("test", 100, 100, [pixels]), NormalizationOptions.Default);

        Assert.True(normalized.Ranges[0].PercentilesCoincide);
        Assert.Equal(1, normalized.ToArray()[77]);
        Assert.Equal(1, normalized.ToArray().Sum());
    }

    [Fact]
    public void Nan_and_infinite_pixels_are_refused_with_count_and_place()
    {
        var values = new float[12];
        values[6] = float.NaN;
        values[9] = float.PositiveInfinity;

        var e = Assert.Throws<UserAdviceException>(() => Normalizer.Normalize(TestPairs.Image(4, values), NormalizationOptions.Default));

        Assert.Contains("\"test\" has 2 pixels that are not numbers (1 NaN, 1 infinite; first at x = 2, y = 1)", e.Message);
    }

    [Fact]
    public void Impossible_percentiles_are_refused_with_both_values()
    {
        var e = Assert.Throws<UserAdviceException>(() => Normalizer.Normalize(TestPairs.Image(2, 1, 2), new() { Low = 99, High = 1 }));

        Assert.Contains("99 and 1", e.Message);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(9, 1)]
    [InlineData(2, 3)]
    [InlineData(30, 17)]
    public void A_tile_reads_what_numpy_reflect_padding_gives(int width, int height)
    {
        var random = new SeededRandom(width + (100 * height));
        var image = TestPairs.Image(width, [.. Enumerable.Range(0, width * height).Select(_ => (float)random.NextInt(1000))]);
        var normalized = Normalizer.Normalize(image, new() { Kind = NormalizationKind.None });
        for (var round = 0; round < 50; round++)
        {
            int y0 = random.NextInt(80) - 40, x0 = random.NextInt(80) - 40, h = 1 + random.NextInt(50), w = 1 + random.NextInt(50);
            var tile = new float[h * w];

            normalized.ReadTile(y0, x0, h, w, tile);

            for (var i = 0; i < tile.Length; i++)
            {
                Assert.Equal(image[0, Walk(y0 + (i / w), height), Walk(x0 + (i % w), width)], tile[i]);
            }
        }

        // Walks to the position step by step, turning round at the borders.
        static int Walk(int position, int n)
        {
            int at = 0, step = position < 0 ? -1 : 1;
            for (var i = 0; i < Math.Abs(position) && n > 1; i++)
            {
                if (at + step < 0 || at + step >= n)
                {
                    step = -step;
                }

                at += step;
            }

            return at;
        }
    }

    [Fact]
    public void A_tile_of_two_channels_is_planar()
    {
        var image = new Image2D("test", 2, 1, [new byte[] { 1, 2 }, new byte[] { 3, 4 }]);
        var tile = new float[6];

        Normalizer.Normalize(image, new() { Kind = NormalizationKind.None }).ReadTile(0, 0, 1, 3, tile);

        Assert.Equal([1, 2, 1, 3, 4, 3], tile);
    }
}
