using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FijiBridge.Engine.Polygons;

/// <summary>
/// Area that two star-convex polygons share, in square pixels, computed in double precision from sub-pixel coordinates. One
/// polygon is prepared once and then compared with many. Not thread-safe: use one instance per thread.
/// </summary>
/// <remarks>
/// The border of the intersection consists of the pieces of A's border inside B and the pieces of B's border inside A.
/// By Green's theorem the area is half the sum of cross(p, q) over these pieces. No pieces need to be strung together:
/// where B's edge j enters A at fraction v of its length, through A's edge k at fraction u, the rest of B's border comes
/// in, sufB(j) - v * crossB(j) with sufB(j) = sum of crossB from j on, and the rest of A's border goes out,
/// sufA(k) - u * crossA(k); where it leaves, the other way round. Together with the whole borders, each counted if its
/// first vertex lies inside the other polygon, that is the area, whatever the order of the crossings.
/// <para>
/// All edges of A are compared at once with an edge of B, in vectors. Whether a vertex lies left of an edge's line is
/// computed in the same way for both edges that share the vertex, so that entries and exits balance; the second polygon
/// is moved by about 1e-10 of its size, so that vertices and edges in common do not fall on each other. An imbalance (it
/// takes a coincidence at the limit of double precision) is noticed, and the computation repeated with another shift.
/// </para>
/// </remarks>
public sealed class StarPolygonIntersection
{
    private const int Attempts = 8;
    private readonly RayDirections _directions;
    private readonly int _nRays, _padded;

    // Polygon A around its own centre. The vertices are followed by copies of the first, so that surplus lanes hold edges
    // of length zero.
    private readonly double[] _ax, _ay, _adx, _ady, _aLine, _aCross, _aSuffix;
    private readonly double[] _bx, _by;
    private double _centreX, _centreY, _innerRadiusSquared, _outerRadius;
    private double _minX, _minY, _maxX, _maxY;

