using System.Numerics;
using System.Runtime.InteropServices;
using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// Candidates of a non-maximum suppression with what every overlap test needs of them: area, reach (largest distance)
/// and a bounding box that is a little too large, never too small.
/// </summary>
internal sealed class NmsCandidates
{
    // Candidates that one core measures in a row.
    private const int AtOnce = 512;

    private readonly StarPolygons _polygons;
    private readonly double[] _area;
    private readonly float[] _reach;
    private readonly Vector4[] _box;

    /// <summary>Wraps a list without copying it.</summary>
    public NmsCandidates(StarPolygons polygons)
        : this(polygons, measure: true)
    {
    }

    public int Count { get; }

    public int NRays => _polygons.NRays;

    public float Y(int i) => _polygons.Y[i];

    public float X(int i) => _polygons.X[i];

    public float Prob(int i) => _polygons.Prob[i];

    public ReadOnlySpan<float> Dist(int i) => _polygons.DistOf(i);

    public double Area(int i) => _area[i];

    public float Reach(int i) => _reach[i];

    /// <summary>(left, top, -right, -bottom), so that one comparison of vectors tells whether two boxes meet.</summary>
    public ref readonly Vector4 Box(int i) => ref _box[i];

    public float Top(int i) => _box[i].Y;

    public float Bottom(int i) => -_box[i].W;

    public StarPolygons Polygons => _polygons;

    /// <summary>Indices by falling probability; of equal ones the first comes first.</summary>
    public int[] ByFallingProbability()
    {
        var n = Count;
        uint[] keys = new uint[n], keysNext = new uint[n];
        int[] order = new int[n], orderNext = new int[n];
        for (var i = 0; i < n; i++)
        {
            // Bits of a float in an order that falls with its value, whatever its sign.
            var bits = BitConverter.SingleToUInt32Bits(_polygons.Prob[i] + 0f);
            keys[i] = (bits & 0x80000000) != 0 ? bits : ~bits & 0x7FFFFFFF;
            order[i] = i;
        }

        Span<int> start = stackalloc int[1 << 11];
        for (var shift = 0; shift < 32; shift += 11)
        {
            start.Clear();
            foreach (var key in keys)
            {
                start[(int)((key >> shift) & 2047)]++;
            }

            var sum = 0;
            foreach (ref var count in start)
            {
                (count, sum) = (sum, sum + count);
            }

            for (var i = 0; i < n; i++)
            {
                var to = start[(int)((keys[i] >> shift) & 2047)]++;
                (keysNext[to], orderNext[to]) = (keys[i], order[i]);
            }

            (keys, keysNext) = (keysNext, keys);
            (order, orderNext) = (orderNext, order);
        }

        return order;
    }

    /// <summary>These candidates, thinned out to <paramref name="kept"/>, followed by more.</summary>
    public NmsCandidates With(ReadOnlySpan<int> kept, params ReadOnlySpan<StarPolygons> more)
    {
        var thinned = _polygons.Take(kept);
        var joined = new NmsCandidates(StarPolygons.Concat(NRays, [thinned, .. more]), measure: false);
        for (var i = 0; i < kept.Length; i++)
        {
            (joined._area[i], joined._reach[i], joined._box[i]) = (_area[kept[i]], _reach[kept[i]], _box[kept[i]]);
        }

        joined.Measure(kept.Length);
        return joined;
    }

    private NmsCandidates(StarPolygons polygons, bool measure)
    {
        _polygons = polygons;
        Count = polygons.Count;
        _area = new double[Count];
        _reach = new float[Count];
        _box = new Vector4[Count];
        if (measure)
        {
            Measure(0);
        }
    }

