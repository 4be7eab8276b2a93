using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Tests.TestData;

/// <summary>Small made-up pairs.</summary>
public static class TestPairs
{
    /// <summary>Discs of random place and size; pixel = label value, so that image and truth can be compared after any move.</summary>
    public static TrainingPair Discs(string name, int width, int height, int count = 6, int seed = 1)
    {
        var random = new SeededRandom(seed);
        var labels = new LabelImage(width, height);
        for (var id = 1; id <= count; id++)
        {
            double cy = random.Uniform(0, height), cx = random.Uniform(0, width), r = random.Uniform(3, 0.2 * Math.Min(width, height) + 3);
            Disc(labels, id, cy, cx, r);
        }

        return LabelsAsImage(name, labels);
    }

    public static TrainingPair LabelsAsImage(string name, LabelImage labels) =>
        new(name, Image2D.FromFloats(name, labels.Width, labels.Height, Array.ConvertAll(labels.Pixels, l => (float)l)), labels);

    public static void Disc(LabelImage labels, int id, double cy, double cx, double r)
    {
        for (var y = 0; y < labels.Height; y++)
        {
            for (var x = 0; x < labels.Width; x++)
            {
                if (((y - cy) * (y - cy)) + ((x - cx) * (x - cx)) <= r * r)
                {
                    labels[y, x] = id;
                }
            }
        }
    }

    /// <summary>An image of the given values, row by row.</summary>
    public static Image2D Image(int width, params float[] values) => Image2D.FromFloats("test", width, values.Length / width, values);
}
