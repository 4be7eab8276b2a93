using System.Text.Json;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Training;
using FijiBridge.Engine.UNet;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Tests.Training;

/// <summary>Losses and their gradients, weight maps, optimisers and schedules against PyTorch and scipy (make_training_golden.py).</summary>
public class TrainingGoldenTests
{
    private const int Samples = 2, Height = 3, Width = 5, Steps = 12;
    private const double Rate = 0.05;
    private static readonly JsonElement s_golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "training_golden.json"))).RootElement;

    [Theory]
    [InlineData("binary_ce", 1)]
    [InlineData("binary_focal", 1)]
    [InlineData("binary_dice", 1)]
    [InlineData("binary_tversky", 1)]
    [InlineData("three_ce", 3)]
    [InlineData("three_focal", 3)]
    [InlineData("three_dice", 3)]
    [InlineData("three_tversky", 3)]
    [InlineData("class_weights", 3)]
    [InlineData("mse", 1)]
    [InlineData("mae", 1)]
    public void Losses_and_their_gradients_are_those_of_the_reference(string name, int channels)
    {
        using var scope = NewDisposeScope();
        var numbers = Enumerable.Range(0, Samples * Height * Width).Select(i => (long)((((i * 5) + (i / 7)) % (Math.Max(2, channels) + 1)) - 1)).ToArray();
        var classes = tensor(numbers).reshape(Samples, Height, Width);
        var weights = tensor([.. Ramp(numbers.Length).Select((r, i) => numbers[i] < 0 ? 0 : 1.5f + (0.5f * r))], [Samples, Height, Width]);
        var target = tensor([.. Ramp(numbers.Length).Select(Math.Abs)], [Samples, 1, Height, Width]);
        var scores = tensor([.. Ramp(Samples * channels * Height * Width).Select(r => 3 * r)], [Samples, channels, Height, Width]);
        scores.requires_grad = true;

        var loss = name.Split('_')[^1] switch
        {
            "ce" => UNetLoss.CrossEntropy(scores, classes, weights),
            "focal" => UNetLoss.Focal(scores, classes, weights, 2),
            "dice" => UNetLoss.Dice(scores, classes),
            "tversky" => UNetLoss.Tversky(scores, classes, 0.3, 0.7),
            "weights" => UNetLoss.CrossEntropy(scores, classes, ClassWeights(numbers)),
            var depth => UNetLoss.Depth(scores, target, classes, squared: depth == "mse"),
        };
        loss.backward();

        Equal(Golden(name), [loss.item<float>(), .. TensorArrays.ToArray(scores.grad!)], 1e-5);
    }

    [Fact]
    public void The_weight_map_is_that_of_the_paper_with_exact_distances()
    {
        var labels = new LabelImage(28, 20, [.. Golden("labels").Select(v => (int)v)]);
        var classes = Array.ConvertAll(labels.Pixels, l => l < 0 ? UNetTargets.Ignored : l > 0 ? 1f : 0f);
        Equal(Golden("weight_map"), UNetTargets.Weights(labels, classes, [0.5, 2], 10, 3), 1e-4); // beyond five sigma the term is left out
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adam")]
    [InlineData("adamw")]
    public void Optimisers_take_the_steps_of_PyTorch_with_clipped_gradients_and_a_falling_rate(string kind)
    {
        using var scope = NewDisposeScope();
        using var conv = nn.Conv2d(2, 3, 3);
        using (no_grad())
        {
            conv.weight!.copy_(tensor(Ramp(54), [3, 2, 3, 3]));
            conv.bias!.copy_(tensor(Ramp(3)));
        }

        var options = Options(LearningRateSchedule.Cosine) with { Optimizer = kind == "sgd" ? OptimizerKind.Sgd : OptimizerKind.Adam, WeightDecay = kind switch { "sgd" => 0.01, "adamw" => 0.1, _ => 0 } };
        using var optimizer = WeightOptimizer.Create(conv, options);
        var (rates, x, path) = (new LearningRates(options), tensor(Ramp(60), [1, 2, 6, 5]), new List<float>());
        for (var step = 0; step < Steps; step++)
        {
            optimizer.ZeroGrad();
            conv.call(x).square().mean().backward();
            optimizer.ClipGradients(0.2);
            optimizer.Update(rates.At(optimizer.Step, 1, 1));
            path.AddRange([.. TensorArrays.ToArray(conv.weight!), .. TensorArrays.ToArray(conv.bias!)]);
        }

        Equal(Golden("optimizer_" + kind), path, 1e-5);
    }

    [Fact]
    public void Schedules_are_those_of_PyTorch_step_by_step()
    {
        var cosine = new LearningRates(Options(LearningRateSchedule.Cosine));
        Equal(Golden("cosine"), [.. Enumerable.Range(0, Steps).Select(s => (float)cosine.At(s, 1, 1))], 1e-7);
        var step = new LearningRates(Options(LearningRateSchedule.Step) with { Epochs = 10, StepsPerEpoch = 1, StepEvery = 3, StepFactor = 0.4 });
        Equal(Golden("step"), [.. Enumerable.Range(0, 10).Select(s => (float)step.At(s, 1, 1))], 1e-7);
        var plateau = new ReduceOnPlateau(0.5, 3); // after as many epochs, where PyTorch's patience of 2 reduces after more than 2
        Equal(Golden("plateau"), [.. Golden("plateau_losses").Select(l => (plateau.Observe(l), (float)plateau.Scale).Item2)], 0);
    }

    [Fact]
    public void A_warm_up_rises_in_equal_steps_and_then_leaves_the_schedule_alone()
    {
        var plain = new LearningRates(Options(LearningRateSchedule.Cosine));
        var warm = new LearningRates(Options(LearningRateSchedule.Cosine) with { WarmupSteps = 4 });
        Assert.Equal([0.25, 0.5, 0.75, 1, 1, 1], Enumerable.Range(0, 6).Select(s => Math.Round(warm.At(s, 1, 1) / plain.At(s, 1, 1), 12)));
        Assert.Equal(plain.At(5, 1, 0.5), plain.At(5, 1, 1) / 2, 12); // after weights were restored
    }

    [Fact]
    public void The_loss_of_a_network_is_the_weighted_sum_of_its_terms()
    {
        using var scope = NewDisposeScope();
        using var net = new UNetNet(new UNetConfig { Depth = 1, FilterBase = 4 }, 3);
        var options = new UNetLossOptions { CrossEntropy = 0.5, Dice = 2, Focal = 3, Tversky = 0.25, Mse = 4, Mae = 0.125, ClassWeights = [1, 2, 5] };
        var task = new UNetTask(net, options);
        var pair = SimulatedDiscs.Pair("p", 32, 32, 1);
        var sample = task.Prepare(new FijiBridge.Engine.Data.Patch("p", 0, 1, Ramp(32 * 32), pair.Labels));
        var terms = task.ComputeLosses([.. sample.Arrays.Select(a => tensor(a.Values, [1, .. a.Shape]))]);
        var values = terms.Terms.ToDictionary(t => t.Name, t => t.Value.item<float>());
        Assert.Equal(
            (0.5 * values["cross_entropy"]) + (2 * values["dice"]) + (3 * values["focal"]) + (0.25 * values["tversky"]) + (4 * values["mse"]) + (0.125 * values["mae"]), terms.Total.item<float>(), 1e-4);
        Assert.All(values.Values, v => Assert.True(v > 0));
    }

    private static TrainingOptions Options(LearningRateSchedule schedule) => new() { LearningRate = Rate, Schedule = schedule, Epochs = 3, StepsPerEpoch = Steps / 3 };

    private static Tensor ClassWeights(long[] classes) => tensor([.. classes.Select(c => c < 0 ? 0 : new[] { 0.5f, 1, 4 }[c])], [Samples, Height, Width]);

    private static float[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(k => (((k * 7919L) + 13) % 101 / 50f) - 1)];

    private static float[] Golden(string name) => [.. s_golden.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];

    private static void Equal(IReadOnlyList<float> expected, IReadOnlyList<float> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"Value {i} is {actual[i]}, not {expected[i]}.");
        }
    }
}
