namespace FijiBridge.Engine.Polygons;

/// <summary>
/// A rectangle that holds a shape, borders included, in pixels; (0, 0) is the centre of the upper left pixel.
/// </summary>
/// <param name="MinX">Left.</param>
/// <param name="MinY">Top.</param>
/// <param name="MaxX">Right.</param>
/// <param name="MaxY">Bottom.</param>
public readonly record struct BoundingBox(double MinX, double MinY, double MaxX, double MaxY);

/// <summary>Area, extent and vertices of single star-convex polygons, in sub-pixel coordinates.</summary>
public static class StarPolygonGeometry
{
    /// <summary>Area in square pixels of the star polygon with these distances: sin(2*pi/nRays)/2 * sum of d(k) * d(k+1).</summary>
    public static double Area(ReadOnlySpan<float> dist)
    {
        var sum = (double)dist[^1] * dist[0];
        for (var k = 0; k + 1 < dist.Length; k++)
        {
            sum += (double)dist[k] * dist[k + 1];
        }

        return 0.5 * Math.Sin(2 * Math.PI / dist.Length) * sum;
    }

    /// <summary>Area of polygon <paramref name="i"/> in square pixels.</summary>
    public static double Area(StarPolygons polygons, int i) => Area(polygons.DistOf(i));

    /// <summary>Smallest upright rectangle around polygon <paramref name="i"/>.</summary>
    public static BoundingBox Bounds(StarPolygons polygons, int i)
    {
        var n = polygons.NRays;
        double[] y = new double[n], x = new double[n];
        Vertices(polygons, i, y, x);
        return new BoundingBox(x.Min(), y.Min(), x.Max(), y.Max());
    }

    /// <summary>Vertices of polygon <paramref name="i"/>, ray by ray (clockwise on the screen).</summary>
    /// <param name="polygons">The list.</param>
    /// <param name="i">Index in the list.</param>
    /// <param name="y">Receives nRays rows.</param>
    /// <param name="x">Receives nRays columns.</param>
    public static void Vertices(StarPolygons polygons, int i, Span<double> y, Span<double> x)
    {
        var directions = RayDirections.Of(polygons.NRays);
        var dist = polygons.DistOf(i);
        for (var k = 0; k < dist.Length; k++)
        {
            y[k] = polygons.Y[i] + (dist[k] * directions.Sin[k]);
            x[k] = polygons.X[i] + (dist[k] * directions.Cos[k]);
        }
    }

    /// <summary>Centre of mass of polygon <paramref name="i"/> (not its star centre).</summary>
    public static (double Y, double X) Centroid(StarPolygons polygons, int i)
    {
        var n = polygons.NRays;
        Span<double> y = n <= 256 ? stackalloc double[n] : new double[n];
        Span<double> x = n <= 256 ? stackalloc double[n] : new double[n];
        Vertices(polygons, i, y, x);
        double area = 0, sumY = 0, sumX = 0, originY = polygons.Y[i], originX = polygons.X[i];
        for (var k = 0; k < n; k++)
        {
            var next = k + 1 == n ? 0 : k + 1;
            double y0 = y[k] - originY, y1 = y[next] - originY, x0 = x[k] - originX, x1 = x[next] - originX;
            var cross = (x0 * y1) - (x1 * y0);
            area += cross;
            sumY += (y0 + y1) * cross;
            sumX += (x0 + x1) * cross;
        }

        return (originY + (sumY / (3 * area)), originX + (sumX / (3 * area)));
    }

    /// <summary>
    /// True where the point lies in polygon <paramref name="i"/>. Of a border, the points that bound it on the left and
    /// on top belong to it.
    /// </summary>
    public static bool Contains(StarPolygons polygons, int i, double y, double x)
    {
        var n = polygons.NRays;
        Span<double> ys = n <= 256 ? stackalloc double[n] : new double[n];
        Span<double> xs = n <= 256 ? stackalloc double[n] : new double[n];
        Vertices(polygons, i, ys, xs);
        var inside = false;
        for (int k = 0, previous = n - 1; k < n; previous = k++)
        {
            if ((ys[k] > y) != (ys[previous] > y)
                && x >= xs[k] + ((y - ys[k]) / (ys[previous] - ys[k]) * (xs[previous] - xs[k])))
            {
                inside = !inside;
            }
        }

        return inside;
    }
}
