using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.StarDist;

/// <summary>How the error of the distances is measured.</summary>
public enum DistanceLoss
{
    /// <summary>Mean absolute error.</summary>
    Mae,

    /// <summary>Mean squared error.</summary>
    Mse,

    /// <summary>1 - IoU of the polygons, from the squared distances.</summary>
    Iou,
}

/// <summary>The weights and kinds of StarDist's loss terms.</summary>
public sealed record StarDistLossOptions
{
    /// <summary>Kind of the distance term.</summary>
    public DistanceLoss Distance { get; init; } = DistanceLoss.Mae;

    /// <summary>Weight of the probability term.</summary>
    public double ProbWeight { get; init; } = 1;

    /// <summary>Weight of the distance term.</summary>
    public double DistWeight { get; init; } = 0.2;

    /// <summary>Weight of the class term (models with classes).</summary>
    public double ClassWeight { get; init; } = 1;

    /// <summary>Pull of the distances towards zero outside objects.</summary>
    public double BackgroundRegularization { get; init; } = 1e-4;

    /// <summary>Weight of each class in the class term, background first (nClasses + 1 values), or null for equal ones.</summary>
    public double[]? ClassWeights { get; init; }
}

/// <summary>
/// StarDist's losses. All take the network's raw outputs, so that no probability is ever rounded to 0 or 1.
/// The distance term is weighted by the object probability map, which is 0 in background and in ignored pixels
/// (probability -1 counts as 0 there). Schmidt et al., MICCAI 2018; background term as in the StarDist code.
/// </summary>
public static class StarDistLoss
{
    private const double Epsilon = 1e-7;

    /// <summary>
    /// Mean binary cross-entropy over the pixels whose target is not negative: (N, 1, H, W) logits against targets 0..1.
    /// Zero where every pixel is ignored.
    /// </summary>
    public static Tensor Probability(Tensor logits, Tensor target)
    {
        var known = target.ge(0).to_type(logits.dtype);
        var losses = nn.functional.binary_cross_entropy_with_logits(logits, target.clamp(0), known, nn.Reduction.Sum);
        return losses / known.sum().clamp(1);
    }

    /// <summary>
    /// The distance loss, a scalar: the mean over pixels of (mean over rays of prob * error) / (mean of prob), plus
    /// <paramref name="backgroundRegularization"/> times the mean over pixels of (1 - prob) * |predicted| (squared for
    /// <see cref="DistanceLoss.Mse"/>).
    /// </summary>
    /// <param name="predicted">Distances (N, nRays, H, W).</param>
    /// <param name="target">True distances (N, nRays, H, W), 0 outside objects.</param>
    /// <param name="prob">Object probability target (N, 1, H, W), -1 where ignored.</param>
    /// <param name="kind">Kind of error.</param>
    /// <param name="backgroundRegularization">Weight of the background term.</param>
    public static Tensor Distance(Tensor predicted, Tensor target, Tensor prob, DistanceLoss kind, double backgroundRegularization)
    {
        return DistanceOfError(RayError(predicted, target, kind), predicted, prob, kind, backgroundRegularization);
    }

    /// <summary>As <see cref="Distance"/>, with the error of each pixel given: what <see cref="RayError"/> makes.</summary>
    public static Tensor DistanceOfError(Tensor error, Tensor predicted, Tensor prob, DistanceLoss kind, double backgroundRegularization)
    {
        var mask = prob.clamp(0);
        var loss = (mask * error).mean() / (mask.mean() + Epsilon);
        if (backgroundRegularization > 0)
        {
            var outside = MeanOverRays(kind == DistanceLoss.Mse ? predicted.square() : predicted.abs());
            loss = loss + (((1 - mask) * outside).mean() * backgroundRegularization);
        }

        return loss;
    }

    /// <summary>The error of each pixel, the mean over its rays: (N, 1, H, W) from two times (N, nRays, H, W).</summary>
    public static Tensor RayError(Tensor predicted, Tensor target, DistanceLoss kind) => kind switch
    {
        DistanceLoss.Mae => MeanOverRays((predicted - target).abs()),
        DistanceLoss.Mse => MeanOverRays((predicted - target).square()),
        DistanceLoss.Iou => PolygonError(predicted, target),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>
    /// Weighted categorical cross-entropy, averaged over all pixels; pixels with a negative class add nothing.
    /// </summary>
    /// <param name="logits">(N, nClasses + 1, H, W), class 0 is background.</param>
    /// <param name="classes">True class per pixel, (N, H, W) int64, -1 where ignored.</param>
    /// <param name="weights">Weight of each class (nClasses + 1), on the device of the logits, or null.</param>
    public static Tensor Class(Tensor logits, Tensor classes, Tensor? weights)
    {
        var known = classes.ge(0).to_type(logits.dtype); // (N, H, W)
        var index = classes.clamp(0);
        var picked = logits.log_softmax(1).gather(1, index.unsqueeze(1)).squeeze(1); // (N, H, W)
        if (weights is not null)
        {
            known = known * weights.index_select(0, index.reshape(-1)).reshape(index.shape);
        }

        return -(picked * known).mean();
    }

    /// <summary>Mean absolute error of the distances inside objects: the StarDist metric "dist_relevant_mae".</summary>
    /// <param name="error">Mean absolute error of each pixel, (N, 1, H, W).</param>
    /// <param name="prob">Object probability target (N, 1, H, W), -1 where ignored.</param>
    public static Tensor RelevantMeanError(Tensor error, Tensor prob)
    {
        var inside = prob.gt(0).to_type(error.dtype);
        return (inside * error).mean() / (inside.mean() + Epsilon);
    }

    // Summed, then divided: the gradient of a sum is a view, that of a mean a tensor as large as all the rays.
    private static Tensor MeanOverRays(Tensor values) => values.sum([1L], true) / values.shape[1];

    // The area of a star polygon is about the sum of its squared distances; per pixel, (N, 1, H, W).
    private static Tensor PolygonError(Tensor predicted, Tensor target)
    {
        var size = predicted.abs();
        var shared = (predicted.sign() * target.minimum(size).square()).mean([1L], true);
        var joined = target.maximum(size).square().mean([1L], true);
        return 1 - (shared / (joined + Epsilon));
    }
}
