namespace FijiBridge.Engine.Instances;

/// <summary>
/// One tile. The network reads rows Y0 .. Y0 + H - 1 and columns X0 .. X0 + W - 1 (beyond the image's lower and right
/// border the image is reflected); of its output, the tile answers for the cells whose pixel lies in rows
/// InnerY0 .. InnerY1 - 1 and columns InnerX0 .. InnerX1 - 1.
/// </summary>
internal sealed record PredictionTile(int Y0, int X0, int H, int W, int InnerY0, int InnerY1, int InnerX0, int InnerX1);

/// <summary>
/// Cuts an image into tiles whose inner parts partition it and whose margins are at least the network's reach, so that
/// the values are those of the whole image. Tiles begin and end at multiples of the network's divisor, because pooling
/// looks at windows that are counted from the image's corner, and never reach beyond the padded image, because zero
/// padding must meet the same borders.
/// </summary>
internal static class TilePlan
{
    /// <summary>
    /// Rows and columns of a tile: side by side pixels. The candidates of a whole row of tiles are held until it is done, so on
    /// wide images the tiles are flatter and smaller: half the memory for a sixth more time.
    /// </summary>
    public static (int Y, int X) Shape(int side, int width) => side > 0 && width > 4 * side ? (side / 2, side * 5 / 4) : (side, side);

    /// <summary>The tiles, row by row from the top; all of one row share InnerY0 and InnerY1.</summary>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="divisor">Divisor along y and x.</param>
    /// <param name="halo">Reach of the network along y and x.</param>
    /// <param name="side">Wanted side of a tile (see <see cref="Shape"/>); 0 for one tile.</param>
    public static List<PredictionTile> Create(int height, int width, (int Y, int X) divisor, (int Y, int X) halo, int side)
    {
        var shape = Shape(side, width);
        var rows = Axis(height, divisor.Y, halo.Y, shape.Y);
        var columns = Axis(width, divisor.X, halo.X, shape.X);
        return
        [
            .. rows.SelectMany(_ => columns, (y, x) =>
                new PredictionTile(y.Start, x.Start, y.Length, x.Length, y.Inner0, y.Inner1, x.Inner0, x.Inner1)),
        ];
    }

    private static List<(int Start, int Length, int Inner0, int Inner1)> Axis(int size, int divisor, int halo, int side)
    {
        var padded = RoundUp(size, divisor);
        var margin = RoundUp(halo, divisor);
        if (side <= 0 || padded <= side)
        {
            return [(0, padded, 0, size)];
        }

        // A tile is at least as long as its margins; a smaller one would compute more margin than image.
        var inner = Math.Max(RoundUp(margin, divisor), (side / divisor * divisor) - (2 * margin));
        var parts = new List<(int, int, int, int)>();
        for (var inner0 = 0; inner0 < size; inner0 += inner)
        {
            var start = Math.Max(0, inner0 - margin);
            var end = Math.Min(padded, inner0 + inner + margin);
            parts.Add((start, end - start, inner0, Math.Min(size, inner0 + inner)));
        }

        return parts;
    }

    private static int RoundUp(int value, int divisor) => (value + divisor - 1) / divisor * divisor;
}
