using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// How far inside its object every pixel lies, relative to the deepest pixel of that object: StarDist's target for the
/// object probability. Schmidt et al., MICCAI 2018.
/// </summary>
/// <remarks>
/// The distance is the exact Euclidean distance to the nearest pixel of another label, on the label image as sampled by
/// the grid and in grid steps. What lies outside the image is not background, unless the whole image is one object.
/// </remarks>
public static class ObjectProbability
{
    /// <summary>Computes the probabilities at the grid points (y * gridY, x * gridX).</summary>
    /// <param name="labels">Objects; 0 is background, negative values are ignored.</param>
    /// <param name="gridY">Row step of the result, at least 1.</param>
    /// <param name="gridX">Column step of the result, at least 1.</param>
    /// <returns>
    /// (ceil(Height / gridY), ceil(Width / gridX)): distance / (largest distance in the object + 1e-10), in (0, 1]; 0 in
    /// background; -1 where the label is negative.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">A step is below 1.</exception>
    public static float[] Compute(LabelImage labels, int gridY, int gridX)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gridY, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(gridX, 1);
        int height = (labels.Height + gridY - 1) / gridY, width = (labels.Width + gridX - 1) / gridX;
        var sampled = new int[height * width];
        for (var y = 0; y < height; y++)
        {
            var row = labels.Pixels.AsSpan(y * gridY * labels.Width, labels.Width);
            for (var x = 0; x < width; x++)
            {
                sampled[(y * width) + x] = row[x * gridX];
            }
        }

        var borderIsBackground = sampled[0] > 0 && sampled.AsSpan().IndexOfAnyExcept(sampled[0]) < 0;
        var result = ObjectDepth.SquaredDistances(sampled, width, height, borderIsBackground);
        Normalize(result, sampled);
        return result;
    }

    private static void Normalize(float[] squared, int[] labels)
    {
        var objects = DenseLabels.Of(labels);
        var largest = new float[objects.Count + 1];
        for (var i = 0; i < labels.Length; i++)
        {
            ref var max = ref largest[objects.IndexOf(labels[i])];
            max = Math.Max(max, squared[i]);
        }

        for (var i = 0; i < labels.Length; i++)
        {
            // An object without any other label in sight (an infinite distance everywhere) cannot be: then the whole image
            // is this object, and its border counts as background.
            squared[i] = labels[i] > 0
                ? (float)(Math.Sqrt(squared[i]) / (Math.Sqrt(largest[objects.IndexOf(labels[i])]) + 1e-10))
                : labels[i] < 0 ? -1 : 0;
        }
    }
}
