using System.Diagnostics;
using System.Globalization;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Simulation;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Benchmarks;

/// <summary>What a user of ImageJ waits for, in a real ImageJ on a virtual display with the plugin and the bundled model.</summary>
internal sealed class PluginBenchmark : IBenchmark
{
    private const string Command = "model=nuclei device=cpu rescale=false output=labels";
    private readonly string _model = Path.Combine(BenchFolder.Root, "models", "nuclei");

    public string Name => "plugin";

    public string Question =>
        "What does ImageJ's plugin add to the engine? Bars: 1.10 warm, 3 s cold, 50 ms to ImageJ's start, 1.5 s for 10,000 ROIs. (--engine FOLDER, --only warm|cold|start|rois)";

    public void Run(string[] arguments)
    {
        var options = new Arguments(arguments);
        var engine = options.Text("engine", Path.Combine(BenchFolder.Root, "src", "Bridge", "bin", "Release", "net10.0"));
        if (!BenchImageJ.CanRun(engine, out var missing))
        {
            Console.WriteLine($"  not measured: {missing}");
            return;
        }

        using var imageJ = new BenchImageJ(engine);
        var only = options.Text("only");
        foreach (var (part, measure) in new (string, Action<BenchImageJ>)[] { ("start", Start), ("cold", Cold), ("warm", Warm), ("rois", Rois) })
        {
            if (only.Length == 0 || only == part)
            {
                measure(imageJ);
            }
        }
    }

    // ImageJ with its window and menus, from the start of Java to its end.
    private static void Start(BenchImageJ imageJ)
    {
        const int rounds = 15;
        List<double> with = [], without = [];
        for (var i = 0; i <= rounds; i++)
        {
            foreach (var (seconds, plugin) in new[] { (with, true), (without, false) })
            {
                imageJ.ShowPlugin(plugin);
                var time = imageJ.Run("", window: true).Seconds;
                if (i > 0)
                {
                    seconds.Add(time);
                }
            }
        }

        imageJ.ShowPlugin(true);
        double a = Measurement.Median(with), b = Measurement.Median(without);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  start of ImageJ: {a:0.000} s with the plugin, {b:0.000} s without; {1000 * (a - b):0} ms more (medians of {rounds})"));
    }

    // From the start of Java to the label image of the first call.
    private void Cold(BenchImageJ imageJ)
    {
        var image = Write(Nuclei(512), "cold");
        List<double> all = [], calls = [], engines = [];
        for (var i = 0; i < 6; i++)
        {
            var run = imageJ.Run($"open(\"{image}\"); t = getTime(); answer = call(\"dlsegment.Segment.run\", \"{Command}\"); say(\"call\", (getTime() - t) / 1000); sayEngine(answer);");
            if (i > 0)
            {
                all.Add(run.Seconds);
                calls.Add(run.Values("call")[0]);
                engines.Add(run.Values("engine")[0]);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  cold, 512 x 512: {Measurement.Median(all):0.00} s with the start of Java and ImageJ; the call {Measurement.Median(calls):0.00} s, of which the engine worked {Measurement.Median(engines):0.00} s (medians of {all.Count})"));
    }

    private void Warm(BenchImageJ imageJ)
    {
        var pixels = Nuclei(2048);
        var image = Write(pixels, "warm");
        var run = imageJ.Run(
            $"open(\"{image}\"); id = getImageID(); for (i = 0; i < 7; i++) {{ selectImage(id); t = getTime(); run(\"Segment...\", \"{Command}\"); say(\"run\", (getTime() - t) / 1000); close();"
            + $" selectImage(id); answer = call(\"dlsegment.Segment.run\", \"{Command}\"); sayEngine(answer); close(); }}",
            window: true);
        double[] warm = run.Values("run")[2..], worker = run.Values("engine")[2..];
        using var model = StarDistModel.Load(_model, ComputeDevice.Choose("cpu"));
        List<double> here = [];
        for (var i = 0; i < 7; i++)
        {
            var start = Stopwatch.GetTimestamp();
            _ = model.Segment(pixels, new SegmentOptions { RescaleToModel = false }).RenderLabels();
            here.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        double ours = Measurement.Median([.. warm]), engine = Measurement.Median([.. worker]), alone = Measurement.Median(here[2..]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  warm, 2048 x 2048, 16 bit: run(\"Segment...\") {ours:0.000} s; the worker's own time {engine:0.000} s, ratio {ours / engine:0.00}; the engine without a worker {alone:0.000} s, ratio {ours / alone:0.00} (medians of {warm.Length})"));
    }

    private void Rois(BenchImageJ imageJ)
    {
        var image = Write(Nuclei(4096), "rois");
        var run = imageJ.Run(
            $"run(\"ROI Manager...\"); open(\"{image}\"); for (i = 0; i < 3; i++) {{ answer = call(\"dlsegment.Segment.run\", \"model=nuclei device=cpu rescale=false output=rois replace=true\");"
            + " say(\"count\", roiManager(\"count\")); sayEngine(answer); saySeconds(answer); }",
            window: true);
        double[] seconds = run.Values("seconds"), engine = run.Values("engine");
        var after = Enumerable.Range(0, seconds.Length).Select(i => seconds[i] - engine[i]).ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {run.Values("count")[0]:0} ROIs in the ROI Manager {Measurement.Median(after):0.00} s after the engine was done (median of {after.Count}; first {after[0]:0.00} s)"));
    }

    // A simulated patch of 512 x 512 pixels side by side and below itself.
    private static Image2D Nuclei(int size)
    {
        var patch = NucleiSimulator.Simulate(new NucleiSimulatorOptions { Count = 190, RadiusMin = 8, RadiusMax = 12, BitDepth = 16 }, 3).Image;
        var pixels = new ushort[size * size];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (ushort)patch[0, i / size % patch.Height, i % size % patch.Width];
        }

        return new Image2D("nuclei", size, size, [pixels], PixelSize.Uncalibrated);
    }

    private static string Write(Image2D image, string name)
    {
        var path = Path.Combine(BenchFolder.Work, $"plugin-{name}.tif");
        ImageTiffWriter.Write(path, image);
        return path;
    }
}
