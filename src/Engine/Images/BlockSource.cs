namespace FijiBridge.Engine.Images;

/// <summary>
/// Pixels that are read block by block and kept for a while: the blocks used last stay in memory, within a limit. One block is read
/// at a time, whatever thread asks, since most file readers can only do one thing at a time.
/// </summary>
public sealed class BlockSource : IPixelSource
{
    private readonly Func<int, PixelRectangle, Array> _read;
    private readonly IDisposable? _owner;
    private readonly int _blockWidth;
    private readonly int _blockHeight;
    private readonly int _blocksKept;
    private readonly Lock _gate = new();
    private readonly Dictionary<(int Channel, int Row, int Column), LinkedListNode<Block>> _blocks = [];
    private readonly LinkedList<Block> _byUse = new();

    /// <summary>Creates the source; nothing is read yet.</summary>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="kind">Type of the pixels.</param>
    /// <param name="block">Columns and rows of a block; smaller ones lie at the right and lower borders.</param>
    /// <param name="blocksKept">Blocks that are kept; at least the blocks across the image, or rows would be read again and again.</param>
    /// <param name="read">
    /// Reads a channel's rectangle, which lies inside the image, as byte[], ushort[] or float[] of width * height values, as <paramref name="kind"/> says.
    /// </param>
    /// <param name="owner">Disposed with the source.</param>
    public BlockSource(
        int width, int height, int channels, PixelKind kind, (int Width, int Height) block, int blocksKept, Func<int, PixelRectangle, Array> read, IDisposable? owner = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block.Width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(block.Height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(blocksKept, 1);
        (Width, Height, Channels, Kind) = (width, height, channels, kind);
        (_blockWidth, _blockHeight) = block;
        _blocksKept = blocksKept;
        _read = read;
        _owner = owner;
    }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public PixelKind Kind { get; }

    /// <inheritdoc/>
    public void ReadRow(int channel, int y, int x, Span<float> destination)
    {
        while (destination.Length > 0)
        {
            var block = BlockAt(channel, y / _blockHeight, x / _blockWidth);
            var count = Math.Min(destination.Length, block.Area.X + block.Area.Width - x);
            block.Copy(y, x, destination[..count]);
            destination = destination[count..];
            x += count;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _blocks.Clear();
            _byUse.Clear();
            _owner?.Dispose();
        }
    }

    private Block BlockAt(int channel, int row, int column)
    {
        lock (_gate)
        {
            var key = (channel, row, column);
            if (_blocks.TryGetValue(key, out var known))
            {
                if (known != _byUse.First)
                {
                    _byUse.Remove(known);
                    _byUse.AddFirst(known);
                }

                return known.Value;
            }

            while (_blocks.Count >= _blocksKept)
            {
                _blocks.Remove(_byUse.Last!.Value.Key);
                _byUse.RemoveLast();
            }

            int left = column * _blockWidth, top = row * _blockHeight;
            var area = new PixelRectangle(left, top, Math.Min(_blockWidth, Width - left), Math.Min(_blockHeight, Height - top));
            var pixels = _read(channel, area);
            if (pixels.Length != area.Width * area.Height)
            {
                throw new InvalidOperationException($"A block of {area.Width} x {area.Height} pixels was read as {pixels.Length} values.");
            }

            var block = new Block(key, area, pixels);
            _blocks[key] = _byUse.AddFirst(block);
            return block;
        }
    }

    private sealed record Block((int Channel, int Row, int Column) Key, PixelRectangle Area, Array Pixels)
    {
        public void Copy(int y, int x, Span<float> destination)
        {
            var start = ((y - Area.Y) * Area.Width) + (x - Area.X);
            switch (Pixels)
            {
                case byte[] p:
                    for (var i = 0; i < destination.Length; i++)
                    {
                        destination[i] = p[start + i];
                    }

                    break;
                case ushort[] p:
                    for (var i = 0; i < destination.Length; i++)
                    {
                        destination[i] = p[start + i];
                    }

                    break;
                default:
                    ((float[])Pixels).AsSpan(start, destination.Length).CopyTo(destination);
                    break;
            }
        }
    }
}
