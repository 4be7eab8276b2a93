using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.UNet;

/// <summary>
/// The loss terms of U-Nets. Class terms take scores before sigmoid or softmax, (N, K, H, W), K = 1 for background and
/// foreground; classes (N, H, W) int64, negative where ignored; weights (N, H, W), 0 where ignored. All results are scalars.
/// </summary>
public static class UNetLoss
{
    private const double Epsilon = 1e-6;

    /// <summary>
    /// Weighted mean of -log p(true class): binary cross-entropy for K = 1, categorical for more. 0 where all is ignored.
    /// </summary>
    public static Tensor CrossEntropy(Tensor scores, Tensor classes, Tensor weights) => WeightedMean(-LogProbability(scores, classes), weights);

    /// <summary>Weighted mean of -(1 - p)^gamma log p for the true class's probability p (Lin et al., ICCV 2017).</summary>
    public static Tensor Focal(Tensor scores, Tensor classes, Tensor weights, double gamma)
    {
        var log = LogProbability(scores, classes);
        return WeightedMean(-((1 - log.exp()).clamp(Epsilon, 1).pow(gamma) * log), weights);
    }

    /// <summary>1 - 2 |P T| / (|P| + |T|) of the probabilities P and the one-hot truth T over the batch, mean over the classes beside the background.</summary>
    public static Tensor Dice(Tensor scores, Tensor classes) => Overlap(scores, classes, 0.5, 0.5);

    /// <summary>1 - TP / (TP + alpha FP + beta FN), counted with probabilities over the batch, mean over the classes beside the background (Salehi et al., 2017).</summary>
    public static Tensor Tversky(Tensor scores, Tensor classes, double alpha, double beta) => Overlap(scores, classes, alpha, beta);

    /// <summary>Mean of squared (or absolute) differences over the pixels that are not ignored; both tensors (N, 1, H, W).</summary>
    public static Tensor Depth(Tensor predicted, Tensor target, Tensor classes, bool squared)
    {
        var known = classes.ge(0).to_type(predicted.dtype).unsqueeze(1);
        var difference = predicted - target;
        return ((squared ? difference.square() : difference.abs()) * known).sum() / known.sum().clamp(1);
    }

    private static Tensor WeightedMean(Tensor losses, Tensor weights) => (losses * weights).sum() / weights.sum().clamp(Epsilon);

    /// <summary>Log-probability of the true class, (N, H, W); that of class 0 where ignored.</summary>
    private static Tensor LogProbability(Tensor scores, Tensor classes)
    {
        var index = classes.clamp(0).unsqueeze(1); // (N, 1, H, W)
        if (scores.shape[1] == 1)
        {
            var sign = (index.to_type(scores.dtype) * 2) - 1;
            return -nn.functional.softplus(-(scores * sign)).squeeze(1); // log sigmoid(±score)
        }

        return scores.log_softmax(1).gather(1, index).squeeze(1);
    }

    private static Tensor Overlap(Tensor scores, Tensor classes, double alpha, double beta)
    {
        var known = classes.ge(0).to_type(scores.dtype).unsqueeze(1);
        var binary = scores.shape[1] == 1;
        var probabilities = (binary ? scores.sigmoid() : scores.softmax(1)) * known;
        var first = binary ? 0 : 1;
        Tensor? sum = null;
        for (var k = first; k < scores.shape[1]; k++)
        {
            var p = probabilities.select(1, k);
            var truth = classes.eq(binary ? 1 : k).to_type(scores.dtype);
            var truePositives = (p * truth).sum();
            var falsePositives = p.sum() - truePositives;
            var falseNegatives = truth.sum() - truePositives;
            var loss = 1 - ((truePositives + Epsilon) / (truePositives + (falsePositives * alpha) + (falseNegatives * beta) + Epsilon));
            sum = sum is null ? loss : sum + loss;
        }

        return sum! / (double)(scores.shape[1] - first);
    }
}
