namespace FijiBridge.Engine.Labels;

/// <summary>
/// Numbers the objects of a label image 1..Count in the order of their labels, whatever gaps the labels have; background
/// and ignored pixels are 0.
/// </summary>
internal sealed class DenseLabels
{
    private readonly int[]? _table;
    private readonly Dictionary<int, int>? _map;

    private DenseLabels(int[] labels, int[]? table, Dictionary<int, int>? map)
    {
        Labels = labels;
        _table = table;
        _map = map;
    }

    /// <summary>Number of objects.</summary>
    public int Count => Labels.Length;

    /// <summary>Label of object 1, 2, ..., ascending.</summary>
    public int[] Labels { get; }

    /// <summary>Finds the objects of a label image.</summary>
    public static DenseLabels Of(ReadOnlySpan<int> pixels)
    {
        var max = 0;
        foreach (var label in pixels)
        {
            max = Math.Max(max, label);
        }

        // A table while it is not much larger than the image, else a dictionary.
        return max <= Math.Max(4L * pixels.Length, 1 << 16) ? OfTable(pixels, max) : OfMap(pixels);
    }

    /// <summary>1 + rank of the object with this label; 0 for background and ignored. The label must occur in the image.</summary>
    public int IndexOf(int label) => label <= 0 ? 0 : _table is not null ? _table[label] : _map![label];

    private static DenseLabels OfTable(ReadOnlySpan<int> pixels, int max)
    {
        var table = new int[max + 1];
        foreach (var label in pixels)
        {
            if (label > 0)
            {
                table[label] = 1;
            }
        }

        var labels = new List<int>();
        for (var label = 1; label <= max; label++)
        {
            if (table[label] != 0)
            {
                labels.Add(label);
                table[label] = labels.Count;
            }
        }

        return new DenseLabels([.. labels], table, null);
    }

    private static DenseLabels OfMap(ReadOnlySpan<int> pixels)
    {
        var found = new HashSet<int>();
        var last = 0;
        foreach (var label in pixels)
        {
            if (label > 0 && label != last)
            {
                _ = found.Add(label);
                last = label;
            }
        }

        int[] labels = [.. found];
        Array.Sort(labels);
        var map = new Dictionary<int, int>(labels.Length);
        for (var i = 0; i < labels.Length; i++)
        {
            map.Add(labels[i], i + 1);
        }

        return new DenseLabels(labels, null, map);
    }
}
