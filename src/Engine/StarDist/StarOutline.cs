using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>Cuts the outline of a star polygon along other rays than its own.</summary>
internal static class StarOutline
{
    private const int FineVertices = 128;
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, RayAngles> Fine = [];

    /// <summary>True where (y, x), counted from the polygon's centre, lies inside; between two rays the border is taken linear in angle.</summary>
    public static bool Contains(ReadOnlySpan<float> dist, double y, double x)
    {
        var n = dist.Length;
        var angle = Math.Atan2(y, x) / (2 * Math.PI) * n;
        angle = angle < 0 ? angle + n : angle;
        var t = angle - Math.Floor(angle);
        var k = (int)angle % n;
        var border = ((1 - t) * dist[k]) + (t * dist[(k + 1) % n]);
        return (y * y) + (x * x) <= border * border;
    }

    /// <summary>
    /// Distances along rays from the origin to the outline with centre (y, x): false where the origin is not inside. Of
    /// several crossings the outermost counts. Between two of its own rays the outline is taken linear in angle, not as the
    /// straight edge: edges lie inside a round outline, by 2 % of the radius with 16 rays, and means would shrink by that.
    /// </summary>
    /// <param name="dist">Distances of the polygon.</param>
    /// <param name="y">Row of its centre, from the origin.</param>
    /// <param name="x">Column of its centre, from the origin.</param>
    /// <param name="rays">Rays from the origin.</param>
    /// <param name="seen">Receives one distance per ray.</param>
    public static bool SeenFrom(ReadOnlySpan<float> dist, double y, double x, RayAngles rays, double[] seen)
    {
        if (!Contains(dist, -y, -x))
        {
            return false;
        }

        var n = dist.Length;
        var steps = Math.Max(1, (FineVertices + n - 1) / n);
        var fine = FineRays(n * steps);
        Span<float> between = stackalloc float[n * steps <= 1024 ? n * steps : 0];
        between = between.Length > 0 ? between : new float[n * steps];
        for (var k = 0; k < n; k++)
        {
            for (var s = 0; s < steps; s++)
            {
                between[(k * steps) + s] = dist[k] + ((dist[(k + 1) % n] - dist[k]) * s / steps);
            }
        }

        return Cut(between, fine, y, x, 1, 1, rays, seen);
    }

    /// <summary>Distances along rays from the centre of a polygon that is stretched by a factor along y and x.</summary>
    public static void SeenFromCentre(ReadOnlySpan<float> dist, double factorY, double factorX, RayAngles rays, double[] seen) =>
        Cut(dist, rays, 0, 0, factorY, factorX, rays, seen);

    private static bool Cut(ReadOnlySpan<float> dist, RayAngles own, double y, double x, double factorY, double factorX, RayAngles rays, double[] seen)
    {
        var n = seen.Length;
        Array.Clear(seen);
        double y0 = y + (factorY * dist[^1] * own.Sin[^1]), x0 = x + (factorX * dist[^1] * own.Cos[^1]);
        var a0 = Math.Atan2(y0, x0) / (2 * Math.PI) * n;
        for (var k = 0; k < dist.Length; k++)
        {
            double y1 = y + (factorY * dist[k] * own.Sin[k]), x1 = x + (factorX * dist[k] * own.Cos[k]);
            var a1 = Math.Atan2(y1, x1) / (2 * Math.PI) * n;
            var turn = a1 - a0;
            turn -= n * Math.Round(turn / n); // the shorter way round
            double from = Math.Min(a0, a0 + turn) - 1e-9, to = Math.Max(a0, a0 + turn) + 1e-9;
            for (var m = (int)Math.Ceiling(from); m <= to; m++)
            {
                var ray = ((m % n) + n) % n;
                double ey = y1 - y0, ex = x1 - x0;
                var along = (rays.Cos[ray] * ey) - (rays.Sin[ray] * ex);
                if (Math.Abs(along) > 1e-12)
                {
                    // r (sin, cos) = p0 + t e, solved for r.
                    seen[ray] = Math.Max(seen[ray], ((x0 * ey) - (y0 * ex)) / along);
                }
            }

            (y0, x0, a0) = (y1, x1, a1);
        }

        return Array.TrueForAll(seen, r => r > 0);
    }

    private static RayAngles FineRays(int n) => Fine.GetOrAdd(n, static count => new RayAngles(count));
}
