using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.Tests.TestData;

/// <summary>Analytic shapes and random scenes for tests.</summary>
internal static class Shapes
{
    /// <summary>Paints an ellipse (a disc when both radii are equal) by pixel centres.</summary>
    public static LabelImage PaintEllipse(this LabelImage labels, double y, double x, double radiusY, double radiusX, int label, double angle = 0)
    {
        var (sin, cos) = Math.SinCos(angle);
        for (var row = 0; row < labels.Height; row++)
        {
            for (var column = 0; column < labels.Width; column++)
            {
                double u = ((column - x) * cos) + ((row - y) * sin), v = ((row - y) * cos) - ((column - x) * sin);
                if ((u * u / (radiusX * radiusX)) + (v * v / (radiusY * radiusY)) <= 1)
                {
                    labels[row, column] = label;
                }
            }
        }

        return labels;
    }

    /// <summary>A label image from rows of digits, '.' for background and '-' for ignored.</summary>
    public static LabelImage Labels(params string[] rows)
    {
        var image = new LabelImage(rows[0].Length, rows.Length);
        for (var y = 0; y < rows.Length; y++)
        {
            for (var x = 0; x < rows[0].Length; x++)
            {
                image[y, x] = rows[y][x] switch { '.' => 0, '-' => -1, var c => c - '0' };
            }
        }

        return image;
    }

    /// <summary>A label image as rows of digits.</summary>
    public static string[] Text(this LabelImage labels) =>
        [.. Enumerable.Range(0, labels.Height).Select(y => string.Concat(Enumerable.Range(0, labels.Width).Select(x => labels[y, x] switch { 0 => ".", < 0 => "-", var l => l.ToString() })))];

    /// <summary>Random touching and overlapping ellipses, later ones on top.</summary>
    public static LabelImage RandomScene(int width, int height, int objects, double minRadius, double maxRadius, int seed)
    {
        var random = new Random(seed);
        var labels = new LabelImage(width, height);
        for (var i = 1; i <= objects; i++)
        {
            double r = Between(minRadius, maxRadius), ratio = Between(0.6, 1);
            _ = labels.PaintEllipse(Between(0, height), Between(0, width), r * ratio, r / ratio, i, Between(0, Math.PI));
        }

        return labels;

        double Between(double a, double b) => a + ((b - a) * random.NextDouble());
    }

    /// <summary>Random star polygons: clusters of noisy, elongated outlines, like the candidates of a network.</summary>
    public static StarPolygons RandomCandidates(int n, int nRays, double size, int clusters, int seed, double noise = 0.05)
    {
        var random = new Random(seed);
        float[] y = new float[n], x = new float[n], prob = new float[n], dist = new float[n * nRays];
        var centres = Enumerable.Range(0, clusters).Select(_ => (Y: random.NextDouble() * size, X: random.NextDouble() * size, R: 4 + (12 * random.NextDouble()), A: Math.PI * random.NextDouble())).ToArray();
        for (var i = 0; i < n; i++)
        {
            var c = centres[random.Next(clusters)];
            double oy = (random.NextDouble() - 0.5) * c.R, ox = (random.NextDouble() - 0.5) * c.R;
            (y[i], x[i], prob[i]) = ((float)(c.Y + oy), (float)(c.X + ox), (float)random.NextDouble());
            for (var k = 0; k < nRays; k++)
            {
                // Distance to an ellipse around the cluster's centre, or a stub where the candidate lies outside.
                var phi = 2 * Math.PI * k / nRays;
                dist[(i * nRays) + k] = (float)Math.Max(0.3, RayToEllipse(oy, ox, phi, c.R * 0.8, c.R * 1.2, c.A) * (1 + (noise * ((2 * random.NextDouble()) - 1))));
            }
        }

        return new StarPolygons(nRays, y, x, dist, prob);
    }

    /// <summary>Distance along a ray from (y, x) to the border of an ellipse around the origin; 0 where it is missed.</summary>
    public static double RayToEllipse(double y, double x, double phi, double radiusY, double radiusX, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        double px = ((x * cos) + (y * sin)) / radiusX, py = ((y * cos) - (x * sin)) / radiusY;
        double dx = Math.Cos(phi - angle) / radiusX, dy = Math.Sin(phi - angle) / radiusY;
        double a = (dx * dx) + (dy * dy), b = (px * dx) + (py * dy), c = (px * px) + (py * py) - 1;
        var root = (b * b) - (a * c);
        return root < 0 ? 0 : Math.Max(0, (-b + Math.Sqrt(root)) / a);
    }

    /// <summary>The polygons at the grid points inside objects, with the object probability as score.</summary>
    public static StarPolygons Candidates(LabelImage labels, int nRays, int grid, Func<int, bool>? keep = null, float probThresh = 0)
    {
        var dist = Engine.StarDist.StarDistances.Compute(labels, new RayAngles(nRays), grid, grid);
        var prob = Engine.StarDist.ObjectProbability.Compute(labels, grid, grid);
        int width = (labels.Width + grid - 1) / grid, pixels = prob.Length;
        var inside = Enumerable.Range(0, pixels).Where(i => prob[i] > probThresh && (keep is null || keep(i))).ToArray();
        var distances = new float[inside.Length * nRays];
        for (var j = 0; j < distances.Length; j++)
        {
            distances[j] = dist[(j % nRays * pixels) + inside[j / nRays]];
        }

        return new StarPolygons(
            nRays,
            Array.ConvertAll(inside, i => (float)(i / width * grid)),
            Array.ConvertAll(inside, i => (float)(i % width * grid)),
            distances,
            Array.ConvertAll(inside, i => prob[i]));
    }
}
