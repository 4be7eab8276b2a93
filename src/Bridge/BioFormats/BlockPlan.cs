namespace FijiBridge.Bridge.BioFormats;

/// <summary>
/// How a plane that is not held in memory is cut into the blocks in which it is read: whole tiles of the file, of about a megapixel where the tiles
/// allow it. The blocks of two rows across the plane are kept, or rows would be read again and again; on very wide planes blocks are flatter,
/// so that these two rows stay small.
/// </summary>
/// <param name="Width">Columns of a block.</param>
/// <param name="Height">Rows of a block.</param>
/// <param name="Kept">Blocks that are kept.</param>
internal sealed record BlockPlan(int Width, int Height, int Kept)
{
    private const int UsualSide = 1024;
    private const int FlattestStrip = 64;
    private const int LargestPixels = 16 << 20;
    private const int MostKept = 1 << 20;
    private const long CacheBytes = 256L << 20;
    private const long MostCacheBytes = 1L << 30;

    /// <summary>The blocks for a layout of any size.</summary>
    public static BlockPlan For(BioFormatsLayout layout)
    {
        int tileWidth = Math.Clamp(layout.Tile.Width, 1, layout.Width), tileHeight = Math.Clamp(layout.Tile.Height, 1, layout.Height);
        var strips = tileWidth == layout.Width;
        var width = Math.Min(strips ? tileWidth : WholeTiles(tileWidth, layout.Width), LargestPixels);
        var height = Math.Min(strips ? Math.Clamp(tileHeight, FlattestStrip, UsualSide) : WholeTiles(tileHeight, layout.Height), layout.Height);
        long across = ((long)layout.Width + width - 1) / width, rowBytes = across * width * layout.BytesPerSampleInMemory;
        var flatter = CacheBytes / 2 / rowBytes;
        if (height > flatter)
        {
            height = strips ? (int)Math.Max(1, flatter) : (int)Math.Max(1, flatter / tileHeight) * tileHeight;
        }

        height = Math.Min(Math.Min(height, layout.Height), Math.Max(1, LargestPixels / width));
        var bytes = (long)width * height * layout.BytesPerSampleInMemory;
        var least = 2 * across * bytes <= MostCacheBytes ? 2 * across : across + 1;
        return new BlockPlan(width, height, (int)Math.Clamp(CacheBytes / bytes, Math.Min(least, MostKept), MostKept));
    }

    private static int WholeTiles(int tile, int length) => (int)Math.Min(length, Math.Max(1L, ((long)UsualSide + tile - 1) / tile) * tile);
}
