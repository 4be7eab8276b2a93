using System.Diagnostics;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Data.Augmentation;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Simulation;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Benchmarks;

/// <summary>What drawing, augmenting and preparing patches costs a training on two cores, where it shares them with the network.</summary>
internal sealed class DataPreparationBenchmark : IBenchmark
{
    public string Name => "data-prep";

    public string Question => "Training on 2 cores: which part of a step's time goes into preparing the data? Bar: 10 %.";

    public void Run(string[] arguments)
    {
        var a = new Arguments(arguments);
        int grid = a.Number("grid", 2), steps = a.Number("steps", 12);
        var options = new TrainingOptions { BatchSize = 4, PatchSize = 256, LoaderThreads = a.Number("loader-threads", 1), Threads = 2 };
        var simulation = new NucleiSimulatorOptions { Width = 512, Height = 512, Count = 120, RadiusMin = 8, RadiusMax = 14 };
        var set = new InMemoryTrainingSet(Enumerable.Range(0, 8).Select(i => NucleiSimulator.Simulate(simulation, i)));
        using var net = new StarDistNet(BenchNetwork.Config(grid), 1);
        var task = new StarDistTask(net);
        var sampler = new PatchSampler(set, new PatchSamplerOptions(), AugmentationOptions.Default);

        var clock = Stopwatch.StartNew();
        var ready = Enumerable.Range(0, options.BatchSize * 3).Select(i => task.Prepare(sampler.Sample(i))).ToList();
        clock.Restart();
        ready = [.. ready.Select((_, i) => task.Prepare(sampler.Sample(100 + i)))];
        var alone = clock.Elapsed.TotalSeconds / 3;

        var (same, _) = Measure(net, task, steps, options.Threads, n => [.. Enumerable.Range(0, options.BatchSize).Select(i => ready[((n * options.BatchSize) + i) % ready.Count])]);
        using var source = new PatchSampleSource(sampler, task, options, 0);
        var (live, waiting) = Measure(net, task, steps, options.Threads, _ => source.Next(CancellationToken.None));
        Console.WriteLine($"StarDist defaults, grid {grid}, 4 patches of 256 x 256, all augmentations; medians of {steps} steps");
        Print("preparing one batch, one thread, nothing else running", alone);
        Print("step with data prepared beforehand", same);
        Print("step with data prepared meanwhile", live);
        Print("of it waiting for data", waiting);
        Console.WriteLine(FormattableString.Invariant($"  data preparation: {100 * (live - same) / live:0.0} % of the step's time"));
    }

    private static void Print(string what, double seconds) => Console.WriteLine(FormattableString.Invariant($"  {what,-56}{1000 * seconds,8:0} ms"));

    private static (double Step, double Waiting) Measure(StarDistNet net, StarDistTask task, int steps, int threads, Func<int, IReadOnlyList<TrainingSample>> next) => TorchThread.Shared.Run(threads, () =>
    {
        using var outer = NewDisposeScope();
        TorchFeatures.UseChannelsLast(net);
        net.train();
        using var adam = new AdamOptimizer(net, weightDecay: 0);
        List<double> whole = [], waiting = [];
        for (var n = 0; n < steps + 2; n++)
        {
            using var scope = NewDisposeScope();
            var start = Stopwatch.GetTimestamp();
            var samples = next(n);
            var waited = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var batch = BatchTensors.Stack(samples, CPU);
            adam.ZeroGrad();
            task.ComputeLosses(batch).Total.backward();
            adam.Update(3e-4);
            if (n >= 2)
            {
                whole.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                waiting.Add(waited);
            }
        }

        return (Measurement.Median(whole), Measurement.Median(waiting));
    });
}
