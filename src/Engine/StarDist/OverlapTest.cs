using System.Numerics;
using System.Runtime.InteropServices;
using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// Decides whether a better candidate suppresses a worse one: shared area / smaller area > nmsThresh. Bounds that are
/// certain decide most pairs, the exact area of <see cref="StarPolygonIntersection"/> the others.
/// </summary>
/// <remarks>
/// Not more than the common rectangle of the bounding boxes is shared. And at least this is: the better polygon A holds
/// an ellipse (that of its second moments, scaled to fit); if it also holds the centre of the worse polygon B, the
/// vertices of B drawn back along their rays onto the ellipse span a polygon that lies inside both.
/// </remarks>
internal sealed class OverlapTest
{
    // Room for the rounding of the bounds, which are computed in single precision.
    private const double Margin = 1e-4;

    private readonly NmsCandidates _candidates;
    private readonly double _nmsThresh, _halfSin;
    private readonly StarPolygonIntersection _intersection;
    private readonly double[] _y, _x;

    // The ellipse |W (p - centre)|² <= radius², and for every ray u the vector W u, its squared length and that inverted.
    private readonly float[] _rayX, _rayY, _raySquared, _rayInverse, _inner;
    private Vector4 _box;
    private double _area, _centreX, _centreY, _w00, _w10, _w11;
    private float _radiusSquared;
    private int _better = -1;
    private bool _exactIsPrepared;

    public OverlapTest(NmsCandidates candidates, double nmsThresh)
    {
        var n = candidates.NRays;
        _candidates = candidates;
        _nmsThresh = nmsThresh;
        _halfSin = 0.5 * Math.Sin(2 * Math.PI / n);
        _intersection = new StarPolygonIntersection(n);
        _y = new double[n];
        _x = new double[n];
        _rayX = new float[n];
        _rayY = new float[n];
        _raySquared = new float[n];
        _rayInverse = new float[n];
        _inner = new float[n + 1];
    }

    /// <summary>Pairs that needed the exact area so far; for measurements.</summary>
    public long ExactTests { get; private set; }

    /// <summary>Sets the better candidate.</summary>
    public void SetBetter(int i)
    {
        _better = i;
        _exactIsPrepared = false;
        _box = _candidates.Box(i);
        _area = _candidates.Area(i);
        FitEllipse(i);
    }

    /// <summary>True where the better candidate suppresses candidate <paramref name="j"/>.</summary>
    public bool Suppresses(int j)
    {
        var limit = _nmsThresh * Math.Min(_area, _candidates.Area(j));
        var common = Vector4.Max(_box, _candidates.Box(j));
        double width = -common.Z - common.X, height = -common.W - common.Y;
        if (width <= 0 || height <= 0 || width * height <= limit * (1 - Margin))
        {
            return false;
        }

        if (CertainlyShared(j) > limit * (1 + Margin))
        {
            return true;
        }

        if (!_exactIsPrepared)
        {
            _intersection.Prepare(_candidates.Y(_better), _candidates.X(_better), _candidates.Dist(_better));
            _exactIsPrepared = true;
        }

        ExactTests++;
        return _intersection.AreaWith(_candidates.Y(j), _candidates.X(j), _candidates.Dist(j)) > limit;
    }

    /// <summary>A lower bound of the shared area: that of B cut by the ellipse; 0 if B's centre is outside it.</summary>
    private double CertainlyShared(int j)
    {
        double dx = _candidates.X(j) - _centreX, dy = _candidates.Y(j) - _centreY;
        float qx = (float)(_w00 * dx), qy = (float)((_w10 * dx) + (_w11 * dy));
        var outside = (qx * qx) + (qy * qy) - _radiusSquared;
        if (outside >= 0)
        {
            return 0;
        }

        // Along ray k the ellipse ends at the positive root of |q + r W u|² = radius².
        var dist = _candidates.Dist(j);
        var n = dist.Length;
        var lanes = Vector<float>.Count;
        ref var d = ref MemoryMarshal.GetReference(dist);
        var k = 0;
        for (; k + lanes <= n; k += lanes)
        {
            var along = (new Vector<float>(qx) * Vector.LoadUnsafe(ref _rayX[0], (nuint)k)) + (new Vector<float>(qy) * Vector.LoadUnsafe(ref _rayY[0], (nuint)k));
            var root = Vector.SquareRoot((along * along) - (Vector.LoadUnsafe(ref _raySquared[0], (nuint)k) * outside));
            var r = (root - along) * Vector.LoadUnsafe(ref _rayInverse[0], (nuint)k);
            Vector.Min(r, Vector.LoadUnsafe(ref d, (nuint)k)).StoreUnsafe(ref _inner[0], (nuint)k);
        }

        for (; k < n; k++)
        {
            var along = (qx * _rayX[k]) + (qy * _rayY[k]);
            _inner[k] = Math.Min(dist[k], (MathF.Sqrt((along * along) - (_raySquared[k] * outside)) - along) * _rayInverse[k]);
        }

        _inner[n] = _inner[0];
        var sums = Vector<float>.Zero;
        for (k = 0; k + lanes <= n; k += lanes)
        {
            sums += Vector.LoadUnsafe(ref _inner[0], (nuint)k) * Vector.LoadUnsafe(ref _inner[0], (nuint)k + 1);
        }

        double sum = Vector.Sum(sums);
        for (; k < n; k++)
        {
            sum += _inner[k] * _inner[k + 1];
        }

        return _halfSin * sum;
    }

