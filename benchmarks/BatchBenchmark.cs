using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Simulation;

namespace FijiBridge.Benchmarks;

/// <summary>A whole folder through the command line, in fresh processes: how much of the time the network is at work.</summary>
internal sealed class BatchBenchmark : IBenchmark
{
    public string Name => "batch";

    public string Question =>
        "A folder of 100 files of 512 x 512: for how much of the time is the network at work? Bar: 85 % on 2 cores. (--count N, --size N, --rounds N, --threads N, --model FOLDER, --outputs KINDS)";

    public void Run(string[] arguments)
    {
        var options = new Arguments(arguments);
        int count = options.Number("count", 100), size = options.Number("size", 512), rounds = options.Number("rounds", 3);
        var data = Path.Combine(BenchFolder.Work, $"batch-{count}-{size}");
        Write(data, count, size);
        List<double> busy = [], ofCommand = [], batch = [], command = [];
        for (var round = 0; round < rounds; round++)
        {
            var (seconds, end) = Segment(data, options);
            var (work, share) = (end.GetProperty("seconds").GetDouble(), end.GetProperty("network_busy").GetDouble());
            batch.Add(work);
            busy.Add(share);
            command.Add(seconds);
            ofCommand.Add(share * work / seconds);
            Console.WriteLine(Line($"round {round + 1}", count, work, share, seconds));
        }

        Console.WriteLine(Line($"medians of {rounds}", count, Measurement.Median(batch), Measurement.Median(busy), Measurement.Median(command)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  with the start of .NET, Java and the model: network at work for {100 * Measurement.Median(ofCommand):0} % of the command's time"));
        Directory.Delete(data, recursive: true);
    }

    private static string Line(string name, int count, double batch, double busy, double command) => string.Create(
        CultureInfo.InvariantCulture,
        $"  {name}: batch {batch:0.00} s, {count / batch:0.0} files/s, network at work for {100 * busy:0} % of it; whole command {command:0.00} s");

    private static (double Seconds, JsonElement End) Segment(string data, Arguments options)
    {
        var results = Path.Combine(data, "results");
        List<string> words =
        [
            Path.Combine(AppContext.BaseDirectory, "fijibridge.dll"), "segment", data, "--out", results, "--device", "cpu", "--no-rescale",
            "--model", options.Text("model", Path.Combine(BenchFolder.Root, "models", "nuclei")), "--outputs", options.Text("outputs", "all"),
        ];
        if (options.Has("threads"))
        {
            words.AddRange(["--threads", options.Text("threads")]);
        }

        var start = Stopwatch.GetTimestamp();
        using (var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, words) { RedirectStandardOutput = true, RedirectStandardError = true })!)
        {
            var errors = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"fijibridge segment ended with {process.ExitCode}: {errors.Result}");
            }
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var end = JsonDocument.Parse(File.ReadLines(Path.Combine(results, "segment-log.jsonl")).Last());
        var copy = end.RootElement.Clone();
        Directory.Delete(results, recursive: true);
        return (seconds, copy);
    }

    // Simulated nuclei, as many in each file as a 20x field of that size usually holds; eight scenes, shifted so that no two files are alike.
    private static void Write(string folder, int count, int size)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        var scenes = Enumerable.Range(0, Math.Min(8, count)).Select(seed => NucleiSimulator.Simulate(
            new NucleiSimulatorOptions { Width = size, Height = size, Count = (int)(120L * size * size / (512 * 512)), RadiusMin = 8, RadiusMax = 14, BitDepth = 16 }, seed).Image).ToList();
        for (var i = 0; i < count; i++)
        {
            var scene = scenes[i % scenes.Count];
            var pixels = new ushort[size * size];
            for (var p = 0; p < pixels.Length; p++)
            {
                pixels[p] = (ushort)scene[0, p / size, ((p % size) + (7 * i)) % size];
            }

            ImageTiffWriter.Write(Path.Combine(folder, $"{i:000}.tif"), new Image2D("nuclei", size, size, [pixels], scene.PixelSize));
        }
    }
}
