using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.UNet;

/// <summary>What a U-Net shall say of every pixel, made from labels.</summary>
public static class UNetTargets
{
    /// <summary>Class of pixels that the losses ignore.</summary>
    public const int Ignored = -1;

    /// <summary>Classes of <see cref="UNetOutput.Boundary"/>: outside, inside, where two objects meet.</summary>
    public const int Background = 0, Inside = 1, Between = 2;

    /// <summary>
    /// Background, inside or between, (Height * Width). A pixel is between objects where its distances to the nearest and
    /// the second nearest object add up to at most <paramref name="borderWidth"/>: on both sides of a contact, and in the
    /// gap of objects that nearly touch. Ignored pixels are <see cref="Ignored"/>.
    /// </summary>
    /// <param name="labels">Objects; negative labels are ignored.</param>
    /// <param name="borderWidth">Pixels, at least 1.</param>
    public static float[] Boundary(LabelImage labels, double borderWidth) =>
        Boundary(labels, NeighbourDistances.Of(labels, (int)Math.Ceiling(borderWidth)), borderWidth);

    /// <summary>
    /// Depth inside the object, (Height * Width): Euclidean distance to the nearest pixel that is not of the object, at
    /// most <paramref name="cap"/>, divided by its largest value in the object, so that thin objects reach 1 too. 0 outside.
    /// The border of the image is no border of objects.
    /// </summary>
    /// <param name="labels">Objects.</param>
    /// <param name="cap">Pixels; 0 for none.</param>
    public static float[] Depth(LabelImage labels, double cap)
    {
        var pixels = labels.Pixels;
        var borderIsBackground = pixels[0] > 0 && pixels.AsSpan().IndexOfAnyExcept(pixels[0]) < 0;
        var depth = ObjectDepth.SquaredDistances(pixels, labels.Width, labels.Height, borderIsBackground);
        var objects = DenseLabels.Of(pixels);
        var largest = new float[objects.Count + 1];
        var limit = cap > 0 ? (float)cap : float.PositiveInfinity;
        for (var i = 0; i < depth.Length; i++)
        {
            depth[i] = pixels[i] > 0 ? Math.Min(limit, MathF.Sqrt(depth[i])) : 0;
            ref var max = ref largest[objects.IndexOf(pixels[i])];
            max = Math.Max(max, depth[i]);
        }

        for (var i = 0; i < depth.Length; i++)
        {
            depth[i] = pixels[i] > 0 ? depth[i] / largest[objects.IndexOf(pixels[i])] : 0;
        }

        return depth;
    }

    /// <summary>
    /// Weight of every pixel, (Height * Width): wc + w0 exp(-(d1 + d2)² / (2 sigma²)) with the weight wc of the pixel's class
    /// and the distances d1, d2 to the nearest and the second nearest object; 0 where ignored. Ronneberger et al., MICCAI 2015.
    /// </summary>
    /// <param name="labels">Objects, which give the distances.</param>
    /// <param name="classes">Class of every pixel, <see cref="Ignored"/> for none.</param>
    /// <param name="classWeights">wc by class; 1 for all when null.</param>
    /// <param name="borderWeight">w0; 0 for class weights alone.</param>
    /// <param name="borderSigma">sigma, pixels.</param>
    public static float[] Weights(LabelImage labels, float[] classes, IReadOnlyList<double>? classWeights, double borderWeight, double borderSigma)
    {
        var weights = new float[classes.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = classes[i] < 0 ? 0 : classWeights is null ? 1 : (float)classWeights[(int)classes[i]];
        }

        if (borderWeight > 0)
        {
            AddBorders(weights, classes, NeighbourDistances.Of(labels, Reach(borderSigma)), borderWeight, borderSigma);
        }

        return weights;
    }

    // Beyond five sigma the term is below 4e-6 of its height.
    private static int Reach(double sigma) => (int)Math.Ceiling(5 * sigma);

    private static float[] Boundary(LabelImage labels, NeighbourDistances distances, double borderWidth)
    {
        var classes = new float[labels.Pixels.Length];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = labels.Pixels[i] < 0 ? Ignored
                : distances.Nearest[i] + distances.Second[i] <= borderWidth ? Between
                : labels.Pixels[i] > 0 ? Inside : Background;
        }

        return classes;
    }

    private static void AddBorders(float[] weights, float[] classes, NeighbourDistances distances, double height, double sigma)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            var sum = (double)distances.Nearest[i] + distances.Second[i];
            if (classes[i] >= 0 && double.IsFinite(sum))
            {
                weights[i] += (float)(height * Math.Exp(-sum * sum / (2 * sigma * sigma)));
            }
        }
    }
}
