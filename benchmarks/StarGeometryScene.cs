using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Benchmarks;

/// <summary>
/// The scene of the geometry benchmarks: an image of 1311 x 1311 with 1,000 elliptic nuclei, many of which touch, and a
/// candidate at every grid point inside a nucleus, with the true distances and probabilities made noisy as a network's are.
/// </summary>
internal sealed class StarGeometryScene
{
    public const int Size = 1311, Nuclei = 1000, Grid = 2, Rays = 32;

    public StarGeometryScene(int seed = 7)
    {
        var random = new Random(seed);
        Labels = new LabelImage(Size, Size);
        var centres = new List<(double Y, double X)>();
        while (centres.Count < Nuclei)
        {
            double y = Size * random.NextDouble(), x = Size * random.NextDouble();
            if (centres.TrueForAll(c => ((c.Y - y) * (c.Y - y)) + ((c.X - x) * (c.X - x)) > 18 * 18))
            {
                centres.Add((y, x));
                Paint(y, x, 8.5 + (4.5 * random.NextDouble()), 0.75 + (0.25 * random.NextDouble()), Math.PI * random.NextDouble(), centres.Count);
            }
        }

        Candidates = MakeCandidates(random);
    }

    public LabelImage Labels { get; }

    public StarPolygons Candidates { get; }

    /// <summary>
    /// Writes the scene for a peer, little-endian: int32 width, height, grid, rays, candidates; int32 labels[height, width];
    /// float32 y[n], x[n], prob[n], dist[n, rays].
    /// </summary>
    public void Write(string path)
    {
        using var file = new BinaryWriter(File.Create(path));
        foreach (var value in new[] { Size, Size, Grid, Rays, Candidates.Count })
        {
            file.Write(value);
        }

        foreach (var label in Labels.Pixels)
        {
            file.Write(label);
        }

        foreach (var values in new[] { Candidates.Y, Candidates.X, Candidates.Prob, Candidates.Dist })
        {
            foreach (var value in values)
            {
                file.Write(value);
            }
        }
    }

    private void Paint(double y, double x, double radius, double ratio, double angle, int label)
    {
        var (sin, cos) = Math.SinCos(angle);
        double a = radius / Math.Sqrt(ratio), b = radius * Math.Sqrt(ratio);
        for (var row = Math.Max(0, (int)(y - a)); row < Math.Min(Size, y + a + 1); row++)
        {
            for (var column = Math.Max(0, (int)(x - a)); column < Math.Min(Size, x + a + 1); column++)
            {
                double u = ((column - x) * cos) + ((row - y) * sin), v = ((row - y) * cos) - ((column - x) * sin);
                if ((u * u / (a * a)) + (v * v / (b * b)) <= 1 && Labels[row, column] == 0)
                {
                    Labels[row, column] = label;
                }
            }
        }
    }

    private StarPolygons MakeCandidates(Random random)
    {
        var dist = StarDistances.Compute(Labels, new RayAngles(Rays), Grid, Grid);
        var prob = ObjectProbability.Compute(Labels, Grid, Grid);
        const int width = (Size + Grid - 1) / Grid;
        int[] inside = [.. Enumerable.Range(0, prob.Length).Where(i => prob[i] > 0)];
        var noisy = new float[inside.Length * Rays];
        for (var i = 0; i < noisy.Length; i++)
        {
            noisy[i] = dist[(i % Rays * prob.Length) + inside[i / Rays]] * (float)(0.93 + (0.14 * random.NextDouble()));
        }

        return new StarPolygons(
            Rays,
            Array.ConvertAll(inside, i => (float)(i / width * Grid)),
            Array.ConvertAll(inside, i => (float)(i % width * Grid)),
            noisy,
            Array.ConvertAll(inside, i => prob[i] * (float)(0.9 + (0.1 * random.NextDouble()))));
    }
}
