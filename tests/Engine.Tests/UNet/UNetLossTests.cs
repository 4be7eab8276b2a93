using FijiBridge.Engine.UNet;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Tests.UNet;

/// <summary>Losses against values computed by hand.</summary>
public class UNetLossTests
{
    private static readonly float s_ln3 = (float)Math.Log(3); // sigmoid .75, odds 3 : 1

    [Fact]
    public void Binary_cross_entropy_is_the_weighted_mean_over_known_pixels()
    {
        // p = .5, .75, .75 for classes 1, 1, 0; weights 1, 2, 3; a fourth pixel is ignored.
        var loss = UNetLoss.CrossEntropy(Scores([0, s_ln3, s_ln3, 9]), Classes(1, 1, 0, -1), Weights(1, 2, 3, 0)).item<float>();
        Assert.Equal(-(Math.Log(0.5) + (2 * Math.Log(0.75)) + (3 * Math.Log(0.25))) / 6, loss, 1e-6);
    }

    [Fact]
    public void Categorical_cross_entropy_takes_the_softmax_of_the_true_class()
    {
        // Odds 1 : 1 : 1, then 3 : 1 : 1.
        var loss = UNetLoss.CrossEntropy(Scores([0, s_ln3], [0, 0], [0, 0]), Classes(2, 0), Weights(1, 1)).item<float>();
        Assert.Equal(-(Math.Log(1 / 3.0) + Math.Log(3 / 5.0)) / 2, loss, 1e-6);
    }

    [Fact]
    public void Focal_loss_of_exponent_two_weighs_by_the_squared_error()
    {
        var loss = UNetLoss.Focal(Scores([s_ln3, s_ln3]), Classes(1, 0), Weights(1, 1), 2).item<float>();
        Assert.Equal(-((0.25 * 0.25 * Math.Log(0.75)) + (0.75 * 0.75 * Math.Log(0.25))) / 2, loss, 1e-6);
        var plain = UNetLoss.Focal(Scores([s_ln3, s_ln3]), Classes(1, 0), Weights(1, 1), 0).item<float>();
        Assert.Equal(UNetLoss.CrossEntropy(Scores([s_ln3, s_ln3]), Classes(1, 0), Weights(1, 1)).item<float>(), plain, 1e-6);
    }

    [Fact]
    public void Dice_loss_counts_with_probabilities()
    {
        // P = .75, .75, .5 and an ignored pixel; T = 1, 0, 1: 2 * 1.25 / (2 + 2).
        var loss = UNetLoss.Dice(Scores([s_ln3, s_ln3, 0, 5]), Classes(1, 0, 1, -1)).item<float>();
        Assert.Equal(1 - (2.5 / 4), loss, 1e-5);
    }

    [Fact]
    public void Dice_loss_of_several_classes_is_their_mean_without_the_background()
    {
        // Probabilities (1/3, 1/3, 1/3) and (.2, .6, .2); classes 1 and 0. Class 1: TP 1/3, P 14/15, T 1. Class 2: nothing there.
        var loss = UNetLoss.Dice(Scores([0, 0], [0, s_ln3], [0, 0]), Classes(1, 0)).item<float>();
        Assert.Equal((1 - (2.0 / 3 / (1 + (14 / 15.0))) + 1) / 2, loss, 1e-5);
    }

    [Fact]
    public void Tversky_loss_weighs_misses_and_false_alarms_apart()
    {
        // P = .75, .75; T = 1, 0: TP .75, FP .75, FN .25.
        var loss = UNetLoss.Tversky(Scores([s_ln3, s_ln3]), Classes(1, 0), 0.3, 0.7).item<float>();
        Assert.Equal(1 - (0.75 / (0.75 + (0.3 * 0.75) + (0.7 * 0.25))), loss, 1e-5);
        var half = UNetLoss.Tversky(Scores([s_ln3, s_ln3]), Classes(1, 0), 0.5, 0.5).item<float>();
        Assert.Equal(UNetLoss.Dice(Scores([s_ln3, s_ln3]), Classes(1, 0)).item<float>(), half, 1e-6);
    }

    [Fact]
    public void Depth_losses_are_means_over_known_pixels()
    {
        var (predicted, target) = (Scores([0.5f, 1, 7]), Scores([1, 0, 0]));
        Assert.Equal((0.25 + 1) / 2, UNetLoss.Depth(predicted, target, Classes(1, 0, -1), squared: true).item<float>(), 1e-6);
        Assert.Equal((0.5 + 1) / 2, UNetLoss.Depth(predicted, target, Classes(1, 0, -1), squared: false).item<float>(), 1e-6);
    }

    [Fact]
    public void Losses_of_fully_ignored_patches_and_extreme_scores_are_finite()
    {
        foreach (var (scores, classes, weights) in new[] { (Scores([3, -3]), Classes(-1, -1), Weights(0, 0)), (Scores([300, -300]), Classes(0, 1), Weights(1, 1)) })
        {
            Tensor[] losses =
            [
                UNetLoss.CrossEntropy(scores, classes, weights), UNetLoss.Focal(scores, classes, weights, 2), UNetLoss.Dice(scores, classes),
                UNetLoss.Tversky(scores, classes, 0.3, 0.7), UNetLoss.Depth(scores, scores, classes, true),
            ];
            Assert.All(losses, l => Assert.True(float.IsFinite(l.item<float>())));
        }

        Assert.Equal(300, UNetLoss.CrossEntropy(Scores([300, -300]), Classes(0, 1), Weights(1, 1)).item<float>(), 1e-3);
    }

    [Theory]
    [InlineData("none", "at least one of cross-entropy, Dice, focal and Tversky")]
    [InlineData("depth", "give MSE or MAE a weight")]
    [InlineData("classes", "this network needs 3 numbers")]
    [InlineData("sigma", "border sigma is 0")]
    public void Options_that_do_not_fit_are_refused(string what, string words)
    {
        var options = what switch
        {
            "none" => new UNetLossOptions { CrossEntropy = 0 },
            "depth" => new UNetLossOptions { Mse = 0 },
            "classes" => new UNetLossOptions { ClassWeights = [1, 2] },
            _ => new UNetLossOptions { BorderSigma = 0 },
        };
        Assert.Contains(words, Assert.Throws<UserAdviceException>(() => options.Check(new UNetConfig())).Message);
    }

    // (1, channels, 1, pixels)
    private static Tensor Scores(params float[][] channels) => stack([.. channels.Select(c => tensor(c))]).unsqueeze(0).unsqueeze(2);

    private static Tensor Classes(params long[] values) => tensor(values).reshape(1, 1, values.Length);

    private static Tensor Weights(params float[] values) => tensor(values).reshape(1, 1, values.Length);
}