    /// <summary>Fits the ellipse into polygon A; leaves it empty if A does not hold its own centre of mass.</summary>
    private void FitEllipse(int i)
    {
        _radiusSquared = 0;
        var n = _candidates.NRays;
        var directions = RayDirections.Of(n);
        var dist = _candidates.Dist(i);
        for (var k = 0; k < n; k++)
        {
            _y[k] = dist[k] * directions.Sin[k];
            _x[k] = dist[k] * directions.Cos[k];
        }

        // Centre of mass and second moments of the polygon around its star centre, by Green's theorem.
        double area = 0, mx = 0, my = 0, mxx = 0, mxy = 0, myy = 0;
        for (int k = n - 1, next = 0; next < n; k = next++)
        {
            double x0 = _x[k], y0 = _y[k], x1 = _x[next], y1 = _y[next], cross = (x0 * y1) - (x1 * y0);
            area += cross;
            mx += (x0 + x1) * cross;
            my += (y0 + y1) * cross;
            mxx += ((x0 * x0) + (x0 * x1) + (x1 * x1)) * cross;
            myy += ((y0 * y0) + (y0 * y1) + (y1 * y1)) * cross;
            mxy += ((x0 * y1) + (2 * x0 * y0) + (2 * x1 * y1) + (x1 * y0)) * cross;
        }

        double cx = mx / (3 * area), cy = my / (3 * area);
        double sxx = (mxx / (6 * area)) - (cx * cx), syy = (myy / (6 * area)) - (cy * cy), sxy = (mxy / (12 * area)) - (cx * cy);

        // W is the inverse of the Cholesky factor of the moments: it makes the ellipse a circle.
        var l00 = Math.Sqrt(sxx);
        var l10 = sxy / l00;
        var l11 = Math.Sqrt(syy - (l10 * l10));
        (_w00, _w10, _w11) = (1 / l00, -l10 / (l00 * l11), 1 / l11);
        var nearest = double.PositiveInfinity;
        var holdsCentre = false;
        for (int k = n - 1, next = 0; next < n; k = next++)
        {
            var (x0, y0) = (_w00 * (_x[k] - cx), (_w10 * (_x[k] - cx)) + (_w11 * (_y[k] - cy)));
            var (x1, y1) = (_w00 * (_x[next] - cx), (_w10 * (_x[next] - cx)) + (_w11 * (_y[next] - cy)));
            double ex = x1 - x0, ey = y1 - y0;
            var t = Math.Clamp(-((x0 * ex) + (y0 * ey)) / ((ex * ex) + (ey * ey)), 0, 1);
            double px = x0 + (t * ex), py = y0 + (t * ey);
            nearest = Math.Min(nearest, (px * px) + (py * py));
            holdsCentre ^= (y0 > 0) != (y1 > 0) && ((x0 * y1) - (x1 * y0) > 0) == (y1 > y0);
        }

        if (!holdsCentre || !(nearest * _w11 * _w00 > 0) || !double.IsFinite(_w00 * _w10 * _w11))
        {
            return;
        }

        (_centreX, _centreY) = (_candidates.X(i) + cx, _candidates.Y(i) + cy);
        _radiusSquared = (float)(nearest * (1 - (2 * Margin)));
        for (var k = 0; k < n; k++)
        {
            double px = _w00 * directions.Cos[k], py = (_w10 * directions.Cos[k]) + (_w11 * directions.Sin[k]);
            (_rayX[k], _rayY[k]) = ((float)px, (float)py);
            _raySquared[k] = (float)((px * px) + (py * py));
            _rayInverse[k] = (float)(1 / ((px * px) + (py * py)));
        }
    }
}
