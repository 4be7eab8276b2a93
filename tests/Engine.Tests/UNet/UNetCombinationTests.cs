using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Tests.Training;
using FijiBridge.Engine.Training;
using FijiBridge.Engine.UNet;
using Xunit;

namespace FijiBridge.Engine.Tests.UNet;

/// <summary>Networks of every kind are trained, stopped, resumed, written and read back. Exports of every kind are in ModelExporterTests.</summary>
[Collection(LibtorchGenerator.Name)]
public sealed class UNetCombinationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fijibridge-unet-kinds-").FullName;

    public static TheoryData<string, UNetConfig, OptimizerKind, UNetLossOptions> Networks => new()
    {
        { "flat, no norm", new UNetConfig { Depth = 0, FilterBase = 3, Norm = UNetNorm.None, Output = UNetOutput.Semantic }, OptimizerKind.Sgd, new() { Dice = 1 } },
        { "batch norm, dropout", new UNetConfig { Depth = 2, FilterBase = 4, Dropout = 0.3 }, OptimizerKind.Adam, new() { Mae = 1 } },
        { "group norm, three channels", new UNetConfig { Depth = 1, FilterBase = 6, Norm = UNetNorm.Group, Groups = 4, NChannelIn = 3, Dropout = 0.1 }, OptimizerKind.Adam, new() { CrossEntropy = 0, Focal = 1 } },
        { "boundary, two channels", new UNetConfig { Depth = 3, FilterBase = 2, Output = UNetOutput.Boundary, NChannelIn = 2 }, OptimizerKind.Sgd, new() { Tversky = 1, ClassWeights = [1, 2, 3] } },
        { "classes, one convolution", new UNetConfig { Depth = 1, FilterBase = 5, ConvsPerDepth = 1, Output = UNetOutput.Semantic, NClasses = 3, Norm = UNetNorm.Group }, OptimizerKind.Adam, new() { Dice = 0.5 } },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_is_resumed_to_the_same_bits_and_read_back_as_it_was_trained(string name, UNetConfig config, OptimizerKind optimizer, UNetLossOptions loss)
    {
        TrainingPlan Plan(string folder) => new()
        {
            Data = Set(config),
            Output = Path.Combine(_folder, folder),
            UNet = config,
            UNetLoss = loss,
            Info = new ModelInfo { Name = "m" },
            Options = new TrainingOptions
            {
                Epochs = 3,
                StepsPerEpoch = 3,
                BatchSize = 2,
                PatchSize = 32,
                LearningRate = 1e-2,
                Optimizer = optimizer,
                WeightDecay = 1e-3,
                ClipNorm = 1,
                EmaDecay = 0.9,
                Schedule = LearningRateSchedule.Cosine,
                WarmupSteps = 2,
                Device = "cpu",
                Threads = 1,
                LoaderThreads = 1,
                ValidationFraction = 0.3,
            },
        };

        var whole = TrainingSession.Train(Plan("whole"));
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => TrainingSession.Train(
            Plan("parts"),
            e =>
            {
                if (e.Kind == TrainingEventKind.Epoch && e.Epoch == 1)
                {
                    source.Cancel();
                }
            },
            ct: source.Token));
        var parts = TrainingSession.Train(Plan("parts"));

        Assert.True(double.IsFinite(whole.Training.BestLoss), name);
        Assert.Equal(config, ModelFolder.LoadConfig<UNetConfig>(parts.ModelFolder) with { KernelSize = config.KernelSize, Pool = config.Pool }); // arrays are equal by reference alone
        foreach (var file in new[] { ModelFolder.WeightsFile, ModelFolder.ThresholdsFile, Trainer.HistoryCsv, "test_output.npy" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole.ModelFolder, file)), File.ReadAllBytes(Path.Combine(parts.ModelFolder, file)));
        }

        using var model = SegmentationModels.Load(parts.ModelFolder, ComputeDevice.Choose("cpu"), new LibtorchRuntimeOptions { Threads = 1 });
        var result = model.Segment(Set(config).Load(0).Image);
        Assert.Equal((64, 64), (result.Width, result.Height));
    }

    [Fact]
    public void Validation_samples_beyond_the_budget_are_made_anew_and_are_the_same()
    {
        using var net = new UNetNet(new UNetConfig { Depth = 1, FilterBase = 2 });
        var task = new UNetTask(net);
        var patches = new ValidationPatches(SimulatedDiscs.Set(3, 64), new PatchSamplerOptions { PatchHeight = 32, PatchWidth = 32, CacheBytes = 0 });
        const long sampleBytes = 4 * 32 * 32 * sizeof(float); // image, class, weight, depth
        var few = new ValidationSamples(patches, task, sampleBytes + 1);
        var all = new ValidationSamples(patches, task);
        few.Check(CancellationToken.None);
        all.Check(CancellationToken.None);
        Assert.Equal((sampleBytes, 3 * sampleBytes), (few.KeptBytes, all.KeptBytes));
        Assert.Same(few[0], few[0]);
        Assert.NotSame(few[2], few[2]);
        for (var i = 0; i < 3; i++)
        {
            Assert.All(all[i].Arrays.Zip(few[i].Arrays), pair => Assert.Equal(pair.First.Values, pair.Second.Values));
        }
    }

    // Discs in as many channels as the network takes; for several classes the labels are the classes.
    private static InMemoryTrainingSet Set(UNetConfig config) => new(Enumerable.Range(0, 4).Select(i =>
    {
        var pair = SimulatedDiscs.Pair($"pair-{i}", 64, 64, i);
        var labels = config.NClasses == 1 ? pair.Labels : new LabelImage(64, 64, Array.ConvertAll(pair.Labels.Pixels, l => l == 0 ? 0 : 1 + (l % config.NClasses)));
        return new TrainingPair(pair.Name, new Image2D(pair.Name, 64, 64, [.. Enumerable.Repeat(pair.Image.Plane(0), config.NChannelIn)]), labels);
    }));
}
