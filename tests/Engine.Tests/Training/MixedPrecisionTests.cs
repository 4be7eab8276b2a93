using FijiBridge.Engine.Data;
using FijiBridge.Engine.Data.Augmentation;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Training;
using FijiBridge.Engine.UNet;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Tests.Training;

/// <summary>Training with the network in bfloat16, on processors that have it.</summary>
public sealed class MixedPrecisionTests : IDisposable
{
    private static readonly StarDistConfig Config = new() { NRays = 16, Grid = [2, 2], UnetNDepth = 1, UnetNFilterBase = 8, NetConvAfterUnet = 16 };

    private readonly string _folder = Directory.CreateTempSubdirectory("fijibridge-bf16-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_learns_as_well_as_with_32_bits_and_keeps_32_bit_weights()
    {
        SkipWithoutBFloat16();
        var outcome = TrainingSession.Train(Plan("model", epochs: 6, steps: 40));
        var accuracy = outcome.Metrics.Single(m => m.Set == "test").Rows[0].AveragePrecision;
        Assert.True(accuracy > 0.9, $"AP .5 is {accuracy}");
        var weights = SafetensorsFile.Read(Path.Combine(_folder, "model.training", Trainer.BestFile)).Tensors;
        Assert.Contains(weights.Values.SelectMany(t => t.Values), v => BitConverter.SingleToUInt32Bits(v) << 16 != 0); // more digits than bfloat16 has
    }

    [Fact]
    public void A_training_that_was_interrupted_goes_on_with_the_same_bits()
    {
        SkipWithoutBFloat16();
        TrainingSession.Train(Plan("whole", epochs: 3, steps: 4));
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => TrainingSession.Train(
            Plan("parts", epochs: 3, steps: 4),
            e =>
            {
                if (e.Kind == TrainingEventKind.Epoch && e.Epoch == 2)
                {
                    source.Cancel();
                }
            },
            ct: source.Token));
        TrainingSession.Train(Plan("parts", epochs: 3, steps: 4));
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "whole", ModelFolder.WeightsFile)), File.ReadAllBytes(Path.Combine(_folder, "parts", ModelFolder.WeightsFile)));
    }

    [Theory]
    [InlineData("stardist")]
    [InlineData("classes")]
    [InlineData("boundary")]
    [InlineData("distance")]
    [InlineData("batch norm")]
    [InlineData("group norm")]
    public void Losses_and_gradients_are_those_of_32_bits_but_for_rounding(string kind)
    {
        SkipWithoutBFloat16();
        var task = Task(kind);
        var samples = new[] { 3, 4 }.Select(seed => task.Prepare(SimulatedDiscs.Patch(64, seed))).ToList();
        TorchThread.Shared.Run(() =>
        {
            using var scope = NewDisposeScope();
            TorchFeatures.UseChannelsLast(task.Network);
            var (exactLoss, exact) = Gradients(task, samples, mixed: false);
            var (mixedLoss, mixed) = Gradients(task, samples, mixed: true);
            Assert.Equal(exactLoss, mixedLoss, 0.02 * Math.Abs(exactLoss));
            Assert.NotEqual(exactLoss, mixedLoss); // it did compute in bfloat16
            var cosine = exact.Zip(mixed, (a, b) => a * b).Sum() / Math.Sqrt(exact.Sum(a => a * a) * mixed.Sum(b => b * b));
            Assert.True(cosine > 0.99, $"the cosine between the gradients is {cosine}");
        });
    }

    [Fact]
    public void Where_the_device_has_no_bfloat16_that_is_said_before_anything_is_done()
    {
        Assert.SkipWhen(TorchExtras.HasAutocast && TorchExtras.CpuHasBFloat16, "This CPU has bfloat16.");
        Assert.Contains("switch it off", Assert.Throws<UserAdviceException>(() => TrainingSession.Train(Plan("none", 1, 1))).Message);
        Assert.False(Directory.Exists(Path.Combine(_folder, "none")));
    }

    [Fact]
    public void It_is_recommended_where_it_pays_and_is_not_in_use()
    {
        var has = TorchExtras.HasAutocast && TorchExtras.CpuHasBFloat16;
        foreach (var mixed in has ? new[] { false, true } : [false])
        {
            var started = "";
            TrainingSession.Train(Plan($"hint {mixed}", 1, 1, mixed), e => started += e.Kind == TrainingEventKind.Started ? e.Message : "");
            Assert.Equal(has && !mixed, started.Contains("precision=bf16", StringComparison.Ordinal));
        }
    }

    private TrainingPlan Plan(string name, int epochs, int steps, bool mixed = true)
    {
        return new()
        {
            Data = SimulatedDiscs.Set(14, 128),
            TestSets = new Dictionary<string, ITrainingSet> { ["test"] = SimulatedDiscs.Set(4, 128, seed: 2) },
            Output = Path.Combine(_folder, name),
            Config = Config,
            Options = new TrainingOptions
            {
                Epochs = epochs,
                StepsPerEpoch = steps,
                BatchSize = 4,
                PatchSize = 64,
                LearningRate = 3e-3,
                Device = "cpu",
                Threads = 1,
                LoaderThreads = 1,
                ClipNorm = 1,
                MixedPrecision = mixed,
            },
            Augmentation = AugmentationOptions.ExactOnly,
            Info = new ModelInfo { Name = "m" },
        };
    }

    private static ITrainingTask Task(string kind)
    {
        UNetTask UNet(UNetOutput output, UNetNorm norm) =>
            new(new UNetNet(new UNetConfig { Output = output, Norm = norm, Groups = 4, Depth = 2, FilterBase = 8 }), new UNetLossOptions { CrossEntropy = 1, Dice = 1 });
        random.manual_seed(5);
        return kind switch
        {
            "stardist" => new StarDistTask(new StarDistNet(Config)),
            "classes" => new StarDistTask(new StarDistNet(Config with { NClasses = 2 }), null, (_, label) => 1 + (label % 2)),
            "boundary" => UNet(UNetOutput.Boundary, UNetNorm.None),
            "distance" => UNet(UNetOutput.Distance, UNetNorm.None),
            "batch norm" => UNet(UNetOutput.Boundary, UNetNorm.Batch),
            _ => UNet(UNetOutput.Boundary, UNetNorm.Group),
        };
    }

    private static (double Loss, double[] Gradients) Gradients(ITrainingTask task, IReadOnlyList<TrainingSample> samples, bool mixed)
    {
        using var optimizer = WeightOptimizer.Create(task.Network, new TrainingOptions());
        using var meter = new LossMeter();
        task.Network.train();
        new StepRunner(task, ComputeDevice.Choose("cpu"), mixed).AddGradients(samples, 1, optimizer, meter, Assert.Fail);
        return (meter.Means()["loss"], [.. task.Network.parameters().SelectMany(p => p.grad!.to_type(ScalarType.Float64).flatten().data<double>().ToArray())]);
    }

    private static void SkipWithoutBFloat16() => Assert.SkipUnless(TorchExtras.HasAutocast && TorchExtras.CpuHasBFloat16, "This CPU or this libtorch has no bfloat16.");
}
