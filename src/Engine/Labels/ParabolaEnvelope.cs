using System.Numerics;

namespace FijiBridge.Engine.Labels;

/// <summary>
/// The lower envelope of the parabolas (step (x - position))² + height, added from left to right: one row of an exact Euclidean
/// distance transform (Felzenszwalb and Huttenlocher, Theory of Computing 2012).
/// </summary>
/// <param name="capacity">Parabolas at most.</param>
/// <param name="step">Distance of neighbouring positions, above 0.</param>
internal sealed class ParabolaEnvelope(int capacity, double step = 1)
{
    private readonly int[] _positions = new int[capacity];
    private readonly double[] _heights = new double[capacity];
    private readonly double[] _from = new double[capacity];
    private int _count;

    /// <summary>Forgets all parabolas.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a parabola to the right of all others.</summary>
    public void Add(int position, double height)
    {
        var from = double.NegativeInfinity;
        while (_count > 0)
        {
            int p = _positions[_count - 1];
            from = (((height - _heights[_count - 1]) / (step * step)) + ((double)(position - p) * (position + p))) / (2.0 * (position - p));
            if (from > _from[_count - 1])
            {
                break;
            }

            _count--;
            from = double.NegativeInfinity;
        }

        (_positions[_count], _heights[_count], _from[_count]) = (position, height, from);
        _count++;
    }

    /// <summary>The envelope at start, start + 1, ...; infinite without parabolas.</summary>
    public void Evaluate<T>(int start, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (_count == 0)
        {
            destination.Fill(T.PositiveInfinity);
            return;
        }

        var k = 0;
        for (var i = 0; i < destination.Length; i++)
        {
            var x = start + i;
            while (k + 1 < _count && _from[k + 1] < x)
            {
                k++;
            }

            var d = step * (x - _positions[k]);
            destination[i] = T.CreateTruncating((d * d) + _heights[k]);
        }
    }
}