    private void Measure(int first)
    {
        var n = NRays;
        var directions = RayDirections.Of(n);
        var sin = Array.ConvertAll(directions.Sin, v => (float)v);
        var cos = Array.ConvertAll(directions.Cos, v => (float)v);
        var halfSin = 0.5 * Math.Sin(2 * Math.PI / n);
        var firstBad = int.MaxValue;
        Parallel.For(0, (Count - first + AtOnce - 1) / AtOnce, chunk =>
        {
            var from = first + (chunk * AtOnce);
            for (var i = from; i < Math.Min(Count, from + AtOnce); i++)
            {
                var dist = Dist(i);
                float y = _polygons.Y[i], x = _polygons.X[i];
                var (low, high, sum) = Extent(dist, sin, cos);
                var reach = high.Z;
                var slack = (MathF.Abs(x) + MathF.Abs(y) + reach) * 1e-6f;
                _area[i] = halfSin * sum;
                _reach[i] = reach;
                _box[i] = new Vector4(x + low.X - slack, y + low.Y - slack, -(x + high.X + slack), -(y + high.Y + slack));
                if (!(low.Z > 0 && _area[i] < double.PositiveInfinity && float.IsFinite(x) && float.IsFinite(y) && float.IsFinite(_polygons.Prob[i])))
                {
                    lock (_area)
                    {
                        firstBad = Math.Min(firstBad, i);
                    }

                    return;
                }
            }
        });
        if (firstBad < Count)
        {
            throw new ArgumentException(
                $"Candidate {firstBad} at ({_polygons.X[firstBad]}, {_polygons.Y[firstBad]}), probability {_polygons.Prob[firstBad]}, "
                + "has a distance, centre or probability that is not finite, or a distance that is not above 0.");
        }
    }

    /// <summary>Least and largest of (dist * cos, dist * sin, dist), and the sum of dist(k) * dist(k+1).</summary>
    private static (Vector3 Low, Vector3 High, double Sum) Extent(ReadOnlySpan<float> dist, float[] sin, float[] cos)
    {
        Vector3 low = new(float.PositiveInfinity), high = new(float.NegativeInfinity);
        var n = dist.Length;
        var lanes = Vector<float>.Count;
        var k = 0;
        var sum = (double)dist[n - 1] * dist[0];
        if (n > lanes)
        {
            Vector<float> lowX = new(float.PositiveInfinity), lowY = lowX, lowD = lowX, highX = -lowX, highY = highX, highD = highX;
            var sums = Vector<double>.Zero;
            ref var d = ref MemoryMarshal.GetReference(dist);
            for (; k + lanes < n; k += lanes)
            {
                var v = Vector.LoadUnsafe(ref d, (nuint)k);
                var vx = v * Vector.LoadUnsafe(ref cos[0], (nuint)k);
                var vy = v * Vector.LoadUnsafe(ref sin[0], (nuint)k);
                (lowX, highX) = (Vector.Min(lowX, vx), Vector.Max(highX, vx));
                (lowY, highY) = (Vector.Min(lowY, vy), Vector.Max(highY, vy));
                (lowD, highD) = (Vector.Min(lowD, v), Vector.Max(highD, v));
                Vector.Widen(v, out var a0, out var a1);
                Vector.Widen(Vector.LoadUnsafe(ref d, (nuint)k + 1), out var b0, out var b1);
                sums += (a0 * b0) + (a1 * b1);
            }

            sum += Vector.Sum(sums);
            for (var lane = 0; lane < lanes; lane++)
            {
                low = Vector3.Min(low, new Vector3(lowX[lane], lowY[lane], lowD[lane]));
                high = Vector3.Max(high, new Vector3(highX[lane], highY[lane], highD[lane]));
            }
        }

        for (; k < n; k++)
        {
            var v = new Vector3(dist[k] * cos[k], dist[k] * sin[k], dist[k]);
            (low, high) = (Vector3.Min(low, v), Vector3.Max(high, v));
            if (k + 1 < n)
            {
                sum += (double)dist[k] * dist[k + 1];
            }
        }

        return (low, high, sum);
    }
}
