using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.Tests.TestData;

/// <summary>
/// Area of the intersection of two polygons by slabs, sharing no idea with the engine's: between two neighbouring heights
/// of vertices and crossings the common width is a linear function, so its value half-way gives the exact area.
/// </summary>
internal static class PolygonOracle
{
    public static double Area(StarPolygons polygons, int i, int j) => Area(Points(polygons, i), Points(polygons, j));

    public static (double Y, double X)[] Points(StarPolygons p, int i) =>
        [.. Enumerable.Range(0, p.NRays).Select(k => (
            p.Y[i] + (p.Dist[(i * p.NRays) + k] * Math.Sin(2 * Math.PI * k / p.NRays)),
            p.X[i] + (p.Dist[(i * p.NRays) + k] * Math.Cos(2 * Math.PI * k / p.NRays))))];

    public static double Area((double Y, double X)[] a, (double Y, double X)[] b)
    {
        if (a.Max(p => p.X) < b.Min(p => p.X) || b.Max(p => p.X) < a.Min(p => p.X) || a.Max(p => p.Y) < b.Min(p => p.Y) || b.Max(p => p.Y) < a.Min(p => p.Y))
        {
            return 0;
        }

        var heights = a.Concat(b).Select(p => p.Y).ToList();
        var edges = Edges(b).ToArray();
        foreach (var (p, q) in Edges(a))
        {
            foreach (var (r, s) in edges)
            {
                double ey = q.Y - p.Y, ex = q.X - p.X, fy = s.Y - r.Y, fx = s.X - r.X, det = (ex * fy) - (ey * fx);
                if (Math.Abs(det) > 1e-14)
                {
                    var u = (((r.X - p.X) * fy) - ((r.Y - p.Y) * fx)) / det;
                    if (u is >= 0 and <= 1)
                    {
                        heights.Add(p.Y + (u * ey));
                    }
                }
            }
        }

        heights.Sort();
        var area = 0.0;
        for (var h = 0; h + 1 < heights.Count; h++)
        {
            var y = (heights[h] + heights[h + 1]) / 2;
            if (heights[h + 1] - heights[h] > 1e-13)
            {
                area += CommonLength(Spans(a, y), Spans(b, y)) * (heights[h + 1] - heights[h]);
            }
        }

        return area;
    }

    private static IEnumerable<((double Y, double X) From, (double Y, double X) To)> Edges((double Y, double X)[] p) =>
        p.Select((q, k) => (q, p[(k + 1) % p.Length]));

    private static List<double> Spans((double Y, double X)[] p, double y)
    {
        var x = Edges(p).Where(e => (e.From.Y > y) != (e.To.Y > y))
            .Select(e => e.From.X + ((y - e.From.Y) / (e.To.Y - e.From.Y) * (e.To.X - e.From.X))).ToList();
        x.Sort();
        return x;
    }

    private static double CommonLength(List<double> a, List<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i + 1 < a.Count; i += 2)
        {
            for (var j = 0; j + 1 < b.Count; j += 2)
            {
                sum += Math.Max(0, Math.Min(a[i + 1], b[j + 1]) - Math.Max(a[i], b[j]));
            }
        }

        return sum;
    }
}
