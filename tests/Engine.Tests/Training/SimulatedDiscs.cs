using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Tests.Training;

/// <summary>Bright, noisy discs of radius 5 to 9 on dark ground, some of them touching; seeded.</summary>
internal static class SimulatedDiscs
{
    public static ITrainingSet Set(int count, int size, int seed = 1) =>
        new InMemoryTrainingSet(Enumerable.Range(0, count).Select(i => Pair($"discs-{i}", size, size, (seed * 1000) + i)));

    public static Patch Patch(int size, int seed)
    {
        var pair = Pair("discs", size, size, seed);
        var pixels = new float[size * size];
        for (var y = 0; y < size; y++)
        {
            pair.Image.ReadRow(0, y, 0, pixels.AsSpan(y * size, size));
        }

        return new Patch("discs", seed, 1, pixels, pair.Labels);
    }

    public static TrainingPair Pair(string name, int width, int height, int seed)
    {
        var random = new Random(seed);
        var labels = new LabelImage(width, height);
        var pixels = new float[width * height];
        var wanted = Math.Max(1, width * height / 500);
        var id = 0;
        for (var attempt = 0; attempt < 20 * wanted && id < wanted; attempt++)
        {
            double r = 5 + (4 * random.NextDouble()), cy = random.NextDouble() * height, cx = random.NextDouble() * width;
            var inside = new List<int>();
            var free = true;
            for (var y = (int)Math.Max(0, cy - r); y <= Math.Min(height - 1, cy + r); y++)
            {
                for (var x = (int)Math.Max(0, cx - r); x <= Math.Min(width - 1, cx + r); x++)
                {
                    if (((y - cy) * (y - cy)) + ((x - cx) * (x - cx)) <= r * r)
                    {
                        inside.Add((y * width) + x);
                        free &= labels.Pixels[(y * width) + x] == 0;
                    }
                }
            }

            if (free && inside.Count > 20)
            {
                id++;
                var level = (float)(0.6 + (0.4 * random.NextDouble()));
                inside.ForEach(p =>
                {
                    labels.Pixels[p] = id;
                    pixels[p] = level;
                });
            }
        }

        for (var p = 0; p < pixels.Length; p++)
        {
            pixels[p] = (pixels[p] + (float)(0.1 * random.NextDouble())) * 1000;
        }

        return new TrainingPair(name, Image2D.FromFloats(name, width, height, pixels), labels);
    }
}
