using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Tests.Network;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.StarDist;

public class StarDistMapsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Maps_hold_the_networks_values_at_the_points_of_its_grid_and_their_means_between_them(int grid)
    {
        using var model = PerfectRuntime.Model(new StarDistConfig { NRays = 8, Grid = [grid, grid], UnetNDepth = 1 }, out _);
        var truth = Shapes.RandomScene(61, 47, 5, 5, 9, 5);
        var result = model.Segment(PerfectRuntime.ImageOf(truth), new SegmentOptions { KeepMaps = true, Region = new PixelRectangle(0, 0, 5, 5) });
        Assert.Equal(["prob", "dist_0", "dist_1", "dist_2", "dist_3", "dist_4", "dist_5", "dist_6", "dist_7"], result.MapNames);
        var maps = result.Maps!;
        Assert.Equal((61, 47, 9), (maps.Width, maps.Height, maps.Channels));
        var everywhere = new SegmentOptions { ProbThresh = 0, NmsThresh = 1, BoundaryExclusion = 0, RefineShapes = false };
        var objects = model.Segment(PerfectRuntime.ImageOf(truth), everywhere).Objects;
        Assert.NotEqual(0, objects.Count);
        for (var i = 0; i < objects.Count; i++)
        {
            int x = (int)objects.X[i], y = (int)objects.Y[i];
            Assert.Equal(objects.Prob[i], maps[0, y, x]);
            Assert.Equal(objects.DistOf(i)[3], maps[4, y, x]);
        }

        if (grid == 2)
        {
            Assert.Equal((maps[0, 20, 30] + maps[0, 20, 32]) / 2, maps[0, 20, 31], 1e-6);
            Assert.Equal((maps[1, 20, 30] + maps[1, 22, 30]) / 2, maps[1, 21, 30], 1e-6);
        }
    }

    [Fact]
    public void Distances_are_in_pixels_of_the_image_where_the_network_saw_a_smaller_one()
    {
        var config = new StarDistConfig { NRays = 4, NClasses = 1 };
        var image = Image2D.FromFloats("i", 16, 16, new float[256]);
        var maps = new StarDistMaps(config, 4, 8, image);
        maps.Add(new PredictionTile(0, 0, 4, 8, 0, 4, 0, 8), new Constant(4, 8));
        var result = maps.ToImage(new PixelScale(0.25, 0.5), CancellationToken.None);
        Assert.Equal([0.5f, 6, 12, 6, 12, 0.75f, 0.25f], Enumerable.Range(0, 7).Select(c => MathF.Round(result[c, 9, 5], 4)));
        Assert.Equal("background", config.MapNames[5]);
        Assert.Equal(7, config.MapNames.Count);
    }

    [Fact]
    public void Maps_that_would_not_fit_in_memory_are_refused_with_their_size()
    {
        var large = new Image2D("whole slide", new Empty(40000, 40000));
        var error = Assert.Throws<UserAdviceException>(() => new StarDistMaps(new StarDistConfig { NRays = 64, Grid = [1, 1] }, 40000, 40000, large));
        Assert.StartsWith("The 65 maps of whole slide (40000 x 40000 pixels) need 832.0 GB of memory", error.Message, StringComparison.Ordinal);
    }

    private sealed class Constant(int height, int width) : INetworkOutput
    {
        public int Height => height;

        public int Width => width;

        public float[] Prob => [.. Enumerable.Repeat(0.5f, height * width)];

        public float[] GatherDist(long[] positions) => [.. Enumerable.Repeat(3f, 4 * positions.Length)];

        public float[]? GatherClass(long[] positions) => [.. positions.SelectMany(_ => new[] { 0.75f, 0.25f })];

        public void Dispose()
        {
        }
    }

    private sealed class Empty(int width, int height) : IPixelSource
    {
        public int Width => width;

        public int Height => height;

        public int Channels => 1;

        public PixelKind Kind => PixelKind.UInt8;

        public void ReadRow(int channel, int y, int x, Span<float> destination) => destination.Clear();

        public void Dispose()
        {
        }
    }
}
