using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Training;
using TorchSharp;
using Xunit;

namespace FijiBridge.Engine.Tests.Training;

/// <summary>Training steps with less memory than they need; no other test runs beside them.</summary>
[Collection(LibtorchGenerator.Name)]
public sealed class TrainingMemoryTests : IDisposable
{
    private const int Batch = 12;

    private readonly string _folder = Directory.CreateTempSubdirectory("fijibridge-memory-").FullName;

    public void Dispose()
    {
        TorchExtras.SetMemoryLimit();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_batch_that_does_not_fit_is_taken_in_parts_and_gives_the_same_weights()
    {
        var (whole, wholeNotices, peak) = Train("whole");
        Assert.Empty(wholeNotices);

        TorchExtras.SetMemoryLimit(tensorBytes: peak / 3);
        var (parts, notices, partsPeak) = Train("parts");
        Assert.Contains($"A batch of {Batch} patches does not fit in the memory of cpu: it is taken in 2 parts from now on, which is slower and gives the same steps.", notices);
        Assert.True(partsPeak <= peak / 3, $"{partsPeak} of {peak} bytes");
        Assert.All(whole.Zip(parts), w => Assert.Equal(w.First, w.Second, 1e-4f));
    }

    [Fact]
    public void A_patch_that_does_not_fit_ends_with_advice()
    {
        var (_, _, peak) = Train("whole", 1, 512);
        TorchExtras.SetMemoryLimit(tensorBytes: peak / 4); // the network alone fits
        var failure = Assert.Throws<UserAdviceException>(() => Train("none", 1, 512));
        Assert.Contains("Not even one patch of the training fits in the memory of cpu; use smaller patches or fewer filters", failure.Message);
    }

    [Fact]
    public void What_a_training_had_is_given_back_at_its_end()
    {
        Train("whole");
        Assert.InRange(TorchExtras.AllocatorStatistics.CachedBytes, 0, 8 << 20); // the optimiser's, which goes last
    }

    private (float[] Weights, List<string> Notices, long Peak) Train(string name, int batch = Batch, int size = 128)
    {
        using var net = NewNet();
        var task = new StarDistTask(net);
        var samples = Enumerable.Range(0, batch).Select(seed => task.Prepare(SimulatedDiscs.Patch(size, seed))).ToArray();
        var notices = new List<string>();
        var options = new TrainingOptions { Epochs = 1, StepsPerEpoch = 1, BatchSize = batch, PatchSize = size, LearningRate = 1e-3, Optimizer = OptimizerKind.Sgd, Device = "cpu", Threads = 1 };
        TorchExtras.TrimAllocator();
        TorchExtras.ResetPeakMemory();
        new Trainer(task, options, Path.Combine(_folder, name)).Run(
            _ => new Always(samples), [samples[0]], e =>
            {
                if (e.Kind == TrainingEventKind.Notice)
                {
                    notices.Add(e.Message!);
                }
            });
        return ([.. net.parameters().SelectMany(p => p.data<float>().ToArray())], notices, TorchExtras.AllocatorStatistics.PeakLiveBytes);
    }

    private static StarDistNet NewNet()
    {
        torch.random.manual_seed(7);
        return new StarDistNet(new StarDistConfig { NRays = 32, Grid = [1, 1], UnetNDepth = 1, UnetNFilterBase = 32, NetConvAfterUnet = 32 });
    }

    private sealed class Always(IReadOnlyList<TrainingSample> samples) : ISampleSource
    {
        public IReadOnlyList<TrainingSample> Next(CancellationToken ct) => samples;

        public void Dispose()
        {
        }
    }
}
