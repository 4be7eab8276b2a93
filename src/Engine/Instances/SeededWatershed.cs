using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Instances;

/// <summary>
/// Seeded watershed by priority flood (Meyer 1991; Barnes et al. 2014): water rises from all seeds at once over a relief,
/// and every pixel belongs to the seed whose water reaches it first. No line is left between objects.
/// </summary>
/// <remarks>
/// Exact for floating-point heights: pixels are taken by the height at which water reaches them (the highest pixel of the
/// lowest path from a seed), and among equal heights by the order in which they were reached, so that a plateau between two
/// seeds is divided in the middle. The result does not depend on the numbering of the seeds but for such ties.
/// </remarks>
public static class SeededWatershed
{
    /// <summary>Floods the mask from the seeds, over shared edges of pixels.</summary>
    /// <param name="relief">Heights, (Height * Width), no NaN; water rises from low to high.</param>
    /// <param name="seeds">Seeds as labels above 0; other pixels are free.</param>
    /// <param name="mask">Pixels that may be flooded; seeds outside it stay as they are.</param>
    /// <param name="ct">Stops the work.</param>
    /// <returns>Labels of the seeds, grown; 0 where no seed's water comes.</returns>
    public static LabelImage Run(ReadOnlySpan<float> relief, LabelImage seeds, ReadOnlySpan<bool> mask, CancellationToken ct = default)
    {
        int width = seeds.Width, height = seeds.Height;
        if (relief.Length != seeds.Pixels.Length || mask.Length != seeds.Pixels.Length)
        {
            throw new ArgumentException($"Relief ({relief.Length}) and mask ({mask.Length}) must have the {seeds.Pixels.Length} pixels of the seeds.", nameof(relief));
        }

        var labels = Array.ConvertAll(seeds.Pixels, label => Math.Max(0, label));
        var queue = new FloodQueue();
        for (var i = 0; i < labels.Length; i++)
        {
            // Only the rim of a seed has neighbours to flood.
            if (labels[i] > 0 && HasFreeNeighbour(i, labels, mask, width, height))
            {
                queue.Push(relief[i], i);
            }
        }

        var visited = 0;
        while (queue.TryPop(out var level, out var i))
        {
            if ((++visited & 0xFFFF) == 0)
            {
                ct.ThrowIfCancellationRequested();
            }

            var x = i % width;
            if (x > 0)
            {
                Reach(i - 1, labels[i], level, relief, mask);
            }

            if (x + 1 < width)
            {
                Reach(i + 1, labels[i], level, relief, mask);
            }

            if (i >= width)
            {
                Reach(i - width, labels[i], level, relief, mask);
            }

            if (i + width < labels.Length)
            {
                Reach(i + width, labels[i], level, relief, mask);
            }
        }

        return new LabelImage(width, height, labels, seeds.PixelSize);

        void Reach(int j, int label, float level, ReadOnlySpan<float> heights, ReadOnlySpan<bool> allowed)
        {
            if (labels[j] == 0 && allowed[j])
            {
                labels[j] = label;
                queue.Push(Math.Max(level, heights[j]), j);
            }
        }
    }

    private static bool HasFreeNeighbour(int i, int[] labels, ReadOnlySpan<bool> mask, int width, int height)
    {
        var x = i % width;
        return (x > 0 && labels[i - 1] == 0 && mask[i - 1])
            || (x + 1 < width && labels[i + 1] == 0 && mask[i + 1])
            || (i >= width && labels[i - width] == 0 && mask[i - width])
            || (i + width < width * height && labels[i + width] == 0 && mask[i + width]);
    }

    /// <summary>A binary heap of pixels, lowest level first; equal levels in the order of their arrival.</summary>
    private sealed class FloodQueue
    {
        private (float Level, int Order, int Pixel)[] _heap = new (float, int, int)[1024];
        private int _count;
        private int _order;

        public void Push(float level, int pixel)
        {
            if (_count == _heap.Length)
            {
                Array.Resize(ref _heap, 2 * _count);
            }

            var entry = (Level: level, Order: _order++, Pixel: pixel);
            var i = _count++;
            while (i > 0 && Before(entry, _heap[(i - 1) / 2]))
            {
                _heap[i] = _heap[(i - 1) / 2];
                i = (i - 1) / 2;
            }

            _heap[i] = entry;
        }

        public bool TryPop(out float level, out int pixel)
        {
            if (_count == 0)
            {
                (level, pixel) = (0, 0);
                return false;
            }

            (level, _, pixel) = _heap[0];
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
}
