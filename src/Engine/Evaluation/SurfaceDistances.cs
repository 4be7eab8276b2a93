using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Evaluation;

/// <summary>
/// How far the outlines of two shapes are from each other. The outline of a shape are its pixels that share an edge with a
/// pixel outside of it, or with the border of the image; distances run between pixel centres, exactly.
/// </summary>
/// <remarks>
/// Every outline pixel of one shape has a distance to the nearest outline pixel of the other, in both directions. Numbers
/// of several images can be added for their mean; the maximum and the percentiles of several are their largest.
/// </remarks>
/// <param name="Hausdorff">The largest of all distances.</param>
/// <param name="Hausdorff95">The larger of the two directions' 95th percentiles (linear between ranks), which one stray pixel does not move.</param>
/// <param name="Sum">Sum of the distances of both directions.</param>
/// <param name="Count">Number of these distances.</param>
public readonly record struct SurfaceDistances(double Hausdorff, double Hausdorff95, double Sum, long Count)
{
    private const double Percentile = 0.95;

    /// <summary>The average symmetric surface distance: mean of the distances of both directions, each pixel counting the same.</summary>
    public double Average => Count > 0 ? Sum / Count : 0;

    /// <summary>Compares two shapes.</summary>
    /// <param name="truth">width * height values, row by row; true inside the shape.</param>
    /// <param name="prediction">The other shape, of the same size.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixelSize">Size of a pixel; distances are in its unit. Pixels when null.</param>
    /// <returns>0 where both shapes are empty; null where one of them is: then there is no distance.</returns>
    public static SurfaceDistances? Between(bool[] truth, bool[] prediction, int width, int height, PixelSize? pixelSize = null)
    {
        bool[] a = Outline(truth, width, height), b = Outline(prediction, width, height);
        var (hasA, hasB) = (a.AsSpan().Contains(true), b.AsSpan().Contains(true));
        if (!hasA || !hasB)
        {
            return hasA == hasB ? default(SurfaceDistances) : null;
        }

        double[] fromA = At(a, DistanceMap.To(b, width, height, pixelSize)), fromB = At(b, DistanceMap.To(a, width, height, pixelSize));
        return new SurfaceDistances(
            Math.Max(fromA[^1], fromB[^1]),
            Math.Max(Quantile(fromA), Quantile(fromB)),
            fromA.Sum() + fromB.Sum(),
            fromA.Length + fromB.Length);
    }

    /// <summary>Compares the foreground of two label images; pixels whose truth is negative (ignored) belong to neither.</summary>
    /// <exception cref="UserAdviceException">The sizes differ.</exception>
    public static SurfaceDistances? OfForeground(LabelImage truth, LabelImage prediction, PixelSize? pixelSize = null)
    {
        OverlapTable.CheckSizes(truth, prediction);
        bool[] a = new bool[truth.Pixels.Length], b = new bool[truth.Pixels.Length];
        for (var i = 0; i < a.Length; i++)
        {
            a[i] = truth.Pixels[i] > 0;
            b[i] = prediction.Pixels[i] > 0 && truth.Pixels[i] >= 0;
        }

        return Between(a, b, truth.Width, truth.Height, pixelSize);
    }

    /// <summary>
    /// Compares a true object and a predicted one. A border of the image that cuts both counts as outline of both.
    /// </summary>
    /// <param name="truth">Truth.</param>
    /// <param name="prediction">Prediction of the same size.</param>
    /// <param name="trueObject">An object of the truth.</param>
    /// <param name="predictedObject">An object of the prediction.</param>
    /// <param name="pixelSize">Size of a pixel, or null for pixels.</param>
    /// <exception cref="ArgumentException">The objects share no pixel.</exception>
    public static SurfaceDistances OfPair(
        LabelImage truth, LabelImage prediction, ObjectStatistics trueObject, ObjectStatistics predictedObject, PixelSize? pixelSize = null)
    {
        int left = Math.Min(trueObject.Left, predictedObject.Left), right = Math.Max(trueObject.Right, predictedObject.Right);
        int top = Math.Min(trueObject.Top, predictedObject.Top), bottom = Math.Max(trueObject.Bottom, predictedObject.Bottom);
        int width = right - left + 1, height = bottom - top + 1;
        bool[] a = new bool[width * height], b = new bool[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = (y * width) + x;
                a[i] = truth[top + y, left + x] == trueObject.Label;
                b[i] = prediction[top + y, left + x] == predictedObject.Label && truth[top + y, left + x] >= 0;
            }
        }

        return Between(a, b, width, height, pixelSize)
            ?? throw new ArgumentException($"The true object {trueObject.Label} and the predicted object {predictedObject.Label} share no pixel.", nameof(predictedObject));
    }

    private static bool[] Outline(bool[] shape, int width, int height)
    {
        var result = new bool[shape.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = (y * width) + x;
                result[i] = shape[i]
                    && (x == 0 || y == 0 || x == width - 1 || y == height - 1 || !shape[i - 1] || !shape[i + 1] || !shape[i - width] || !shape[i + width]);
            }
        }

        return result;
    }

    private static double[] At(bool[] outline, double[] distances)
    {
        var result = new List<double>();
        for (var i = 0; i < outline.Length; i++)
        {
            if (outline[i])
            {
                result.Add(distances[i]);
            }
        }

        result.Sort();
        return [.. result];
    }

    private static double Quantile(double[] sorted)
    {
        var place = Percentile * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
