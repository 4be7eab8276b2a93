using System.Numerics;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// Finds candidates whose bounding boxes meet a given one. Candidates are sorted by reach into layers of a factor of two,
/// each a grid of square cells over the centres, so that a single huge object does not widen every search.
/// </summary>
internal sealed class CandidateGrid
{
    private const int SmallestLayer = 2, LayerCount = 40;
    private readonly NmsCandidates _candidates;
    private readonly List<Layer> _layers = [];

    /// <summary>Indexes the candidates <paramref name="members"/>.</summary>
    public CandidateGrid(NmsCandidates candidates, ReadOnlySpan<int> members)
    {
        _candidates = candidates;
        Span<int> counts = stackalloc int[LayerCount];
        counts.Clear();
        foreach (var i in members)
        {
            counts[LayerOf(candidates.Reach(i))]++;
        }

        for (var layer = 0; layer < LayerCount; layer++)
        {
            if (counts[layer] > 0)
            {
                var own = new int[counts[layer]];
                var n = 0;
                foreach (var i in members)
                {
                    if (LayerOf(candidates.Reach(i)) == layer)
                    {
                        own[n++] = i;
                    }
                }

                _layers.Add(new Layer(candidates, own, Math.ScaleB(1, layer + SmallestLayer)));
            }
        }

        Found = new int[Math.Max(1, members.Length)];
    }

    /// <summary>Result of <see cref="Collect"/>.</summary>
    public int[] Found { get; }

    /// <summary>
    /// Writes the candidates that are open and meet the box of candidate <paramref name="i"/> to <see cref="Found"/>.
    /// Candidates met that are not open leave the index.
    /// </summary>
    /// <param name="i">Candidate to compare with; need not be a member.</param>
    /// <param name="isOpen">For every candidate 1 while it is open.</param>
    /// <returns>Their number.</returns>
    public int Collect(int i, byte[] isOpen)
    {
        ref readonly var box = ref _candidates.Box(i);
        var n = 0;
        foreach (var layer in _layers)
        {
            n = layer.Collect(_candidates, box, isOpen, Found, n);
        }

        return n;
    }

    private static int LayerOf(float reach) => Math.Clamp(reach <= 1 ? 0 : Math.ILogB(reach) - SmallestLayer, 0, LayerCount - 1);

    private sealed class Layer
    {
        private readonly double _left, _top, _cell, _reach;
        private readonly int _columns, _rows;
        private readonly int[] _first, _count, _members;

        public Layer(NmsCandidates candidates, int[] members, double cell)
        {
            double left = double.PositiveInfinity, top = left, right = -left, bottom = -left;
            foreach (var i in members)
            {
                (left, right) = (Math.Min(left, candidates.X(i)), Math.Max(right, candidates.X(i)));
                (top, bottom) = (Math.Min(top, candidates.Y(i)), Math.Max(bottom, candidates.Y(i)));
                _reach = Math.Max(_reach, candidates.Reach(i));
            }

            // Scattered candidates do not get more cells than are worth it.
            while (((right - left) / cell * 1.0 + 1) * ((bottom - top) / cell + 1) > (4.0 * members.Length) + 1024)
            {
                cell *= 2;
            }

            (_left, _top, _cell) = (left, top, cell);
            _columns = (int)((right - left) / cell) + 1;
            _rows = (int)((bottom - top) / cell) + 1;
            _count = new int[_columns * _rows];
            _first = new int[_columns * _rows];
            foreach (var i in members)
            {
                _count[CellOf(candidates, i)]++;
            }

            var sum = 0;
            for (var c = 0; c < _count.Length; c++)
            {
                (_first[c], sum) = (sum, sum + _count[c]);
                _count[c] = 0;
            }

            _members = new int[members.Length];
            foreach (var i in members)
            {
                var c = CellOf(candidates, i);
                _members[_first[c] + _count[c]++] = i;
            }
        }

        public int Collect(NmsCandidates candidates, Vector4 box, byte[] isOpen, int[] found, int n)
        {
            int columnFrom = Column(box.X - _reach), columnTo = Column(_reach - box.Z);
            int rowFrom = Row(box.Y - _reach), rowTo = Row(_reach - box.W);

            // (left, top) of one must not exceed (right, bottom) of the other.
            var limit = new Vector4(-box.Z, -box.W, -box.X, -box.Y);
            for (var row = rowFrom; row <= rowTo; row++)
            {
                for (var column = columnFrom; column <= columnTo; column++)
                {
                    var cell = (row * _columns) + column;
                    var members = _members.AsSpan(_first[cell], _count[cell]);
                    var kept = 0;
                    foreach (var j in members)
                    {
                        if (isOpen[j] == 1)
                        {
                            members[kept++] = j;
                            if (Vector4.LessThanOrEqualAll(candidates.Box(j), limit))
                            {
                                found[n++] = j;
                            }
                        }
                    }

                    _count[cell] = kept;
                }
            }

            return n;
        }

        private int CellOf(NmsCandidates candidates, int i) => (Row(candidates.Y(i)) * _columns) + Column(candidates.X(i));

        private int Column(double x) => (int)Math.Clamp((x - _left) / _cell, 0, _columns - 1);

        private int Row(double y) => (int)Math.Clamp((y - _top) / _cell, 0, _rows - 1);
    }
}
