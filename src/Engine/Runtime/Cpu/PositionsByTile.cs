namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>Positions of a map sorted into its tiles of 4 x 4 cells.</summary>
internal sealed class PositionsByTile
{
    private readonly int[] _starts, _indices, _cells;

    /// <summary>Sorts them, in time proportional to their number.</summary>
    /// <param name="positions">y * width + x of each.</param>
    /// <param name="width">Columns of the map.</param>
    /// <param name="tilesX">Tiles in a row.</param>
    /// <param name="tiles">Tiles in all.</param>
    public PositionsByTile(long[] positions, int width, int tilesX, int tiles)
    {
        var counts = new int[tiles];
        var tileOf = new int[positions.Length];
        for (var i = 0; i < positions.Length; i++)
        {
            int y = (int)(positions[i] / width), x = (int)(positions[i] % width);
            tileOf[i] = (y / 4 * tilesX) + (x / 4);
            counts[tileOf[i]]++;
        }

        Tiles = [.. Enumerable.Range(0, tiles).Where(t => counts[t] > 0)];
        _starts = new int[Tiles.Length + 1];
        var place = new int[tiles];
        for (var p = 0; p < Tiles.Length; p++)
        {
            place[Tiles[p]] = p;
            _starts[p + 1] = _starts[p] + counts[Tiles[p]];
        }

        _indices = new int[positions.Length];
        _cells = new int[positions.Length];
        var next = (int[])_starts.Clone();
        for (var i = 0; i < positions.Length; i++)
        {
            int y = (int)(positions[i] / width), x = (int)(positions[i] % width), tile = place[tileOf[i]], at = next[tile]++;
            _indices[at] = i;
            _cells[at] = (16 * tile) + (y % 4 * 4) + (x % 4);
        }
    }

    /// <summary>The tiles that hold a position, ascending.</summary>
    public int[] Tiles { get; }

    /// <summary>
    /// The positions in <paramref name="count"/> tiles from place <paramref name="first"/> of <see cref="Tiles"/> on: their indices, and
    /// where their cells lie when tiles are stored one after the other, 16 * place + 4 * row + column.
    /// </summary>
    public (ArraySegment<int> Indices, ArraySegment<int> Cells) In(int first, int count)
    {
        int from = _starts[first], length = _starts[first + count] - from;
        return (new ArraySegment<int>(_indices, from, length), new ArraySegment<int>(_cells, from, length));
    }
}
