using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Instances;

/// <summary>
/// Makes objects from the maps of a network. With seed scores: the connected pixels above the seed threshold are the
/// cores of objects, each grows by a <see cref="SeededWatershed"/> over the falling score through the foreground, and
/// foreground that no core reaches is an object of its own; objects hardly divided are joined (<see cref="ProminenceMerging"/>),
/// those without a high score dropped. Without: the connected regions of the foreground, class by
/// class. Holes are filled (but not in class regions), small objects are dropped. Neighbours are pixels that share an edge.
/// </summary>
public static class InstanceBuilder
{
    // Cores of a pixel or two are noise, whatever the size of the objects.
    private const int SmallestCore = 4;
    private const long NoLimit = long.MaxValue;

    /// <summary>Makes the objects.</summary>
    /// <param name="maps">Maps at the size of the image.</param>
    /// <param name="thresholds">What counts as foreground, as a core and as an object; the smallest area is in pixels of the maps.</param>
    /// <param name="ct">Stops the work.</param>
    /// <returns>Labels 1..n without gaps.</returns>
    public static LabelImage Build(InstanceMaps maps, InstanceThresholds thresholds, CancellationToken ct = default)
    {
        var grown = Grow(maps, thresholds.Prob, thresholds.Seed, ct);
        ct.ThrowIfCancellationRequested();
        return Choose(grown, maps.Seeds, thresholds);
    }

    /// <summary>The first half of the way: the regions, or the cores grown through the foreground and what no core reaches.</summary>
    /// <param name="maps">Maps at the size of the image.</param>
    /// <param name="probThresh">What counts as foreground.</param>
    /// <param name="seedThresh">What counts as a core.</param>
    /// <param name="ct">Stops the work.</param>
    /// <param name="relief">The relief of these maps where it is at hand (<see cref="ReliefOf"/>), for many growths of one image.</param>
    /// <param name="arrays">Lends memory, that of the result's pixels too; null where a single image is grown.</param>
    internal static LabelImage Grow(InstanceMaps maps, double probThresh, double seedThresh, CancellationToken ct, FloodLevels? relief = null, PixelArrays? arrays = null)
    {
        arrays ??= new PixelArrays(NoLimit);
        var count = maps.Foreground.Length;
        var mask = arrays.Take<bool>(count);
        for (var i = 0; i < mask.Length; i++)
        {
            mask[i] = maps.Foreground[i] > (float)probThresh;
        }

        var cores = arrays.Take<int>(count);
        var labels = arrays.Take<int>(count);
        for (var i = 0; i < cores.Length; i++)
        {
            cores[i] = !mask[i] ? 0 : maps.Seeds is { } scores ? (scores[i] > (float)seedThresh ? 1 : 0) : maps.Classes?[i] ?? 1;
        }

        ConnectedComponents.Label(cores, maps.Width, maps.Height, Connectivity.Four, labels);
        arrays.GiveBack(cores);
        var grown = new LabelImage(maps.Width, maps.Height, labels);
        if (maps.Seeds is not null)
        {
            KeepLarge(labels, SmallestCore);
            ct.ThrowIfCancellationRequested();
            if (relief is not null)
            {
                SeededWatershed.Run(relief, grown, mask, arrays, ct);
            }
            else
            {
                grown = SeededWatershed.Run(Relief(maps.Seeds), grown, mask, ct);
            }

            AddUnreached(grown, mask, arrays);
        }

        arrays.GiveBack(mask);
        return grown;
    }

    /// <summary>The relief that objects grow over, its heights sorted; null for objects that are regions.</summary>
    internal static FloodLevels? ReliefOf(InstanceMaps maps) => maps.Seeds is { } scores ? new FloodLevels(Relief(scores)) : null;

    /// <summary>The second half: objects hardly divided are joined, doubtful ones dropped, holes filled, small ones dropped.</summary>
    internal static LabelImage Choose(LabelImage grown, float[]? scores, InstanceThresholds thresholds)
    {
        if (scores is null)
        {
            return DropSmall(grown, thresholds.MinArea);
        }

        var joined = ProminenceMerging.Run(grown, scores, thresholds.Prominence);
        return DropSmall(LabelHoles.Fill(DropLow(joined, scores, thresholds.Peak)), thresholds.MinArea);
    }

    private static float[] Relief(float[] scores) => Array.ConvertAll(scores, s => -s);

    private static void AddUnreached(LabelImage labels, bool[] mask, PixelArrays arrays)
    {
        int[] unreached = arrays.Take<int>(mask.Length), rest = arrays.Take<int>(mask.Length);
        var last = 0;
        for (var i = 0; i < mask.Length; i++)
        {
            unreached[i] = mask[i] && labels.Pixels[i] == 0 ? 1 : 0;
            last = Math.Max(last, labels.Pixels[i]);
        }

        ConnectedComponents.Label(unreached, labels.Width, labels.Height, Connectivity.Four, rest);
        for (var i = 0; i < mask.Length; i++)
        {
            if (rest[i] > 0)
            {
                labels.Pixels[i] = last + rest[i];
            }
        }

        arrays.GiveBack(unreached);
        arrays.GiveBack(rest);
    }

    /// <summary>Without the objects whose highest score is not above a threshold; at 0 all stay.</summary>
    private static LabelImage DropLow(LabelImage labels, float[] scores, double threshold)
    {
        if (threshold <= 0)
        {
            return labels;
        }

        var peaks = ObjectPeaks.Of(labels.Pixels, scores);
        return new LabelImage(labels.Width, labels.Height, Array.ConvertAll(labels.Pixels, label => label > 0 && peaks[label] > (float)threshold ? label : 0), labels.PixelSize);
    }

    /// <summary>Without the objects of fewer pixels, numbered anew.</summary>
    private static LabelImage DropSmall(LabelImage labels, int minArea)
    {
        int[] kept = [.. labels.Pixels];
        KeepLarge(kept, minArea);
        return new LabelImage(labels.Width, labels.Height, kept, labels.PixelSize);
    }

    /// <summary>Drops the objects of fewer pixels in place and numbers the others anew.</summary>
    private static void KeepLarge(int[] labels, int minArea)
    {
        var areas = new int[labels.Max() + 1];
        foreach (var label in labels)
        {
            areas[label]++;
        }

        var numbers = new int[areas.Length];
        var count = 0;
        for (var label = 1; label < areas.Length; label++)
        {
            numbers[label] = areas[label] >= Math.Max(1, minArea) ? ++count : 0;
        }

        foreach (ref var label in labels.AsSpan())
        {
            label = numbers[label];
        }
    }
}
