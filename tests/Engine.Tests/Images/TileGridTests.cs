using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using Xunit;

namespace FijiBridge.Engine.Tests.Images;

public class TileGridTests
{
    [Fact]
    public void Inner_parts_partition_the_image_and_keep_the_halo()
    {
        var random = new SeededRandom(1);
        for (var round = 0; round < 400; round++)
        {
            int height = 1 + random.NextInt(400), width = 1 + random.NextInt(400), halo = random.NextInt(40);
            int divisorY = 1 << random.NextInt(5), divisorX = 1 << random.NextInt(5);
            int least = (2 * (halo + 16)) + 16;
            var grid = new TileGrid(height, width, least + random.NextInt(200), least + random.NextInt(200), halo, divisorY, divisorX);
            var covered = new int[height * width];
            int paddedHeight = (height + divisorY - 1) / divisorY * divisorY, paddedWidth = (width + divisorX - 1) / divisorX * divisorX;

            foreach (var t in grid.Tiles)
            {
                Assert.Equal((grid.TileHeight, grid.TileWidth), (t.Height, t.Width));
                Assert.True(t.InnerHeight > 0 && t.InnerWidth > 0);
                Assert.Equal(0, (t.Height % divisorY) + (t.Width % divisorX) + (t.Y0 % divisorY) + (t.X0 % divisorX) + (t.InnerY0 % divisorY) + (t.InnerX0 % divisorX));
                Assert.True(t.Y0 >= 0 && t.X0 >= 0 && t.Y0 + t.Height <= paddedHeight && t.X0 + t.Width <= paddedWidth);
                Assert.True(t.Y0 == 0 || t.InnerY0 - t.Y0 >= halo);
                Assert.True(t.X0 == 0 || t.InnerX0 - t.X0 >= halo);
                Assert.True(t.Y0 + t.Height == paddedHeight || t.Y0 + t.Height - t.InnerY0 - t.InnerHeight >= halo);
                Assert.True(t.X0 + t.Width == paddedWidth || t.X0 + t.Width - t.InnerX0 - t.InnerWidth >= halo);
                for (var y = t.InnerY0; y < t.InnerY0 + t.InnerHeight; y++)
                {
                    for (var x = t.InnerX0; x < t.InnerX0 + t.InnerWidth; x++)
                    {
                        covered[(y * width) + x]++;
                    }
                }
            }

            Assert.True(covered.All(n => n == 1));
            Assert.Equal(grid.Rows * grid.Columns, grid.Tiles.Count);
        }
    }

    [Fact]
    public void A_small_image_is_one_padded_tile()
    {
        Assert.Equal([new Tile(0, 0, 16, 16, 0, 0, 1, 1)], new TileGrid(1, 1, 256, 256, 48, 16, 16).Tiles);
        Assert.Equal([new Tile(0, 0, 16, 112, 0, 0, 1, 99)], new TileGrid(1, 99, 256, 256, 48, 16, 16).Tiles);
    }

    [Fact]
    public void Tiles_are_no_larger_than_asked_and_share_the_work_evenly()
    {
        // 1024 pixels do not need two tiles of 1000: two of 560 do (512 each and a halo of 48).
        var grid = new TileGrid(64, 1024, 1000, 1000, 48, 8, 8);

        Assert.Equal((1, 2, 64, 560), (grid.Rows, grid.Columns, grid.TileHeight, grid.TileWidth));
    }

    [Fact]
    public void A_box_filter_in_tiles_equals_the_box_filter_of_the_whole()
    {
        const int Radius = 7;
        var random = new SeededRandom(2);
        var image = Image2D.FromFloats("noise", 150, 131, [.. Enumerable.Range(0, 150 * 131).Select(_ => (float)random.NextInt(100))]);
        var normalized = Normalizer.Normalize(image, new() { Kind = NormalizationKind.None });
        var whole = new TileGrid(131, 150, 1000, 1000, Radius, 4, 4);

        Assert.Equal(Filter(whole), Filter(new TileGrid(131, 150, 40, 36, Radius, 4, 4)));

        float[] Filter(TileGrid grid)
        {
            var result = new float[131 * 150];
            foreach (var t in grid.Tiles)
            {
                var tile = new float[t.Height * t.Width];
                normalized.ReadTile(t.Y0, t.X0, t.Height, t.Width, tile);
                for (var y = t.InnerY0; y < t.InnerY0 + t.InnerHeight; y++)
                {
                    for (var x = t.InnerX0; x < t.InnerX0 + t.InnerWidth; x++)
                    {
                        result[(y * 150) + x] = Box(tile, t.Height, t.Width, y - t.Y0, x - t.X0);
                    }
                }
            }

            return result;
        }

        static float Box(float[] tile, int height, int width, int cy, int cx)
        {
            float sum = 0; // zero padding, as in a convolution layer
            for (var y = Math.Max(0, cy - Radius); y <= Math.Min(height - 1, cy + Radius); y++)
            {
                for (var x = Math.Max(0, cx - Radius); x <= Math.Min(width - 1, cx + Radius); x++)
                {
                    sum += tile[(y * width) + x];
                }
            }

            return sum;
        }
    }

    [Theory]
    [InlineData(256, 256, 1)]
    [InlineData(16000, 16000, 0)]
    [InlineData(200, 100000, 0)]
    [InlineData(100000, 200, 0)]
    public void The_memory_budget_is_kept_and_used(int height, int width, int tiles)
    {
        const long Budget = 1L << 30;
        var grid = TileGrid.ForMemory(height, width, 64, 16, 16, bytesPerPixel: 800, Budget);

        var bytes = (long)grid.TileHeight * grid.TileWidth * 800;
        Assert.True(bytes <= Budget);
        Assert.True(tiles == 1 ? grid.Tiles.Count == 1 : bytes > 0.7 * Budget);
    }

    [Fact]
    public void Too_little_memory_and_too_small_tiles_are_refused_with_what_is_needed()
    {
        var memory = Assert.Throws<UserAdviceException>(() => TileGrid.ForMemory(4000, 4000, 64, 16, 16, 1000, 10 << 20));
        var size = Assert.Throws<UserAdviceException>(() => new TileGrid(4000, 4000, 100, 512, 64, 16, 16));

        Assert.Contains("smallest tile (144 x 144 pixels) needs 20 MB, 10 MB are allowed", memory.Message);
        Assert.Contains("Tiles 100 pixels high have no inner part beside a halo of 64 pixels on each side; use tiles of 144 pixels or more", size.Message);
    }
}
