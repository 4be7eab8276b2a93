using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Instances;

/// <summary>
/// Makes objects from the maps of a network. With seed scores: the connected pixels above the seed threshold are the
/// cores of objects, each grows by a <see cref="SeededWatershed"/> over the falling score through the foreground, and
/// foreground that no core reaches is an object of its own. Without: the connected regions of the foreground, class by
/// class. Holes are filled (but not in class regions), small objects are dropped. Neighbours are pixels that share an edge.
/// </summary>
public static class InstanceBuilder
{
    // Cores of a pixel or two are noise, whatever the size of the objects.
    private const int SmallestCore = 4;

    /// <summary>Makes the objects.</summary>
    /// <param name="maps">Maps at the size of the image.</param>
    /// <param name="probThresh">Foreground is above this.</param>
    /// <param name="seedThresh">Cores are above this.</param>
    /// <param name="minArea">Smaller objects are dropped, pixels of the maps.</param>
    /// <param name="ct">Stops the work.</param>
    /// <returns>Labels 1..n without gaps.</returns>
    public static LabelImage Build(InstanceMaps maps, double probThresh, double seedThresh, int minArea, CancellationToken ct = default)
    {
        var mask = Array.ConvertAll(maps.Foreground, p => p > (float)probThresh);
        if (maps.Seeds is not { } scores)
        {
            return DropSmall(Regions(maps, mask), minArea);
        }

        var cores = new bool[mask.Length];
        for (var i = 0; i < cores.Length; i++)
        {
            cores[i] = mask[i] && scores[i] > (float)seedThresh;
        }

        var seeds = DropSmall(ConnectedComponents.Label(cores, maps.Width, maps.Height, Connectivity.Four), SmallestCore);
        ct.ThrowIfCancellationRequested();
        var grown = SeededWatershed.Run(Array.ConvertAll(scores, s => -s), seeds, mask, ct);
        AddUnreached(grown, mask);
        return DropSmall(LabelHoles.Fill(grown), minArea);
    }

    /// <summary>Connected pixels of one class, or of the foreground.</summary>
    private static LabelImage Regions(InstanceMaps maps, bool[] mask)
    {
        var classes = new int[mask.Length];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = mask[i] ? maps.Classes?[i] ?? 1 : 0;
        }

        return ConnectedComponents.Label(new LabelImage(maps.Width, maps.Height, classes), Connectivity.Four);
    }

    private static void AddUnreached(LabelImage labels, bool[] mask)
    {
        var unreached = new bool[mask.Length];
        var last = 0;
        for (var i = 0; i < mask.Length; i++)
        {
            unreached[i] = mask[i] && labels.Pixels[i] == 0;
            last = Math.Max(last, labels.Pixels[i]);
        }

        var rest = ConnectedComponents.Label(unreached, labels.Width, labels.Height, Connectivity.Four);
        for (var i = 0; i < mask.Length; i++)
        {
            if (rest.Pixels[i] > 0)
            {
                labels.Pixels[i] = last + rest.Pixels[i];
            }
        }
    }

    /// <summary>Without the objects of fewer pixels, numbered anew.</summary>
    private static LabelImage DropSmall(LabelImage labels, int minArea)
    {
        var areas = new int[labels.Pixels.Max() + 1];
        foreach (var label in labels.Pixels)
        {
            areas[label]++;
        }

        var numbers = new int[areas.Length];
        var count = 0;
        for (var label = 1; label < areas.Length; label++)
        {
            numbers[label] = areas[label] >= Math.Max(1, minArea) ? ++count : 0;
        }

        return new LabelImage(labels.Width, labels.Height, Array.ConvertAll(labels.Pixels, label => numbers[label]), labels.PixelSize);
    }
}
