using System.Diagnostics;
using System.Globalization;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Simulation;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Benchmarks;

/// <summary>A very large image from pixels to label file, in this process, whose peak memory is read at the end.</summary>
internal sealed class HugeBenchmark : IBenchmark
{
    private const int Patch = 1024;

    public string Name => "huge";

    public string Question => "How long does an image of 16,384 x 16,384 take from pixels to label file, and in how much memory? Bar: 3 GB. (--model FOLDER, --size N, --height N)";

    public void Run(string[] arguments)
    {
        var options = new Arguments(arguments);
        int size = options.Number("size", 16384), height = options.Number("height", size);
        var folder = options.Text("model", Path.Combine(BenchFolder.Root, "models", "nuclei"));
        if (!Directory.Exists(folder))
        {
            Console.WriteLine($"  not measured: there is no model {folder}; name one with --model");
            return;
        }

        var image = Image(size, height);
        using var model = StarDistModel.Load(folder, ComputeDevice.Choose("cpu"), new LibtorchRuntimeOptions { Threads = options.Number("threads", 0) });
        Console.WriteLine($"  {size} x {height}, 8 bit; model {model.Info.Name}; {model.RuntimeDescription}; {Megabytes("VmHWM")} MB before the start");
        var start = Stopwatch.GetTimestamp();
        var result = model.Segment(image, progress: new Steps());
        Console.WriteLine($"  {result.Objects.Count} objects after {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
        var file = Path.Combine(BenchFolder.Work, "huge_labels.tif");
        LabelTiffWriter.WriteRows(file, size, height, result.Objects.Count, result.PixelSize, result.RenderRows);
        Console.WriteLine($"  label file ({new FileInfo(file).Length / 1000000} MB) after {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s; peak memory {Megabytes("VmHWM")} MB");
        File.Delete(file);
    }

    // One simulated patch of 1024 x 1024 side by side and below itself.
    private static Image2D Image(int size, int height)
    {
        var patch = NucleiSimulator.Simulate(new NucleiSimulatorOptions { Width = Patch, Height = Patch, Count = 700 }, 3).Image;
        var pixels = new byte[(long)size * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < size; x++)
            {
                pixels[((long)y * size) + x] = (byte)patch[0, y % Patch, x % Patch];
            }
        }

        return new Image2D("huge", size, height, [pixels], patch.PixelSize);
    }

    private static string Megabytes(string field)
    {
        var line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal)) : null;
        return line is null ? "?" : (long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024).ToString(CultureInfo.InvariantCulture);
    }

    // One line per tenth of the tiles.
    private sealed class Steps : IProgress<Engine.ProgressReport>
    {
        private long _last = -1;

        public void Report(Engine.ProgressReport value)
        {
            var tenth = value.Maximum == 0 ? 0 : 10 * value.Current / value.Maximum;
            if (value.Stage == "network" && tenth != _last)
            {
                _last = tenth;
                Console.WriteLine($"  network {10 * tenth} %, {Megabytes("VmRSS")} MB");
            }
        }
    }
}
