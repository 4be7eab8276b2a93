using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Measurement;

/// <summary>How objects lie to each other.</summary>
public static class Neighbours
{
    /// <summary>
    /// Number of other objects that each object touches: they have pixels that share an edge or a corner.
    /// </summary>
    /// <returns>One number per object, by rising label.</returns>
    public static int[] Touching(LabelImage labels)
    {
        var index = DenseLabels.Of(labels.Pixels);
        var pairs = new HashSet<(int, int)>();
        for (var y = 0; y < labels.Height; y++)
        {
            for (var x = 0; x < labels.Width; x++)
            {
                var label = labels[y, x];
                if (label > 0)
                {
                    Meet(label, y, x + 1);
                    Meet(label, y + 1, x - 1);
                    Meet(label, y + 1, x);
                    Meet(label, y + 1, x + 1);
                }
            }
        }

        var counts = new int[index.Count];
        foreach (var (a, b) in pairs)
        {
            counts[index.IndexOf(a) - 1]++;
            counts[index.IndexOf(b) - 1]++;
        }

        return counts;

        void Meet(int label, int y, int x)
        {
            if (x >= 0 && x < labels.Width && y < labels.Height && labels[y, x] is var other && other > 0 && other != label)
            {
                _ = pairs.Add((Math.Min(label, other), Math.Max(label, other)));
            }
        }
    }

    /// <summary>Distance from each object's centroid to the nearest other centroid; NaN where there is no other object.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="pixelSize">Size of a pixel; distances are in its unit.</param>
    public static double[] NearestDistances(IReadOnlyList<ObjectStatistics> objects, PixelSize pixelSize)
    {
        if (objects.Count < 2)
        {
            return [.. objects.Select(_ => double.NaN)];
        }

        var points = objects.Select(o => (X: o.CentroidX * pixelSize.Width, Y: o.CentroidY * pixelSize.Height)).ToArray();
        var byX = Enumerable.Range(0, points.Length).ToArray();
        Array.Sort([.. points.Select(p => p.X)], byX);
        var result = new double[points.Length];
        for (var s = 0; s < byX.Length; s++)
        {
            // Outwards along x until no centroid can be nearer.
            var (here, nearest) = (points[byX[s]], double.PositiveInfinity);
            for (var other = s - 1; other >= 0 && here.X - points[byX[other]].X < nearest; other--)
            {
                nearest = Math.Min(nearest, Distance(here, points[byX[other]]));
            }

            for (var other = s + 1; other < byX.Length && points[byX[other]].X - here.X < nearest; other++)
            {
                nearest = Math.Min(nearest, Distance(here, points[byX[other]]));
            }

            result[byX[s]] = nearest;
        }

        return result;
    }

    private static double Distance((double X, double Y) a, (double X, double Y) b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));
}
