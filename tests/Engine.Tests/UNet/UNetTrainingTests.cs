using FijiBridge.Engine.Data;
using FijiBridge.Engine.Data.Augmentation;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Tests.Training;
using FijiBridge.Engine.Training;
using FijiBridge.Engine.UNet;
using Xunit;

namespace FijiBridge.Engine.Tests.UNet;

public sealed class UNetTrainingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fijibridge-unet-training-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_small_network_learns_to_tell_touching_discs_apart_within_seconds()
    {
        var outcome = TrainingSession.Train(Plan("discs", UNetOutput.Distance, 6) with
        {
            Data = SimulatedDiscs.Set(10, 128),
            TestSets = new Dictionary<string, ITrainingSet> { ["test"] = SimulatedDiscs.Set(3, 128, seed: 2) },
        });

        var test = outcome.Metrics.Single(m => m.Set == "test");
        Assert.True(test.Rows[0].AveragePrecision > 0.9, $"AP .5 is {test.Rows[0].AveragePrecision}");
        using var model = SegmentationModels.Load(outcome.ModelFolder, FijiBridge.Engine.Runtime.ComputeDevice.Choose("cpu"), new FijiBridge.Engine.Runtime.LibtorchRuntimeOptions { Threads = 1 });
        Assert.Equal(outcome.Thresholds, model.Thresholds);
        Assert.Equal(test.Rows[0].AveragePrecision, ModelEvaluation.Run(model, SimulatedDiscs.Set(3, 128, seed: 2)).Pooled(0.5).AveragePrecision, 0.02);
        var result = model.Segment(SimulatedDiscs.Pair("large", 200, 150, 9).Image);
        Assert.Equal(result.Objects.Prob.OrderDescending(), result.Objects.Prob);
        Assert.Equal(result.Objects.Count, LabelStatistics.Measure(result.RenderLabels()).Length);
    }

    [Fact]
    public void A_semantic_network_learns_two_classes_from_masks_that_hold_the_classes()
    {
        var outcome = TrainingSession.Train(Plan("classes", UNetOutput.Semantic, 5) with
        {
            Data = ClassMasks(8, 1),
            UNet = new UNetConfig { Output = UNetOutput.Semantic, NClasses = 2, Depth = 1, FilterBase = 8, Norm = UNetNorm.None },
            UNetLoss = new UNetLossOptions { Dice = 1, BorderWeight = 0, ClassWeights = [1, 2, 2] },
        });
        using var model = SegmentationModels.Load(outcome.ModelFolder, FijiBridge.Engine.Runtime.ComputeDevice.Choose("cpu"), new FijiBridge.Engine.Runtime.LibtorchRuntimeOptions { Threads = 1 });
        var pair = ClassMasks(1, 77).Load(0);
        var result = model.Segment(pair.Image);
        var labels = result.RenderLabels();
        var right = 0;
        for (var i = 0; i < labels.Pixels.Length; i++)
        {
            var found = labels.Pixels[i] == 0 ? 0 : result.Objects.ClassId![labels.Pixels[i] - 1];
            right += found == pair.Labels.Pixels[i] ? 1 : 0;
        }

        Assert.True(right > 0.95 * labels.Pixels.Length, $"{right} of {labels.Pixels.Length} pixels are right.");
        Assert.Equal([1, 2], result.Objects.ClassId!.Distinct().Order());
    }

    [Fact]
    public void A_mask_with_more_classes_than_the_network_is_refused()
    {
        var plan = Plan("wrong", UNetOutput.Semantic, 1) with { Data = SimulatedDiscs.Set(3, 64), UNet = new UNetConfig { Output = UNetOutput.Semantic, NClasses = 2, Depth = 1, FilterBase = 2 } };
        Assert.Contains("the network knows classes 1 to 2", Assert.ThrowsAny<Exception>(() => TrainingSession.Train(plan)).Message);
    }

    [Theory]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Sgd)]
    public void A_session_that_was_cancelled_goes_on_and_ends_with_the_same_model(OptimizerKind optimizer)
    {
        TrainingPlan Resumed(string name)
        {
            var plan = Plan(name, UNetOutput.Boundary, 3);
            return plan with
            {
                Data = SimulatedDiscs.Set(4, 64),
                UNet = new UNetConfig { Output = UNetOutput.Boundary, Depth = 1, FilterBase = 2, Norm = UNetNorm.Group },
                Options = plan.Options with { StepsPerEpoch = 4, BatchSize = 2, PatchSize = 32, Optimizer = optimizer, Schedule = LearningRateSchedule.Step, StepEvery = 1, LoaderThreads = 2 },
                Info = new ModelInfo { Name = "m" },
            };
        }

        TrainingSession.Train(Resumed("whole"));
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => TrainingSession.Train(
            Resumed("parts"),
            e =>
            {
                if (e.Kind == TrainingEventKind.Epoch && e.Epoch == 2)
                {
                    source.Cancel();
                }
            },
            ct: source.Token));
        TrainingSession.Train(Resumed("parts"));
        foreach (var file in new[] { ModelFolder.WeightsFile, ModelFolder.ThresholdsFile, Trainer.HistoryCsv })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "whole", file)), File.ReadAllBytes(Path.Combine(_folder, "parts", file)));
        }
    }

    [Fact]
    public void Validation_images_of_their_own_are_used_and_listed_and_a_scale_is_kept()
    {
        var plan = Plan("own", UNetOutput.Boundary, 1) with
        {
            Data = SimulatedDiscs.Set(1, 128),
            Validation = SimulatedDiscs.Set(2, 128, seed: 5),
            Scale = 0.5,
            Segment = new SegmentOptions { TestTimeFlips = true },
        };
        plan = plan with { Options = plan.Options with { StepsPerEpoch = 2 } };
        var info = ModelFolder.LoadInfo(TrainingSession.Train(plan).ModelFolder);
        Assert.Equal(1, info.Training!.TrainingImages);
        Assert.Equal(["discs-0", "discs-1"], info.Training.ValidationImages);
        Assert.Equal(0.5, info.Scale);
        Assert.True(info.Flips); // the thresholds were tuned so
        Assert.Contains("mirror images are averaged", File.ReadAllText(Path.Combine(_folder, "own", ModelFolder.CardFile)));

        var tuned = TrainingSession.Train(plan with { Output = Path.Combine(_folder, "tuned"), StartFrom = Path.Combine(_folder, "own"), Scale = null, UNet = null });
        Assert.Equal(0.5, ModelFolder.LoadInfo(tuned.ModelFolder).Scale);
        Assert.Equal("unet", ModelFolder.LoadInfo(tuned.ModelFolder).Task);
    }

    private TrainingPlan Plan(string name, UNetOutput output, int epochs) => new()
    {
        Data = SimulatedDiscs.Set(3, 64),
        Output = Path.Combine(_folder, name),
        UNet = new UNetConfig { Output = output, Depth = 1, FilterBase = 8, DistanceCap = 4, Norm = UNetNorm.None },
        UNetLoss = new UNetLossOptions { BorderSigma = 2 },
        Options = new TrainingOptions { Epochs = epochs, StepsPerEpoch = 40, BatchSize = 4, PatchSize = 64, LearningRate = 3e-3, Device = "cpu", Threads = 1, LoaderThreads = 1, ClipNorm = 1 },
        Augmentation = AugmentationOptions.ExactOnly,
    };

    // Every other disc is brighter and of class 2.
    private static InMemoryTrainingSet ClassMasks(int count, int seed) => new(Enumerable.Range(0, count).Select(i =>
    {
        var pair = SimulatedDiscs.Pair($"classes-{i}", 96, 96, (1000 * seed) + i);
        var pixels = new float[96 * 96];
        var classes = new int[96 * 96];
        for (var p = 0; p < pixels.Length; p++)
        {
            var label = pair.Labels.Pixels[p];
            classes[p] = label == 0 ? 0 : 1 + (label % 2);
            pixels[p] = (classes[p] * 300) + (pair.Image[0, p / 96, p % 96] / 10);
        }

        return new TrainingPair(pair.Name, Engine.Images.Image2D.FromFloats(pair.Name, 96, 96, pixels), new LabelImage(96, 96, classes));
    }));
}
