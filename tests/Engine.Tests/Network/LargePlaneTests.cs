using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.StarDist;
using Xunit;

namespace FijiBridge.Engine.Tests.Network;

/// <summary>Planes of more than 2^31 pixels: they are worked on piece by piece, or refused in a sentence; no product of sides overflows.</summary>
public class LargePlaneTests
{
    private const int Width = 65_536;
    private const int Height = 40_000;

    [Fact]
    public void Objects_behind_the_2_to_the_31st_pixel_are_found_measured_and_painted()
    {
        (int X, int Y)[] discs = [(65_010, 39_600), (65_200, 39_700), (65_500, 39_960)];
        using var image = new Image2D("huge", new Discs(discs));
        using var model = PerfectRuntime.Model(new StarDistConfig { NRays = 32, Grid = [2, 2], UnetNDepth = 1 }, out _);
        var found = model.Segment(image, new SegmentOptions { Region = new PixelRectangle(64_900, 39_500, 636, 500), TileSize = 512 });
        Assert.Equal(discs, Enumerable.Range(0, found.Objects.Count).Select(i => ((int)MathF.Round(found.Objects.X[i]), (int)MathF.Round(found.Objects.Y[i]))).Order());
        var rows = new int[10 * Width];
        found.RenderRows(39_695, 10, rows);
        Assert.NotEqual(0, rows[(5 * Width) + 65_200]);
        Assert.Equal(0, rows[(5 * Width) + 65_010]);
        Assert.Contains("65536 x 40000 pixels has more than the", Assert.Throws<UserAdviceException>(found.RenderLabels).Message);
    }

    [Fact]
    public void A_part_of_an_image_is_the_same_in_memory_and_in_its_file()
    {
        using var huge = new Image2D("huge", new Discs([(65_010, 39_600)]), PixelSize.Uncalibrated with { Unit = "µm" });
        using var part = huge.Part(new PixelRectangle(65_000, 39_590, 30, 20));
        Assert.Equal((30, 20, "µm", false), (part.Width, part.Height, part.PixelSize.Unit, part.IsInMemory));
        Assert.Equal(1, part[0, 10, 10]);
        Assert.Equal(0, part[0, 0, 25]);
        var plane = Enumerable.Range(0, 12).Select(i => (ushort)i).ToArray();
        var small = new Image2D("small", 4, 3, [plane, plane]);
        var cut = small.Part(new PixelRectangle(1, 1, 3, 2));
        Assert.Equal(new ushort[] { 5, 6, 7, 9, 10, 11 }, cut.Plane(1));
        foreach (var outside in new[] { new PixelRectangle(2, 0, 3, 1), new PixelRectangle(0, 3, 1, 1), new PixelRectangle(int.MaxValue, 0, int.MaxValue, 1) })
        {
            Assert.Contains("reaches beyond image small, which has 4 x 3", Assert.Throws<UserAdviceException>(() => small.Part(outside)).Message);
        }
    }

    [Fact]
    public void What_must_be_held_is_refused_with_its_size_before_memory_is_taken()
    {
        Assert.Contains("50000 x 50000 pixels has more than the 2147483591", Assert.Throws<UserAdviceException>(() => new LabelImage(50_000, 50_000)).Message);
        var maps = Assert.Throws<UserAdviceException>(() => InstanceMaps.RequireRoom("a.tif", 50_000, 50_000, 20, availableBytes: 1L << 50)).Message;
        Assert.Contains("a.tif has 50000 x 50000 pixels for the network, and this kind of model holds 46.6 GB of maps", maps);
        Assert.Contains("--region", maps);
        Assert.Throws<UserAdviceException>(() => InstanceMaps.RequireRoom("a.tif", 1000, 1000, 20, availableBytes: 19_999_999));
        InstanceMaps.RequireRoom("a.tif", 1000, 1000, 20, availableBytes: 20_000_000);
        Assert.Throws<UserAdviceException>(() => InstanceMaps.RequireRoom("a.tif", 30_000, 30_000, 20, channels: 3, availableBytes: 1L << 50));
    }

    [Fact]
    public void An_image_that_is_not_held_may_be_scaled_beyond_2_to_the_31_pixels_and_one_that_is_held_may_not()
    {
        using var huge = new Image2D("huge", new Discs([(65_010, 39_600)]));
        var (scaled, _) = ImageRescaler.Rescale(huge, 1.5, 1.5);
        Assert.Equal((98_304, 60_000), (scaled.Width, scaled.Height));
        Assert.Equal(1, scaled[0, 59_400, 97_515], 0.01);
        var advice = Assert.Throws<UserAdviceException>(() => ImageRescaler.Plan(30_000, 30_000, 2, 2)).Message;
        Assert.Contains("60000 x 60000 pixels, which is too large", advice);
        Assert.Throws<UserAdviceException>(() => ImageRescaler.Plan(30_000, 30_000, 1e6, 1, held: false));
    }

    /// <summary>Discs of radius 9 with labels 1, 2, ... on 0.</summary>
    private sealed class Discs((int X, int Y)[] centres) : IPixelSource
    {
        public int Width => LargePlaneTests.Width;

        public int Height => LargePlaneTests.Height;

        public int Channels => 1;

        public PixelKind Kind => PixelKind.UInt8;

        public void ReadRow(int channel, int y, int x, Span<float> destination)
        {
            Assert.True(y < Height && x + destination.Length <= Width);
            destination.Clear();
            for (var i = 0; i < centres.Length; i++)
            {
                for (var column = Math.Max(x, centres[i].X - 9); column <= Math.Min(x + destination.Length - 1, centres[i].X + 9); column++)
                {
                    int dx = column - centres[i].X, dy = y - centres[i].Y;
                    destination[column - x] = (dx * dx) + (dy * dy) <= 81 ? i + 1 : destination[column - x];
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
