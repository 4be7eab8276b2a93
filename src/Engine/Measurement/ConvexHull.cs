namespace FijiBridge.Engine.Measurement;

/// <summary>
/// The smallest convex polygon around points, and its calipers: the largest and the smallest distance of two parallel lines
/// that hold it between them.
/// </summary>
internal sealed class ConvexHull
{
    private readonly (double X, double Y)[] _points;

    /// <summary>Wraps points; at least one.</summary>
    public ConvexHull(IEnumerable<(double X, double Y)> points)
    {
        var sorted = points.Distinct().Order().ToArray();
        _points = sorted.Length < 3 ? sorted : [.. Half(sorted), .. Half([.. sorted.Reverse()])];
    }

    /// <summary>Its area.</summary>
    public double Area
    {
        get
        {
            var sum = 0.0;
            for (int i = 0, previous = _points.Length - 1; i < _points.Length; previous = i++)
            {
                sum += (_points[previous].X * _points[i].Y) - (_points[i].X * _points[previous].Y);
            }

            return Math.Abs(sum) / 2;
        }
    }

    /// <summary>The longest distance of two of its points, and its direction in degrees, 0 to 180, counter-clockwise from the x axis.</summary>
    public (double Length, double Angle) Longest()
    {
        var (length, angle) = (0.0, 0.0);
        for (var i = 0; i < _points.Length; i++)
        {
            for (var j = i + 1; j < _points.Length; j++)
            {
                double dx = _points[j].X - _points[i].X, dy = _points[j].Y - _points[i].Y;
                var distance = Math.Sqrt((dx * dx) + (dy * dy));
                if (distance > length)
                {
                    (length, angle) = (distance, Degrees(dx, -dy));
                }
            }
        }

        return (length, angle);
    }

    /// <summary>The smallest width; one of its sides lies on one of the two lines.</summary>
    public double Narrowest()
    {
        var narrowest = double.PositiveInfinity;
        for (int i = 0, previous = _points.Length - 1; i < _points.Length; previous = i++)
        {
            double dx = _points[i].X - _points[previous].X, dy = _points[i].Y - _points[previous].Y;
            var side = Math.Sqrt((dx * dx) + (dy * dy));
            var widest = 0.0;
            foreach (var (x, y) in _points)
            {
                widest = Math.Max(widest, Math.Abs(((x - _points[i].X) * dy) - ((y - _points[i].Y) * dx)) / side);
            }

            narrowest = Math.Min(narrowest, widest);
        }

        return narrowest;
    }

    /// <summary>Direction of a line in degrees, 0 to 180 (excluded); y upwards.</summary>
    internal static double Degrees(double x, double y)
    {
        var angle = Math.Atan2(y, x) * 180 / Math.PI;
        return angle < 0 ? angle + 180 : angle >= 180 ? angle - 180 : angle + 0; // the last makes -0 a 0
    }

    // One chain of the hull, without its last point (Andrew's monotone chain).
    private static List<(double X, double Y)> Half((double X, double Y)[] sorted)
    {
        var chain = new List<(double X, double Y)>();
        foreach (var p in sorted)
        {
            while (chain.Count > 1 && Turn(chain[^2], chain[^1], p) <= 0)
            {
                chain.RemoveAt(chain.Count - 1);
            }

            chain.Add(p);
        }

        chain.RemoveAt(chain.Count - 1);
        return chain;
    }

    private static double Turn((double X, double Y) a, (double X, double Y) b, (double X, double Y) c) =>
        ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));
}
