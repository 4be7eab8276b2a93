namespace FijiBridge.Engine.Instances;

/// <summary>The pixels that water has reached, by the height at which it did, and among equal heights in the order in which they were reached.</summary>
internal interface IFloodQueue
{
    /// <summary>Adds a pixel: water reaches it at its own height, or at that of the pixel taken last where this is higher.</summary>
    void Push(int pixel);

    /// <summary>Takes the next pixel; false where there is none.</summary>
    bool TryPop(out int pixel);
}

/// <summary>A binary heap: needs little memory, as only the front of the flood is in it.</summary>
/// <param name="relief">Heights of the pixels.</param>
internal sealed class HeapFloodQueue(float[] relief) : IFloodQueue
{
    private (float Level, int Order, int Pixel)[] _heap = new (float, int, int)[1024];
    private float _level = float.NegativeInfinity;
    private int _count;
    private int _order;

    /// <inheritdoc/>
    public void Push(int pixel)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, 2 * _count);
        }

        var entry = (Level: Math.Max(_level, relief[pixel]), Order: _order++, Pixel: pixel);
        var i = _count++;
        while (i > 0 && Before(entry, _heap[(i - 1) / 2]))
        {
            _heap[i] = _heap[(i - 1) / 2];
            i = (i - 1) / 2;
        }

        _heap[i] = entry;
    }

    /// <inheritdoc/>
    public bool TryPop(out int pixel)
    {
        if (_count == 0)
        {
            pixel = 0;
            return false;
        }

        (_level, _, pixel) = _heap[0];
        var last = _heap[--_count];
        var i = 0;
        for (var child = 1; child < _count; child = (2 * i) + 1)
        {
            if (child + 1 < _count && Before(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!Before(_heap[child], last))
            {
                break;
            }

            _heap[i] = _heap[child];
            i = child;
        }

        _heap[i] = last;
        return true;
    }

    private static bool Before((float Level, int Order, int Pixel) a, (float Level, int Order, int Pixel) b) =>
        a.Level < b.Level || (a.Level == b.Level && a.Order < b.Order);
}
