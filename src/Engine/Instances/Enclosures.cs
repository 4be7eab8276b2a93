namespace FijiBridge.Engine.Instances;

/// <summary>
/// Which objects enclose what, on a graph of regions that share edges of pixels: an object encloses a region where every way from
/// it to the border of the image leads through the object. Such objects are the articulation points on the way (depth-first
/// search with low points: Hopcroft and Tarjan, CACM 16(6), 1973), so all of them are found in time linear in the graph.
/// </summary>
internal static class Enclosures
{
    /// <summary>Finds the innermost object around every node.</summary>
    /// <param name="nodes">Number of nodes; node 0 is the world outside of the image.</param>
    /// <param name="edges">Nodes that share edges of pixels; repetitions and loops do no harm.</param>
    /// <param name="isObject">True for objects, (nodes).</param>
    /// <returns>The object, by node; 0 where none encloses it, or where no way leads to it from outside at all.</returns>
    public static int[] Of(int nodes, IReadOnlyCollection<(int A, int B)> edges, bool[] isObject)
    {
        var (first, neighbours) = Adjacency(nodes, edges);
        int[] rank = new int[nodes], low = new int[nodes], parent = new int[nodes], cursor = first[..nodes];
        var visited = new List<int>(nodes);
        var way = new Stack<int>();
        Enter(0, 0);
        while (way.TryPeek(out var here))
        {
            if (cursor[here] == first[here + 1])
            {
                _ = way.Pop();
                low[parent[here]] = Math.Min(low[parent[here]], low[here]);
                continue;
            }

            var next = neighbours[cursor[here]++];
            if (rank[next] == 0)
            {
                Enter(next, here);
            }
            else
            {
                low[here] = Math.Min(low[here], rank[next]);
            }
        }

        var enclosing = new int[nodes];
        foreach (var node in visited.Skip(1))
        {
            // Nothing below the node leads past its parent.
            var above = parent[node];
            enclosing[node] = isObject[above] && low[node] >= rank[above] ? above : enclosing[above];
        }

        return enclosing;

        void Enter(int node, int from)
        {
            visited.Add(node);
            (rank[node], low[node], parent[node]) = (visited.Count, visited.Count, from);
            way.Push(node);
        }
    }

    /// <summary>The neighbours of node n are at first[n] to first[n + 1].</summary>
    private static (int[] First, int[] Neighbours) Adjacency(int nodes, IReadOnlyCollection<(int A, int B)> edges)
    {
        var first = new int[nodes + 1];
        foreach (var (a, b) in edges)
        {
            first[a]++;
            first[b]++;
        }

        for (var n = 1; n <= nodes; n++)
        {
            first[n] += first[n - 1];
        }

        var neighbours = new int[first[nodes]];
        foreach (var (a, b) in edges)
        {
            neighbours[--first[a]] = b;
            neighbours[--first[b]] = a;
        }

        return (first, neighbours);
    }
}
