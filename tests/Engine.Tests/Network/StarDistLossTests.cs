using FijiBridge.Engine.StarDist;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Tests.Network;

public class StarDistLossTests
{
    [Fact]
    public void Probability_loss_is_the_mean_cross_entropy_over_known_pixels()
    {
        // sigmoid(0) = 0.5, sigmoid(ln 3) = 0.75; the third pixel is ignored.
        var loss = StarDistLoss.Probability(Map(0, (float)Math.Log(3), 5), Map(1, 0.5f, -1)).item<float>();
        var expected = (-Math.Log(0.5) - (0.5 * Math.Log(0.75)) - (0.5 * Math.Log(0.25))) / 2;
        Assert.Equal(expected, loss, 1e-6);
    }

    [Fact]
    public void Probability_loss_of_fully_ignored_patches_is_zero() =>
        Assert.Equal(0, StarDistLoss.Probability(Map(3, -3), Map(-1, -1)).item<float>());

    [Fact]
    public void Probability_loss_stays_finite_for_extreme_logits()
    {
        Assert.Equal(200, StarDistLoss.Probability(Map(200), Map(0)).item<float>(), 1e-3);
        Assert.Equal(200, StarDistLoss.Probability(Map(-200), Map(1)).item<float>(), 1e-3);
    }

    [Fact]
    public void Distance_loss_weighs_errors_by_probability_and_divides_by_its_mean()
    {
        // Two pixels, two rays: errors (1, 3) at prob 0.5 and (10, 10) in background.
        var predicted = Rays([2, 10], [4, 10]);
        var target = Rays([1, 0], [1, 0]);
        var prob = Map(0.5f, 0);
        var mean = (0.5 * (1 + 3) / 2) / 2; // over rays, then pixels
        var background = ((0.5 * (2 + 4) / 2) + ((10 + 10) / 2.0)) / 2;
        var loss = StarDistLoss.Distance(predicted, target, prob, DistanceLoss.Mae, 1e-4).item<float>();
        Assert.Equal((mean / 0.25) + (1e-4 * background), loss, 1e-5);
    }

    [Fact]
    public void Squared_distance_loss_uses_squares()
    {
        var loss = StarDistLoss.Distance(Rays([3], [1]), Rays([1], [1]), Map(1), DistanceLoss.Mse, 0).item<float>();
        Assert.Equal(2, loss, 1e-5); // mean of 4 and 0
    }

    [Fact]
    public void Iou_distance_loss_is_zero_for_the_same_polygon_and_follows_the_areas()
    {
        Assert.Equal(0, StarDistLoss.Distance(Rays([2], [4]), Rays([2], [4]), Map(1), DistanceLoss.Iou, 0).item<float>(), 1e-5);
        // min squares 1 + 4 over max squares 4 + 9
        Assert.Equal(1 - (5.0 / 13), StarDistLoss.Distance(Rays([1], [3]), Rays([2], [2]), Map(1), DistanceLoss.Iou, 0).item<float>(), 1e-5);
    }

    [Fact]
    public void Ignored_pixels_touch_the_distance_loss_through_the_background_term_alone()
    {
        var loss = StarDistLoss.Distance(Rays([7], [7]), Rays([0], [0]), Map(-1), DistanceLoss.Mae, 1e-4).item<float>();
        Assert.Equal(7e-4, loss, 1e-7);
    }

    [Fact]
    public void Class_loss_weighs_classes_and_skips_unknown_pixels()
    {
        // Three pixels, two classes, equal logits: -ln 0.5 each; pixel 2 is unknown but counts in the mean.
        var logits = zeros(1, 2, 1, 3);
        var classes = tensor(new long[] { 0, 1, -1 }).reshape(1, 1, 3);
        Assert.Equal(2 * Math.Log(2) / 3, StarDistLoss.Class(logits, classes, null).item<float>(), 1e-6);
        Assert.Equal((1 + 4) * Math.Log(2) / 3, StarDistLoss.Class(logits, classes, tensor(new[] { 1f, 4f })).item<float>(), 1e-6);
    }

    [Fact]
    public void Gradients_reach_every_output()
    {
        var logits = Map(0.3f, -0.2f).requires_grad_();
        var dist = Rays([2, 1], [3, 1]).requires_grad_();
        var loss = StarDistLoss.Probability(logits, Map(1, 0)) + StarDistLoss.Distance(dist, Rays([1, 0], [1, 0]), Map(1, 0), DistanceLoss.Mae, 1e-4);
        loss.backward();
        Assert.All(logits.grad!.data<float>().ToArray(), g => Assert.NotEqual(0, g));
        Assert.All(dist.grad!.data<float>().ToArray(), g => Assert.NotEqual(0, g));
    }

    private static Tensor Map(params float[] values) => tensor(values, [1, 1, 1, values.Length]);

    private static Tensor Rays(params float[][] rays) => tensor(rays.SelectMany(r => r).ToArray(), [1, rays.Length, 1, rays[0].Length]);
}
