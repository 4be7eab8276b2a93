using FijiBridge.Engine.Images;
using Xunit;

namespace FijiBridge.Engine.Tests.Images;

/// <summary>An image whose pixels are read when they are asked for behaves as the same image in memory.</summary>
public class BlockSourceTests
{
    private const int Width = 37;
    private const int Height = 23;

    [Theory]
    [InlineData(PixelKind.UInt8)]
    [InlineData(PixelKind.UInt16)]
    [InlineData(PixelKind.Float32)]
    public void Normalised_and_rescaled_values_are_those_of_the_image_in_memory(PixelKind kind)
    {
        var whole = Whole(kind);
        using var lazy = Lazily(whole, 8, 5, 100);
        Assert.False(lazy.IsInMemory);
        var options = new NormalizationOptions { JointChannels = true };
        Assert.Equal(Normalizer.Normalize(whole, options).ToArray(), Normalizer.Normalize(lazy, options).ToArray());
        Assert.Equal(whole.Channel(1)[0, 22, 36], lazy.Channel(1)[0, 22, 36]);
        foreach (var factor in new[] { 0.6, 1.7 })
        {
            var (expected, scale) = ImageRescaler.Rescale(whole, factor, factor);
            var (actual, same) = ImageRescaler.Rescale(lazy, factor, factor);
            Assert.Equal((scale, expected.PixelSize), (same, actual.PixelSize));
            Assert.Equal(Normalizer.Normalize(expected, options).ToArray(), Normalizer.Normalize(actual, options).ToArray());
        }
    }

    [Fact]
    public void Blocks_used_last_are_kept_and_no_more_than_the_limit()
    {
        var reads = new List<(int, int)>();
        using var source = new BlockSource(20, 10, 1, PixelKind.UInt8, (10, 5), 2, (_, area) =>
        {
            reads.Add((area.X, area.Y));
            return new byte[area.Width * area.Height];
        });
        var row = new float[20];
        source.ReadRow(0, 0, 0, row);
        source.ReadRow(0, 4, 0, row);
        Assert.Equal([(0, 0), (10, 0)], reads);
        source.ReadRow(0, 5, 0, row.AsSpan(0, 1));
        source.ReadRow(0, 0, 10, row.AsSpan(0, 1)); // still there: used after (0, 0)
        Assert.Equal([(0, 0), (10, 0), (0, 5)], reads);
        source.ReadRow(0, 0, 0, row.AsSpan(0, 1));
        Assert.Equal((0, 0), reads[^1]);
    }

    [Fact]
    public void What_needs_the_whole_plane_says_that_the_image_is_too_large()
    {
        using var lazy = Lazily(Whole(PixelKind.UInt8), 8, 8, 10);
        Assert.Contains("too large to be held in memory", Assert.Throws<UserAdviceException>(() => lazy.Plane(0)).Message);
    }

    [Fact]
    public void Disposing_the_image_closes_what_it_read_from()
    {
        var owner = new Owner();
        new Image2D("a", new BlockSource(1, 1, 2, PixelKind.UInt8, (1, 1), 1, (_, _) => new byte[1], owner)).Channel(1).Dispose();
        Assert.True(owner.Disposed);
    }

    private static Image2D Whole(PixelKind kind)
    {
        var random = new Random(3);
        Array Plane() => kind switch
        {
            PixelKind.UInt8 => Enumerable.Range(0, Width * Height).Select(_ => (byte)random.Next(256)).ToArray(),
            PixelKind.UInt16 => Enumerable.Range(0, Width * Height).Select(_ => (ushort)random.Next(65536)).ToArray(),
            _ => Enumerable.Range(0, Width * Height).Select(_ => (float)random.NextDouble() - 0.5f).ToArray(),
        };
        return new Image2D("whole", Width, Height, [Plane(), Plane()], new PixelSize(0.5, 0.5, "µm"));
    }

    private static Image2D Lazily(Image2D whole, int blockWidth, int blockHeight, int kept) =>
        new("lazy", new BlockSource(Width, Height, whole.Channels, whole.Kind, (blockWidth, blockHeight), kept, (c, area) => Cut(whole.Plane(c), area)), whole.PixelSize);

    private static Array Cut(Array plane, PixelRectangle area)
    {
        var part = Array.CreateInstance(plane.GetType().GetElementType()!, area.Width * area.Height);
        for (var y = 0; y < area.Height; y++)
        {
            Array.Copy(plane, ((area.Y + y) * Width) + area.X, part, y * area.Width, area.Width);
        }

        return part;
    }

    private sealed class Owner : IDisposable
    {
        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }
}
