using System.Diagnostics;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Runtime.Cpu;
using FijiBridge.Engine.Simulation;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Benchmarks;

/// <summary>What comes after the network, for an image of 1024 x 1024 with 1,000 nuclei.</summary>
internal sealed class SegmentBenchmark : IBenchmark
{
    private const int Size = 1024, Nuclei = 1000;

    public string Name => "segment";

    public string Question => "1024 x 1024 with 1,000 nuclei: how long does everything after the network take? Bar: 10 % of the network's time.";

    public void Run(string[] arguments)
    {
        OwnProcess.Run(Name, arguments, threads: 1);
        OwnProcess.Run(Name, arguments, threads: 2);
    }

    /// <summary>Measures in this process.</summary>
    public static void Measure(Arguments options)
    {
        int threads = options.Number("threads", 1), grid = options.Number("grid", 2), repeats = options.Number("repeats", 15);
        var config = BenchNetwork.Config(grid);
        var truth = NucleiSimulator.Simulate(new NucleiSimulatorOptions { Width = Size, Height = Size, Count = Nuclei, RadiusMin = 8, RadiusMax = 13 }, 3).Labels;
        var candidates = Candidates(truth, config);
        var survivors = StarConvexNms.Run(candidates, 0.4);
        var objects = candidates.Take(survivors);
        Console.WriteLine($"{threads} thread(s), grid {grid}; {candidates.Count} candidates (a perfect network's), {objects.Count} objects; medians of {repeats}");

        var positions = Enumerable.Range(0, candidates.Count).Select(i => ((long)candidates.Y[i] / grid * (Size / grid)) + ((long)candidates.X[i] / grid)).ToArray();
        var weights = BenchNetwork.WriteWeights(grid);
        var image = BenchNetwork.ReadFloats(BenchNetwork.WriteImages(1, Size));
        var after = new (string Stage, double Seconds)[]
        {
            ("suppression", Median(repeats, () => StarConvexNms.Run(candidates, 0.4))),
            ("label image", Median(repeats, () => PolygonRasterizer.Paint(objects, Size, Size))),
            ("ROI zip", Median(repeats, () => ImageJRoiWriter.WriteZip(new MemoryStream(), objects))),
        };
        var sum = after.Sum(a => a.Seconds);
        foreach (var (stage, seconds) in after)
        {
            Console.WriteLine($"  {stage,-34}{1000 * seconds,8:0.0} ms");
        }

        Console.WriteLine($"  {"together",-34}{1000 * sum,8:0.0} ms");
        var own = new Arguments(["--weights", weights, "--runtime", "own"]);
        Share("own kernels", ForwardWorker.Create(own, config, threads), image, positions, repeats, sum);
        var libtorch = new Arguments(["--weights", weights, "--runtime", "libtorch"]);
        Share("libtorch", ForwardWorker.Create(libtorch, config, threads), image, positions, repeats, sum);
    }

    private static void Share(string name, INetworkRuntime runtime, float[] image, long[] positions, int repeats, double after)
    {
        using var taken = runtime;
        var seconds = Median(repeats, () =>
        {
            using var output = runtime.Run(image, Size, Size, flips: false);
            _ = output.GatherDist(positions);
        });
        Console.WriteLine($"  network, {name,-25}{1000 * seconds,8:0.0} ms; the rest is {100 * after / seconds:0} % of it");
    }

    private static double Median(int repeats, Action action)
    {
        action();
        action();
        var seconds = new List<double>();
        for (var i = 0; i < repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return Measurement.Median(seconds);
    }

    // What a perfect network would say, distances a little noisy, as the candidates of a threshold of 0.5.
    private static StarPolygons Candidates(LabelImage truth, StarDistConfig config)
    {
        var random = new Random(5);
        int grid = config.GridY, width = (Size + grid - 1) / grid;
        var prob = ObjectProbability.Compute(truth, grid, grid);
        var dist = StarDistances.Compute(truth, new RayAngles(config.NRays), grid, grid);
        int[] inside = [.. Enumerable.Range(0, prob.Length).Where(i => prob[i] > 0.5f)];
        var rays = new float[inside.Length * config.NRays];
        for (var i = 0; i < rays.Length; i++)
        {
            rays[i] = dist[(i % config.NRays * prob.Length) + inside[i / config.NRays]] * (float)(0.97 + (0.06 * random.NextDouble()));
        }

        return new StarPolygons(
            config.NRays,
            Array.ConvertAll(inside, i => (float)(i / width * grid)),
            Array.ConvertAll(inside, i => (float)(i % width * grid)),
            rays,
            Array.ConvertAll(inside, i => prob[i]));
    }
}
