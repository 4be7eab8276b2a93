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
    public static LabelImage Run(float[] relief, LabelImage seeds, bool[] mask, CancellationToken ct = default) =>
        Flood(new HeapFloodQueue(relief), relief.Length, Copy(seeds), mask, ct);

    /// <summary>The same over a relief whose heights are sorted already.</summary>
    /// <param name="relief">Heights; water rises from low to high.</param>
    /// <param name="labels">Seeds, 0 elsewhere; afterwards they are grown.</param>
    /// <param name="mask">Pixels that may be flooded.</param>
    /// <param name="arrays">Lends memory.</param>
    /// <param name="ct">Stops the work.</param>
    internal static void Run(FloodLevels relief, LabelImage labels, bool[] mask, PixelArrays arrays, CancellationToken ct)
    {
        using var queue = relief.NewQueue(arrays);
        _ = Flood(queue, relief.Count, labels, mask, ct);
    }

    private static LabelImage Copy(LabelImage seeds) => new(seeds.Width, seeds.Height, Array.ConvertAll(seeds.Pixels, label => Math.Max(0, label)), seeds.PixelSize);

    /// <summary>Grows the labels in place.</summary>
    private static LabelImage Flood(IFloodQueue queue, int pixels, LabelImage seeds, bool[] mask, CancellationToken ct)
    {
        int width = seeds.Width, height = seeds.Height;
        if (pixels != seeds.Pixels.Length || mask.Length != seeds.Pixels.Length)
        {
            throw new ArgumentException($"Relief ({pixels}) and mask ({mask.Length}) must have the {seeds.Pixels.Length} pixels of the seeds.", nameof(seeds));
        }

        var labels = seeds.Pixels;
        for (var i = 0; i < labels.Length; i++)
        {
            // Only the rim of a seed has neighbours to flood.
            if (labels[i] > 0 && HasFreeNeighbour(i, labels, mask, width, height))
            {
                queue.Push(i);
            }
        }

        var visited = 0;
        while (queue.TryPop(out var i))
        {
            if ((++visited & 0xFFFF) == 0)
            {
                ct.ThrowIfCancellationRequested();
            }

            var x = i % width;
            if (x > 0)
            {
                Reach(i - 1, labels[i]);
            }

            if (x + 1 < width)
            {
                Reach(i + 1, labels[i]);
            }

            if (i >= width)
            {
                Reach(i - width, labels[i]);
            }

            if (i + width < labels.Length)
            {
                Reach(i + width, labels[i]);
            }
        }

        return seeds;

        void Reach(int j, int label)
        {
            if (labels[j] == 0 && mask[j])
            {
                labels[j] = label;
                queue.Push(j);
            }
        }
    }

    private static bool HasFreeNeighbour(int i, int[] labels, bool[] mask, int width, int height)
    {
        var x = i % width;
        return (x > 0 && labels[i - 1] == 0 && mask[i - 1])
            || (x + 1 < width && labels[i + 1] == 0 && mask[i + 1])
            || (i >= width && labels[i - width] == 0 && mask[i - width])
            || (i + width < width * height && labels[i + width] == 0 && mask[i + width]);
    }
}
