namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>
/// Keeps the memory of activations between tiles. Fresh memory costs a page fault per 4 KB, which was a third of the time of
/// the network when each activation was allocated anew. Blocks that a whole tile did not need go back to the system, so that
/// tiles of different sizes do not add up. Safe for several threads.
/// </summary>
internal sealed class BufferPool : IDisposable
{
    private readonly List<NativeFloats> _free = [];
    private long _tile;
    private bool _disposed;

    /// <summary>A block of at least <paramref name="count"/> numbers, contents undefined. Give it back with <see cref="Return"/>.</summary>
    public NativeFloats Rent(long count)
    {
        lock (_free)
        {
            // The smallest that fits, unless it would waste more than it is worth.
            var best = -1;
            for (var i = 0; i < _free.Count; i++)
            {
                var size = _free[i].Count;
                if (size >= count && size <= count + (count / 2) + 4096 && (best < 0 || size < _free[best].Count))
                {
                    best = i;
                }
            }

            if (best >= 0)
            {
                var found = _free[best];
                _free.RemoveAt(best);
                found.LastTile = _tile;
                return found;
            }
        }

        try
        {
            return new NativeFloats(count) { LastTile = _tile };
        }
        catch (OutOfMemoryException)
        {
            Trim();
            return new NativeFloats(count) { LastTile = _tile };
        }
    }

    /// <summary>Gives the blocks back to the system that the last tile did not use.</summary>
    public void BeginTile()
    {
        lock (_free)
        {
            foreach (var idle in _free.FindAll(b => b.LastTile < _tile))
            {
                idle.Dispose();
            }

            _ = _free.RemoveAll(b => b.LastTile < _tile);
            _tile++;
        }
    }

    /// <summary>Takes a block back for the next <see cref="Rent"/>.</summary>
    public void Return(NativeFloats buffer)
    {
        lock (_free)
        {
            if (!_disposed)
            {
                _free.Add(buffer);
                return;
            }
        }

        buffer.Dispose();
    }

    /// <summary>Gives the free blocks back to the system.</summary>
    public void Trim()
    {
        lock (_free)
        {
            _free.ForEach(b => b.Dispose());
            _free.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_free)
        {
            _disposed = true;
        }

        Trim();
    }
}