    /// <summary>Creates the workspace for polygons of <paramref name="nRays"/> rays (at least 3).</summary>
    public StarPolygonIntersection(int nRays)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nRays, 3);
        var lanes = Vector<double>.Count;
        _nRays = nRays;
        _padded = (nRays + lanes - 1) / lanes * lanes;
        _directions = RayDirections.Of(nRays);
        _ax = new double[_padded + lanes];
        _ay = new double[_padded + lanes];
        _bx = new double[_padded + lanes];
        _by = new double[_padded + lanes];
        _adx = new double[_padded];
        _ady = new double[_padded];
        _aLine = new double[_padded];
        _aCross = new double[_padded];
        _aSuffix = new double[_padded];
    }

    /// <summary>Area that polygons <paramref name="i"/> and <paramref name="j"/> share.</summary>
    public static double Area(StarPolygons polygons, int i, int j)
    {
        var pair = new StarPolygonIntersection(polygons.NRays);
        pair.Prepare(polygons.Y[i], polygons.X[i], polygons.DistOf(i));
        return pair.AreaWith(polygons.Y[j], polygons.X[j], polygons.DistOf(j));
    }

    /// <summary>Sets polygon A.</summary>
    /// <param name="y">Centre, row.</param>
    /// <param name="x">Centre, column.</param>
    /// <param name="dist">nRays distances, finite and above 0.</param>
    public void Prepare(float y, float x, ReadOnlySpan<float> dist)
    {
        var n = _nRays;
        (_centreY, _centreX) = (y, x);
        Place(dist, 0, 0, _ax, _ay);
        _minX = _minY = double.PositiveInfinity;
        _maxX = _maxY = double.NegativeInfinity;
        _innerRadiusSquared = double.PositiveInfinity;
        var outer = 0f;
        var suffix = 0.0;
        for (var k = n - 1; k >= 0; k--)
        {
            double dx = _ax[k + 1] - _ax[k], dy = _ay[k + 1] - _ay[k];
            var cross = (_ax[k] * _ay[k + 1]) - (_ax[k + 1] * _ay[k]);
            suffix += cross;
            (_adx[k], _ady[k], _aCross[k], _aSuffix[k]) = (dx, dy, cross, suffix);
            _aLine[k] = (dx * _ay[k]) - (dy * _ax[k]);
            (_minX, _maxX) = (Math.Min(_minX, _ax[k]), Math.Max(_maxX, _ax[k]));
            (_minY, _maxY) = (Math.Min(_minY, _ay[k]), Math.Max(_maxY, _ay[k]));
            _innerRadiusSquared = Math.Min(_innerRadiusSquared, cross * cross / ((dx * dx) + (dy * dy)));
            outer = Math.Max(outer, dist[k]);
        }

        _outerRadius = outer;
    }

    /// <summary>Area that polygon A shares with the polygon given here.</summary>
    /// <param name="y">Centre, row.</param>
    /// <param name="x">Centre, column.</param>
    /// <param name="dist">nRays distances, finite and above 0.</param>
    /// <exception cref="ArithmeticException">A distance or a centre is not finite.</exception>
    public double AreaWith(float y, float x, ReadOnlySpan<float> dist)
    {
        var outer = 0f;
        foreach (var d in dist)
        {
            outer = Math.Max(outer, d);
        }

        double dy = y - _centreY, dx = x - _centreX;
        var reach = _outerRadius + outer;
        if ((dx * dx) + (dy * dy) > reach * reach)
        {
            return 0;
        }

        var shift = Math.Min(_outerRadius, outer) * 2.3283064365386963e-10; // 2^-32
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            Place(dist, dx + (shift * 0.7548776662466927 * attempt), dy + (shift * 0.5698402909980532 * attempt), _bx, _by);
            if (TryArea(out var area))
            {
                return area;
            }
        }

        throw new ArithmeticException($"The polygons at ({_centreX}, {_centreY}) and ({x}, {y}) cannot be intersected; are all distances finite and above 0?");
    }

    private bool TryArea(out double area)
    {
        var lanes = Vector<double>.Count;
        ref var ax = ref MemoryMarshal.GetArrayDataReference(_ax);
        ref var ay = ref MemoryMarshal.GetArrayDataReference(_ay);
        ref var adx = ref MemoryMarshal.GetArrayDataReference(_adx);
        ref var ady = ref MemoryMarshal.GetArrayDataReference(_ady);
        ref var aLine = ref MemoryMarshal.GetArrayDataReference(_aLine);
        var sum = Vector<double>.Zero;
        var balance = Vector<double>.Zero;
        var suffix = 0.0;
        for (var j = _nRays - 1; j >= 0; j--)
        {
            double x0 = _bx[j], y0 = _by[j], x1 = _bx[j + 1], y1 = _by[j + 1];
            var cross = (x0 * y1) - (x1 * y0);
            suffix += cross;
            if (CannotCross(x0, y0, x1, y1))
            {
                continue;
            }

            double ex = x1 - x0, ey = y1 - y0;
            Vector<double> vex = new(ex), vey = new(ey), line = new((ex * y0) - (ey * x0));
            Vector<double> vx0 = new(x0), vy0 = new(y0), vx1 = new(x1), vy1 = new(y1);
            for (nuint k = 0; k < (nuint)_padded; k += (nuint)lanes)
            {
                var dxA = Vector.LoadUnsafe(ref adx, k);
                var dyA = Vector.LoadUnsafe(ref ady, k);
                var lineA = Vector.LoadUnsafe(ref aLine, k);

                // Side of B's two vertices against A's edges, and of A's vertices against B's edge; left is positive.
                var t0 = (dxA * vy0) - (dyA * vx0) - lineA;
                var t1 = (dxA * vy1) - (dyA * vx1) - lineA;
                var s0 = (vex * Vector.LoadUnsafe(ref ay, k)) - (vey * Vector.LoadUnsafe(ref ax, k)) - line;
                var s1 = (vex * Vector.LoadUnsafe(ref ay, k + 1)) - (vey * Vector.LoadUnsafe(ref ax, k + 1)) - line;
                var crossing = (Vector.AsVectorInt64(t0) ^ Vector.AsVectorInt64(t1)) & (Vector.AsVectorInt64(s0) ^ Vector.AsVectorInt64(s1));
                if (Vector.LessThanAny(crossing, Vector<long>.Zero))
                {
                    var isCrossing = Vector.AsVectorDouble(Vector.LessThan(crossing, Vector<long>.Zero));
                    var u = s0 / (s0 - s1);
                    var v = t0 / (t0 - t1);
                    var enters = Vector.ConditionalSelect(
                        Vector.AsVectorDouble(Vector.LessThan(Vector.AsVectorInt64(t0), Vector<long>.Zero)), Vector<double>.One, -Vector<double>.One);
                    var rest = new Vector<double>(suffix) - (v * cross)
                        - (Vector.LoadUnsafe(ref _aSuffix[0], k) - (u * Vector.LoadUnsafe(ref _aCross[0], k)));
                    sum += Vector.ConditionalSelect(isCrossing, enters * rest, Vector<double>.Zero);
                    balance += Vector.ConditionalSelect(isCrossing, enters, Vector<double>.Zero);
                }
            }
        }

        var twice = Vector.Sum(sum);
        twice += Contains(_ax, _ay, _bx[0], _by[0]) ? suffix : 0;
        twice += Contains(_bx, _by, _ax[0], _ay[0]) ? _aSuffix[0] : 0;
        var smaller = Math.Min(suffix, _aSuffix[0]);
        area = 0.5 * Math.Clamp(twice, 0, smaller);
        return Vector.Sum(balance) == 0 && Math.Abs(twice - (2 * area)) <= 1e-7 * Math.Max(suffix, _aSuffix[0]);
    }

    /// <summary>True where the edge of B lies outside A's bounding box or in the circle around A's centre that A holds.</summary>
    private bool CannotCross(double x0, double y0, double x1, double y1) =>
        Math.Max(x0, x1) < _minX || Math.Min(x0, x1) > _maxX || Math.Max(y0, y1) < _minY || Math.Min(y0, y1) > _maxY
        || Math.Max((x0 * x0) + (y0 * y0), (x1 * x1) + (y1 * y1)) < 0.999999 * _innerRadiusSquared;

    /// <summary>Even-odd test of a point against a padded polygon.</summary>
    private bool Contains(double[] xs, double[] ys, double x, double y)
    {
        var inside = Vector<long>.Zero;
        Vector<double> vx = new(x), vy = new(y);
        ref var px = ref MemoryMarshal.GetArrayDataReference(xs);
        ref var py = ref MemoryMarshal.GetArrayDataReference(ys);
        for (nuint k = 0; k < (nuint)_padded; k += (nuint)Vector<double>.Count)
        {
            Vector<double> x0 = Vector.LoadUnsafe(ref px, k), y0 = Vector.LoadUnsafe(ref py, k);
            Vector<double> x1 = Vector.LoadUnsafe(ref px, k + 1), y1 = Vector.LoadUnsafe(ref py, k + 1);
            var spans = Vector.GreaterThan(y0, vy) ^ Vector.GreaterThan(y1, vy);
            var left = Vector.GreaterThan(((x1 - x0) * (vy - y0)) - ((y1 - y0) * (vx - x0)), Vector<double>.Zero);
            inside ^= spans & ~(left ^ Vector.GreaterThan(y1, y0));
        }

        long parity = 0;
        for (var lane = 0; lane < Vector<long>.Count; lane++)
        {
            parity ^= inside[lane];
        }

        return parity != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Place(ReadOnlySpan<float> dist, double centreX, double centreY, double[] x, double[] y)
    {
        double[] cos = _directions.Cos, sin = _directions.Sin;
        for (var k = 0; k < dist.Length; k++)
        {
            x[k] = centreX + (dist[k] * cos[k]);
            y[k] = centreY + (dist[k] * sin[k]);
        }

        x.AsSpan(_nRays).Fill(x[0]);
        y.AsSpan(_nRays).Fill(y[0]);
    }
}
