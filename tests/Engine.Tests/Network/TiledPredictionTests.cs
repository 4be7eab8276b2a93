using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Tests.Training;
using TorchSharp;
using Xunit;

namespace FijiBridge.Engine.Tests.Network;

public class TiledPredictionTests
{
    private static readonly NormalizationOptions Percentiles = NormalizationOptions.Default;

    [Theory]
    [InlineData(1, 1, 211, 150, 64)]
    [InlineData(2, 2, 211, 150, 64)]
    [InlineData(2, 1, 97, 260, 96)]
    [InlineData(4, 4, 200, 200, 96)]
    public void Tiled_candidates_are_those_of_the_whole_image(int gridY, int gridX, int height, int width, int tile)
    {
        using var model = Model(gridY, gridX);
        var image = SimulatedDiscs.Pair("x", width, height, 3).Image;
        var whole = Candidates(model, image, SegmentOptions.NoTiles);
        var tiled = Candidates(model, image, tile);
        Assert.True(whole.Count > 100);
        Assert.Equal(whole.Keys.Order(), tiled.Keys.Order());
        Assert.All(whole, c => Assert.All(c.Value.Zip(tiled[c.Key]), p => Assert.Equal(p.First, p.Second, 1e-5f)));
    }

    [Fact]
    public void An_image_whose_pixels_are_read_when_asked_for_gives_the_candidates_of_the_same_image_in_memory()
    {
        using var model = Model(2, 2);
        var image = SimulatedDiscs.Pair("x", 150, 211, 3).Image;
        using var lazy = new Image2D("x", new BlockSource(150, 211, 1, PixelKind.Float32, (40, 24), 8, (channel, area) =>
        {
            var block = new float[area.Width * area.Height];
            for (var y = 0; y < area.Height; y++)
            {
                image.ReadRow(channel, area.Y + y, area.X, block.AsSpan(y * area.Width, area.Width));
            }

            return block;
        }));
        var inMemory = Candidates(model, image, 64);
        var whenAsked = Candidates(model, lazy, 64);
        Assert.True(inMemory.Count > 100);
        Assert.Equal(inMemory.Keys.Order(), whenAsked.Keys.Order());
        Assert.All(inMemory, c => Assert.Equal(c.Value, whenAsked[c.Key]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Flipped_passes_are_the_same_for_tiles_and_whole_image_and_for_the_mirrored_image(int grid)
    {
        using var model = Model(grid, grid);
        // Odd distances to the border keep the cells of both images on the same pixels.
        var image = SimulatedDiscs.Pair("x", 80 + 1 - grid + grid - 1, 80, 3).Image;
        var whole = Candidates(model, image, SegmentOptions.NoTiles, flips: true);
        var tiled = Candidates(model, image, 48, flips: true);
        Assert.Equal(whole.Keys.Order(), tiled.Keys.Order());
        Assert.All(whole, c => Assert.All(c.Value.Zip(tiled[c.Key]), p => Assert.Equal(p.First, p.Second, 1e-5f)));
        if (grid > 1)
        {
            return;
        }

        var plane = (float[])image.Plane(0);
        var mirrored = Image2D.FromFloats("m", 80, 80, [.. Enumerable.Range(0, 6400).Select(i => plane[(i / 80 * 80) + 79 - (i % 80)])]);
        var other = Candidates(model, mirrored, SegmentOptions.NoTiles, flips: true);
        Assert.Equal(whole.Keys.Select(k => (k.Y, X: 79 - k.X)).Order(), other.Keys.Order());
        foreach (var ((y, x), values) in whole)
        {
            var match = other[(y, 79 - x)];
            for (var k = 0; k < 8; k++)
            {
                Assert.Equal(values[1 + k], match[1 + ((4 - k + 8) % 8)], 1e-4f);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 40)]
    [InlineData(40, 1)]
    [InlineData(5, 7)]
    public void Tiny_images_give_a_result_of_their_size(int height, int width)
    {
        using var model = Model(2, 2);
        var labels = model.Segment(Image2D.FromFloats("tiny", width, height, new float[width * height])).RenderLabels();
        Assert.Equal((height, width), (labels.Height, labels.Width));
    }

    [Fact]
    public void No_object_has_its_centre_in_the_excluded_cells_of_the_border()
    {
        using var model = Model(2, 2);
        var image = SimulatedDiscs.Pair("x", 64, 64, 3).Image;
        var near = Candidates(model, image, SegmentOptions.NoTiles, boundary: 0);
        var inside = Candidates(model, image, SegmentOptions.NoTiles, boundary: 2);
        Assert.Contains(near.Keys, k => k.Y < 4);
        Assert.All(inside.Keys, k => Assert.True(k.Y >= 4 && k.Y < 60 && k.X >= 4 && k.X < 60));
        Assert.Equal(near.Keys.Count(k => k.Y >= 4 && k.Y < 60 && k.X >= 4 && k.X < 60), inside.Count);
    }

    [Fact]
    public void Cancelling_after_the_second_tile_stops_there()
    {
        using var model = Model(1, 1);
        using var source = new CancellationTokenSource();
        var seen = new List<long>();
        var progress = new Immediate(p =>
        {
            seen.Add(p.Current);
            if (p.Current == 2)
            {
                source.Cancel();
            }
        });
        var image = SimulatedDiscs.Pair("x", 300, 300, 3).Image;
        Assert.Throws<OperationCanceledException>(() => model.Segment(image, new SegmentOptions { TileSize = 64 }, progress, source.Token));
        Assert.InRange(seen.Max(), 2, 3);
    }

    [Fact]
    public void Too_little_memory_leads_to_smaller_tiles_with_a_notice()
    {
        var runtime = new StingyRuntime(Model(1, 1), largest: 70);
        using var model = new StarDistModel(runtime.Config, StarDistThresholds.Default, new ModelInfo(), runtime);
        var result = model.Segment(SimulatedDiscs.Pair("x", 256, 256, 3).Image, new SegmentOptions { TileSize = 256 });
        Assert.Contains(result.Notices, n => n.Contains("Tiles of 64 pixels are used instead", StringComparison.Ordinal));
        var none = new StingyRuntime(Model(1, 1), largest: 1);
        using var hopeless = new StarDistModel(none.Config, StarDistThresholds.Default, new ModelInfo(), none);
        Assert.Contains("Close other programs", Assert.Throws<UserAdviceException>(() => hopeless.Segment(SimulatedDiscs.Pair("x", 256, 256, 3).Image)).Message);
    }

    [Fact]
    public void Wrong_channels_options_and_pixels_give_advice()
    {
        using var model = Model(1, 1);
        var two = new Image2D("two", 4, 4, [new float[16], new float[16]]);
        Assert.Contains("two has 2 channel(s)", Assert.Throws<UserAdviceException>(() => model.Segment(two)).Message);
        var image = Image2D.FromFloats("x", 4, 4, new float[16]);
        Assert.Contains("probability threshold is 1.5", Assert.Throws<UserAdviceException>(() => model.Segment(image, new SegmentOptions { ProbThresh = 1.5 })).Message);
        var nan = Image2D.FromFloats("nan", 2, 2, [0, 1, float.NaN, 3]);
        Assert.Throws<UserAdviceException>(() => model.Segment(nan));
    }

    [Theory]
    [InlineData(100, 16, 24, 64)]
    [InlineData(1000, 8, 47, 256)]
    [InlineData(17, 16, 94, 512)]
    [InlineData(333, 4, 0, 64)]
    public void Inner_parts_partition_the_axis_and_margins_cover_the_reach(int size, int divisor, int halo, int side)
    {
        var tiles = TilePlan.Create(size, 1, (divisor, 1), (halo, 0), side);
        var padded = (size + divisor - 1) / divisor * divisor;
        var next = 0;
        foreach (var tile in tiles)
        {
            Assert.Equal(next, tile.InnerY0);
            next = tile.InnerY1;
            Assert.Equal(0, tile.Y0 % divisor);
            Assert.Equal(0, tile.H % divisor);
            Assert.True(tile.Y0 <= Math.Max(0, tile.InnerY0 - halo));
            Assert.True(tile.Y0 + tile.H >= Math.Min(padded, tile.InnerY1 + halo));
            Assert.InRange(tile.Y0 + tile.H, 0, padded);
        }

        Assert.Equal(size, next);
    }

    private static StarDistModel Model(int gridY, int gridX)
    {
        var config = new StarDistConfig { NRays = 8, Grid = [gridY, gridX], UnetNDepth = 1, UnetNFilterBase = 4, UnetNConvPerDepth = 1, NetConvAfterUnet = 4 };
        return new StarDistModel(
            config, StarDistThresholds.Default, new ModelInfo { Name = "random", Normalization = Percentiles },
            new LibtorchRuntime(new StarDistNet(config, 4), new ComputeDevice(torch.CPU, null), new LibtorchRuntimeOptions { Threads = 1 }));
    }

    private static Dictionary<(float Y, float X), float[]> Candidates(StarDistModel model, Image2D image, int tile, bool flips = false, int boundary = 0)
    {
        var options = new SegmentOptions { TileSize = tile, TestTimeFlips = flips, BoundaryExclusion = boundary };
        // A threshold just below what a random network gives everywhere keeps nearly all cells, so that all are compared.
        var candidates = model.Candidates(image, 0.05, options, default);
        return Enumerable.Range(0, candidates.Count).ToDictionary(i => (candidates.Y[i], candidates.X[i]), i => (float[])[candidates.Prob[i], .. candidates.DistOf(i)]);
    }

    private sealed class Immediate(Action<ProgressReport> action) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => action(value);
    }

    private sealed class StingyRuntime(StarDistModel inner, int largest) : INetworkRuntime
    {
        private readonly LibtorchRuntime _runtime = new(new StarDistNet(inner.Config, 4), new ComputeDevice(torch.CPU, null), new LibtorchRuntimeOptions { Threads = 1 });

        public StarDistConfig Config => inner.Config;

        public string Description => "stingy";

        public int PreferredTile => 256;

        public INetworkOutput Run(float[] image, int height, int width, bool flips) =>
            height > largest ? throw new NetworkMemoryException($"A tile of {width} x {height} pixels does not fit.", new InvalidOperationException()) : _runtime.Run(image, height, width, flips);

        public void Dispose()
        {
            _runtime.Dispose();
            inner.Dispose();
        }
    }
}
