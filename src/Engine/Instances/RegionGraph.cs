using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Instances;

/// <summary>
/// The grown regions of an image (<see cref="InstanceBuilder.Grow"/>) and the connected parts of its background as the nodes of a graph.
/// What <see cref="InstanceBuilder.Choose"/> does to pixels - joining, dropping, filling holes - is done to whole nodes, so many
/// thresholds can be tried without touching a pixel, with the same objects.
/// </summary>
internal sealed class RegionGraph
{
    private readonly int _regions;
    private readonly long[] _areas;
    private readonly bool _isSeeded;
    private readonly float[] _peaks;
    private readonly ProminenceMerging.Meeting[] _meetings;
    private readonly (int A, int B)[] _edges;

    /// <summary>Makes the graph.</summary>
    /// <param name="grown">Regions 1..n, each connected over edges of pixels; 0 is background.</param>
    /// <param name="scores">Score of every pixel; null where objects are regions as they are.</param>
    /// <param name="arrays">Lends memory; see <see cref="Forget"/>.</param>
    public RegionGraph(LabelImage grown, float[]? scores, PixelArrays arrays)
    {
        _isSeeded = scores is not null;
        _regions = grown.Pixels.Max();
        var nodes = arrays.Take<int>(grown.Pixels.Length);
        AddBackground(nodes, grown, arrays);
        Nodes = new LabelImage(grown.Width, grown.Height, nodes);
        _areas = new long[Math.Max(_regions, nodes.Max()) + 1];
        foreach (var node in nodes)
        {
            _areas[node]++;
        }

        _peaks = scores is null ? [] : ObjectPeaks.Of(grown.Pixels, scores);
        _meetings = scores is null ? [] : ProminenceMerging.MeetingsOf(grown, scores);
        _edges = scores is null ? [] : Edges();
    }

    /// <summary>The node of every pixel, from 1: regions first. Only needed to count what the nodes cover; see <see cref="Forget"/>.</summary>
    public LabelImage? Nodes { get; private set; }

    /// <summary>Gives the pixels back; the graph needs them no more.</summary>
    public void Forget(PixelArrays arrays)
    {
        arrays.GiveBack(Nodes!.Pixels);
        Nodes = null;
    }

    /// <summary>The objects that <see cref="InstanceBuilder.Choose"/> makes with the same thresholds, with the same numbers.</summary>
    /// <returns>By node - 1: the object that it is of, from 1, or 0.</returns>
    public int[] Choose(InstanceThresholds thresholds)
    {
        var count = _areas.Length;
        int[] group = [.. Enumerable.Range(0, count)];
        var isObject = new bool[count];
        var around = new int[count];
        if (_isSeeded)
        {
            float[] peaks = [.. _peaks];
            ProminenceMerging.Join(group, peaks, _meetings, thresholds.Prominence);
            for (var region = 1; region <= _regions; region++)
            {
                isObject[region] = ProminenceMerging.Root(group, region) == region && (thresholds.Peak <= 0 || peaks[region] > (float)thresholds.Peak);
            }

            around = Holes(group, isObject);
        }
        else
        {
            Array.Fill(isObject, true, 1, _regions);
        }

        var areas = new long[count];
        var owner = new int[count];
        for (var node = 1; node < count; node++)
        {
            var root = ProminenceMerging.Root(group, node);
            owner[node] = isObject[root] ? root : around[root];
            areas[owner[node]] += _areas[node];
        }

        var numbers = new int[count];
        var last = 0;
        for (var region = 1; region <= _regions; region++)
        {
            numbers[region] = isObject[region] && areas[region] >= Math.Max(1, thresholds.MinArea) ? ++last : 0;
        }

        return [.. owner.Skip(1).Select(o => numbers[o])];
    }

    /// <summary>The object around every part of the background, where dropped regions belong to it.</summary>
    private int[] Holes(int[] group, bool[] isObject)
    {
        foreach (var (a, b) in _edges)
        {
            int first = ProminenceMerging.Root(group, a), second = ProminenceMerging.Root(group, b);
            if (first != second && a != 0 && !isObject[first] && !isObject[second])
            {
                group[second] = first;
            }
        }

        var edges = new List<(int A, int B)>(_edges.Length);
        foreach (var (a, b) in _edges)
        {
            int first = ProminenceMerging.Root(group, a), second = ProminenceMerging.Root(group, b);
            if (first != second)
            {
                edges.Add((first, second));
            }
        }

        return Enclosures.Of(group.Length, edges, isObject);
    }

    private void AddBackground(int[] nodes, LabelImage grown, PixelArrays arrays)
    {
        var background = arrays.Take<int>(nodes.Length);
        for (var i = 0; i < nodes.Length; i++)
        {
            background[i] = grown.Pixels[i] == 0 ? 1 : 0;
        }

        ConnectedComponents.Label(background, grown.Width, grown.Height, Connectivity.Four, nodes);
        arrays.GiveBack(background);
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = grown.Pixels[i] == 0 ? _regions + nodes[i] : grown.Pixels[i];
        }
    }

    /// <summary>Nodes that share an edge of pixels; 0 is outside of the image.</summary>
    private (int A, int B)[] Edges()
    {
        int width = Nodes!.Width, height = Nodes.Height;
        var nodes = Nodes.Pixels;
        var found = new HashSet<(int A, int B)>();
        var last = (0, 0);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = (y * width) + x;
                if (x == 0 || y == 0 || x == width - 1 || y == height - 1)
                {
                    Meet(0, nodes[i]);
                }

                Meet(nodes[i], x + 1 < width ? nodes[i + 1] : nodes[i]);
                Meet(nodes[i], y + 1 < height ? nodes[i + width] : nodes[i]);
            }
        }

        return [.. found];

        void Meet(int a, int b)
        {
            var pair = a < b ? (a, b) : (b, a);
            if (a != b && pair != last)
            {
                _ = found.Add(last = pair);
            }
        }
    }
}
