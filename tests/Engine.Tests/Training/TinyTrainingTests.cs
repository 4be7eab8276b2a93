using FijiBridge.Engine.Data;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Training;
using Xunit;

namespace FijiBridge.Engine.Tests.Training;

public sealed class TinyTrainingTests : IDisposable
{
    private const float Rounding = 1e-5f;

    private readonly string _folder = Directory.CreateTempSubdirectory("fijibridge-tiny-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_small_network_learns_simulated_discs_within_seconds()
    {
        var output = Path.Combine(_folder, "discs");
        var outcome = TrainingSession.Train(new TrainingPlan
        {
            Data = SimulatedDiscs.Set(14, 128),
            TestSets = new Dictionary<string, ITrainingSet> { ["test"] = SimulatedDiscs.Set(4, 128, seed: 2) },
            Output = output,
            Config = new StarDistConfig { NRays = 16, Grid = [2, 2], UnetNDepth = 1, UnetNFilterBase = 8, NetConvAfterUnet = 16 },
            Options = new TrainingOptions { Epochs = 6, StepsPerEpoch = 40, BatchSize = 4, PatchSize = 64, LearningRate = 3e-3, Device = "cpu", Threads = 1, LoaderThreads = 1, ClipNorm = 1 },
            Augmentation = FijiBridge.Engine.Data.Augmentation.AugmentationOptions.ExactOnly,
            DataName = "simulated discs",
        });

        var test = outcome.Metrics.Single(m => m.Set == "test");
        Assert.True(test.Rows[0].AveragePrecision > 0.9, $"AP .5 is {test.Rows[0].AveragePrecision}");
        Assert.Equal(
            [
                "README.md", "bioimageio.yaml", "config.json", "cover.png", "history.csv", "model.json", "network.py", "sample_input.npy", "sample_labels.npy",
                "test_input.npy", "test_output.npy", "thresholds.json", "weights.pt",
            ],
            Directory.GetFiles(output).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        Assert.Contains("simulated discs", File.ReadAllText(Path.Combine(output, ModelFolder.CardFile)));

        using var model = StarDistModel.Load(output, ComputeDevice.Choose("cpu"), new LibtorchRuntimeOptions { Threads = 1 });
        Assert.Equal(outcome.Thresholds, model.Thresholds);
        var again = ModelEvaluation.Run(model, SimulatedDiscs.Set(4, 128, seed: 2));
        Assert.Equal(test.Rows[0].AveragePrecision, again.Pooled(0.5).AveragePrecision);
        Tiles_and_whole_image_give_the_same_objects(model);
        Fine_tuning_keeps_thresholds_unless_others_are_clearly_better(output, outcome.Thresholds);
    }

    // Needs a trained network and shares the one of the test above.
    private void Fine_tuning_keeps_thresholds_unless_others_are_clearly_better(string trained, IModelThresholds best)
    {
        foreach (var (name, prob, kept) in new[] { ("near", ((StarDistThresholds)best).Prob + 0.0123, true), ("far", 0.999, false) })
        {
            var start = Path.Combine(_folder, name);
            using (var net = ModelFolder.LoadNetwork(trained))
            {
                ModelPackage.Save(start, net, new StarDistThresholds(prob, ((StarDistThresholds)best).Nms), ModelFolder.LoadInfo(trained));
            }

            var outcome = TrainingSession.Train(new TrainingPlan
            {
                Data = SimulatedDiscs.Set(4, 128, seed: 3),
                Output = Path.Combine(_folder, name + " tuned"),
                StartFrom = start,
                Options = new TrainingOptions { Epochs = 1, StepsPerEpoch = 1, BatchSize = 1, PatchSize = 64, Device = "cpu", Threads = 1, LoaderThreads = 1, LearningRate = 1e-7 },
            });
            Assert.Equal(kept, Math.Abs(((StarDistThresholds)outcome.Thresholds).Prob - prob) < 1e-6);
        }
    }

    // Needs a trained network and shares the one of the test above.
    private static void Tiles_and_whole_image_give_the_same_objects(StarDistModel model)
    {
        var image = SimulatedDiscs.Pair("large", 300, 420, 9).Image;
        foreach (var refine in new[] { false, true })
        {
            var whole = model.Segment(image, new SegmentOptions { TileSize = SegmentOptions.NoTiles, RefineShapes = refine });
            var tiled = model.Segment(image, new SegmentOptions { TileSize = 96, RefineShapes = refine });
            Assert.True(whole.Objects.Count > 100);
            Assert.Equal(whole.Objects.Count, tiled.Objects.Count);
            // Tiles of other sizes round differently: objects whose probabilities tie may change places in the order, and an object's centre may be the neighbouring cell that ties with it.
            Assert.All(whole.Objects.Prob.Zip(tiled.Objects.Prob), p => Assert.Equal(p.First, p.Second, Rounding));
            var moved = 0;
            for (var i = 0; i < whole.Objects.Count; i++)
            {
                var (other, distance) = Nearest(tiled.Objects, whole.Objects.Y[i], whole.Objects.X[i]);
                Assert.Equal(whole.Objects.Prob[i], tiled.Objects.Prob[other], Rounding);
                if (distance > 0)
                {
                    Assert.InRange(distance, 0, 2 * Math.Sqrt(2) + Rounding);
                    moved++;
                    continue;
                }

                Assert.All(whole.Objects.DistOf(i).ToArray().Zip(tiled.Objects.DistOf(other).ToArray()), d => Assert.Equal(d.First, d.Second, 1e-3f));
            }

            Assert.InRange(moved, 0, 2);
        }
    }

    private static (int Index, double Distance) Nearest(StarPolygons objects, float y, float x) =>
        Enumerable.Range(0, objects.Count).Select(i => (i, double.Hypot(objects.Y[i] - y, objects.X[i] - x))).MinBy(o => o.Item2);

    [Fact]
    public void A_session_that_was_cancelled_goes_on_and_ends_with_the_same_model()
    {
        TrainingPlan Plan(string name) => new()
        {
            Data = SimulatedDiscs.Set(4, 64),
            Output = Path.Combine(_folder, name),
            Config = new StarDistConfig { NRays = 8, Grid = [2, 2], UnetNDepth = 1, UnetNFilterBase = 2, NetConvAfterUnet = 4 },
            Options = new TrainingOptions { Epochs = 3, StepsPerEpoch = 4, BatchSize = 2, PatchSize = 32, Device = "cpu", Threads = 1, LoaderThreads = 2, ValidationFraction = 0.3 },
            Info = new ModelInfo { Name = "m" },
        };

        TrainingSession.Train(Plan("whole"));
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => TrainingSession.Train(
            Plan("parts"),
            e =>
            {
                if (e.Kind == TrainingEventKind.Epoch && e.Epoch == 2)
                {
                    source.Cancel();
                }
            },
            ct: source.Token));
        Assert.False(Directory.Exists(Path.Combine(_folder, "parts")));
        TrainingSession.Train(Plan("parts"));
        foreach (var file in new[] { ModelFolder.WeightsFile, ModelFolder.ThresholdsFile, Trainer.HistoryCsv })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "whole", file)), File.ReadAllBytes(Path.Combine(_folder, "parts", file)));
        }
    }

    [Fact]
    public void Fine_tuning_starts_from_the_weights_of_a_model()
    {
        var start = Path.Combine(_folder, "start");
        var config = new StarDistConfig { NRays = 8, Grid = [2, 2], UnetNDepth = 1, UnetNFilterBase = 2, NetConvAfterUnet = 4 };
        using (var net = new StarDistNet(config, 77))
        {
            ModelPackage.Save(start, net, StarDistThresholds.Default, new ModelInfo());
        }

        var outcome = TrainingSession.Train(new TrainingPlan
        {
            Data = SimulatedDiscs.Set(2, 64),
            Output = Path.Combine(_folder, "tuned"),
            StartFrom = start,
            Options = new TrainingOptions { Epochs = 1, StepsPerEpoch = 1, BatchSize = 1, PatchSize = 32, Device = "cpu", Threads = 1, LoaderThreads = 1, LearningRate = 1e-6 },
        });
        var before = ModelFolder.LoadWeights(start)["middle_0.weight"];
        var after = ModelFolder.LoadWeights(outcome.ModelFolder)["middle_0.weight"];
        Assert.All(before.Zip(after), p => Assert.Equal(p.First, p.Second, 1e-5f));
        Assert.Equal("start", ModelFolder.LoadInfo(outcome.ModelFolder).Training!.FineTunedFrom);
    }

    [Fact]
    public void A_frozen_encoder_keeps_its_weights_while_the_rest_learns()
    {
        var start = Path.Combine(_folder, "start");
        using (var net = new StarDistNet(new StarDistConfig { NRays = 8, Grid = [2, 2], UnetNDepth = 1, UnetNFilterBase = 2, NetConvAfterUnet = 4 }, 77))
        {
            ModelPackage.Save(start, net, StarDistThresholds.Default, new ModelInfo());
        }

        (string Name, int Labels)? shown = null;
        var plan = new TrainingPlan
        {
            Data = SimulatedDiscs.Set(2, 64),
            Output = Path.Combine(_folder, "tuned"),
            StartFrom = start,
            FreezeEncoder = true,
            Preview = (pair, found) => shown = (pair.Name, found.Width),
            Options = new TrainingOptions { Epochs = 1, StepsPerEpoch = 3, BatchSize = 1, PatchSize = 32, Device = "cpu", Threads = 1, LoaderThreads = 1, LearningRate = 1e-2, FullValidationEvery = 1 },
        };
        var outcome = TrainingSession.Train(plan);
        var before = ModelFolder.LoadWeights(start);
        var after = ModelFolder.LoadWeights(outcome.ModelFolder);
        foreach (var (name, weights) in before)
        {
            var isEncoder = name.StartsWith("conv2d", StringComparison.Ordinal) || name.StartsWith("down_", StringComparison.Ordinal) || name.StartsWith("middle_", StringComparison.Ordinal);
            Assert.True(isEncoder == weights.SequenceEqual(after[name]), name);
        }

        Assert.Equal(64, shown!.Value.Labels);
        Assert.Contains(
            "only be frozen where the training starts from a model",
            Assert.Throws<UserAdviceException>(() => TrainingSession.Train(plan with { StartFrom = null, Output = Path.Combine(_folder, "new") })).Message);
    }

    [Fact]
    public void One_image_is_not_enough_to_train() =>
        Assert.Contains("at least two", Assert.Throws<UserAdviceException>(() => TrainingSession.Train(new TrainingPlan { Data = SimulatedDiscs.Set(1, 64), Output = Path.Combine(_folder, "x") })).Message);

    [Fact]
    public void A_patch_size_that_the_network_cannot_divide_is_refused() =>
        Assert.Contains(
            "Patch size 60 is not a multiple of 8",
            Assert.Throws<UserAdviceException>(() => TrainingSession.Train(new TrainingPlan { Data = SimulatedDiscs.Set(2, 64), Output = Path.Combine(_folder, "x"), Options = new TrainingOptions { PatchSize = 60 } })).Message);
}
