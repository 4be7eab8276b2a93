namespace FijiBridge.Engine.Images;

/// <summary>
/// One tile. The network sees the window; only the inner part of its result is kept. The window may reach past the lower
/// and right border of the image (never past the upper and left one), where pixels are reflected.
/// </summary>
/// <param name="Y0">First row of the window.</param>
/// <param name="X0">First column of the window.</param>
/// <param name="Height">Rows of the window.</param>
/// <param name="Width">Columns of the window.</param>
/// <param name="InnerY0">First row of the inner part, in the image.</param>
/// <param name="InnerX0">First column of the inner part, in the image.</param>
/// <param name="InnerHeight">Rows of the inner part.</param>
/// <param name="InnerWidth">Columns of the inner part.</param>
public readonly record struct Tile(int Y0, int X0, int Height, int Width, int InnerY0, int InnerX0, int InnerHeight, int InnerWidth);

/// <summary>
/// Cuts an image into overlapping windows of one size whose inner parts partition it, such that a network with pooling
/// gives the same result as on the whole image.
/// </summary>
/// <remarks>
/// For that, (1) window sizes and corners are multiples of the divisor (grid * 2^depth), so that every window pools the
/// same pixels together; (2) each inner part keeps <c>halo</c> pixels distance to the window's sides that lie inside the
/// image; (3) windows end where the whole image does, padded at its lower and right border to a multiple of the divisor,
/// so that a convolution meets its zero padding at the same place. The halo must be at least half of the network's
/// receptive field. Tiles are listed row by row.
/// </remarks>
public sealed class TileGrid
{
    private readonly Tile[] _tiles;

    /// <summary>Plans tiles of a given size.</summary>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="tileHeight">Rows of a window at most; rounded up to the divisor. Reduced where fewer rows do as many tiles.</param>
    /// <param name="tileWidth">Columns of a window at most, likewise.</param>
    /// <param name="halo">Distance of inner parts to the window's sides inside the image; rounded up to the divisor.</param>
    /// <param name="divisorY">Window rows are a multiple of this.</param>
    /// <param name="divisorX">Window columns are a multiple of this.</param>
    /// <exception cref="UserAdviceException">The tile has no inner part: it is not larger than twice the halo.</exception>
    public TileGrid(int height, int width, int tileHeight, int tileWidth, int halo, int divisorY, int divisorX)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(halo);
        ArgumentOutOfRangeException.ThrowIfLessThan(divisorY, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(divisorX, 1);
        var rows = Spans(height, tileHeight, halo, divisorY, "high");
        var columns = Spans(width, tileWidth, halo, divisorX, "wide");
        (Rows, Columns) = (rows.Length, columns.Length);
        (TileHeight, TileWidth) = (rows[0].Size, columns[0].Size);
        _tiles = [.. rows.SelectMany(_ => columns, (r, c) => new Tile(r.Start, c.Start, r.Size, c.Size, r.Inner, c.Inner, r.InnerSize, c.InnerSize))];
    }

    /// <summary>The tiles, row by row.</summary>
    public IReadOnlyList<Tile> Tiles => _tiles;

    /// <summary>Rows of tiles.</summary>
    public int Rows { get; }

    /// <summary>Columns of tiles.</summary>
    public int Columns { get; }

    /// <summary>Rows of every window.</summary>
    public int TileHeight { get; }

    /// <summary>Columns of every window.</summary>
    public int TileWidth { get; }

    /// <summary>
    /// Plans the largest tiles that a memory budget allows: the whole image if it fits, else tiles as square as the image
    /// permits, because these waste least on the halo.
    /// </summary>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="halo">As in the constructor.</param>
    /// <param name="divisorY">Window rows are a multiple of this.</param>
    /// <param name="divisorX">Window columns are a multiple of this.</param>
    /// <param name="bytesPerPixel">Memory that the network needs per pixel of a window.</param>
    /// <param name="budgetBytes">Memory for one window.</param>
    /// <exception cref="UserAdviceException">Even the smallest tile with an inner part needs more than the budget.</exception>
    public static TileGrid ForMemory(int height, int width, int halo, int divisorY, int divisorX, double bytesPerPixel, long budgetBytes)
    {
        var pixels = budgetBytes / bytesPerPixel;
        var fullHeight = RoundUp(height, divisorY);
        var fullWidth = RoundUp(width, divisorX);
        var leastHeight = Math.Min(fullHeight, (2 * RoundUp(halo, divisorY)) + divisorY);
        var leastWidth = Math.Min(fullWidth, (2 * RoundUp(halo, divisorX)) + divisorX);
        if (leastHeight * leastWidth > pixels)
        {
            throw new UserAdviceException(
                $"The smallest tile ({leastWidth} x {leastHeight} pixels) needs {Math.Ceiling(leastHeight * leastWidth * bytesPerPixel / (1 << 20))} MB, "
                + $"{budgetBytes >> 20} MB are allowed; allow more memory or close other programs.");
        }

        // A side that is shorter than the square leaves its share to the other one.
        var tileHeight = Clamp(Math.Sqrt(pixels), divisorY, leastHeight, fullHeight);
        var tileWidth = Clamp(pixels / tileHeight, divisorX, leastWidth, fullWidth);
        tileHeight = Clamp(pixels / tileWidth, divisorY, leastHeight, fullHeight);
        return new TileGrid(height, width, (int)tileHeight, (int)tileWidth, halo, divisorY, divisorX);

        static long Clamp(double size, int divisor, long least, long most) =>
            Math.Clamp((long)(Math.Min(size, int.MaxValue / 2) / divisor) * divisor, least, most);
    }

    private static (int Start, int Size, int Inner, int InnerSize)[] Spans(int length, int tile, int halo, int divisor, string direction)
    {
        var padded = (int)RoundUp(length, divisor);
        var margin = (int)RoundUp(halo, divisor);
        var size = (int)Math.Min(padded, RoundUp(Math.Max(tile, 1), divisor));
        if (size == padded)
        {
            return [(0, padded, 0, length)];
        }

        if (size <= 2 * margin)
        {
            throw new UserAdviceException(
                $"Tiles {tile} pixels {direction} have no inner part beside a halo of {halo} pixels on each side; use tiles of {(2 * margin) + divisor} pixels or more.");
        }

        // Each further window adds size - 2 * margin pixels; then shrink all windows to what this number of them needs.
        var count = 1 + CeilDivide(padded - size, size - (2 * margin));
        size = (int)RoundUp(CeilDivide(padded - (2 * margin), count) + (2 * margin), divisor);
        var step = size - (2 * margin);
        var spans = new (int Start, int Size, int Inner, int InnerSize)[count];
        for (var i = 0; i < count; i++)
        {
            var start = Math.Min(i * step, padded - size);
            var inner = i == 0 ? 0 : spans[i - 1].Inner + spans[i - 1].InnerSize;
            var end = i == count - 1 ? length : start + size - margin;
            spans[i] = (start, size, inner, end - inner);
        }

        return spans;
    }

    private static int CeilDivide(int value, int divisor) => (value + divisor - 1) / divisor;

    private static long RoundUp(long value, long divisor) => (value + divisor - 1) / divisor * divisor;
}
