using System.Diagnostics;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Benchmarks;

/// <summary>The search for the thresholds of a U-Net after its training, on made-up maps of touching cells.</summary>
internal sealed class ThresholdSearchBenchmark : IBenchmark
{
    private static readonly double[] s_iou = [0.3, 0.5, 0.7];

    public string Name => "thresholds";

    public string Question => "How long takes the threshold search of a U-Net on 4 images of 1024 x 1024 (--images, --side; --memory: MB of maps, the others go to a file; --plain also times making all objects anew for every trial)?";

    public void Run(string[] arguments)
    {
        var a = new Arguments(arguments);
        int images = a.Number("images", 4), side = a.Number("side", 1024), megabytes = a.Number("memory", 1024);
        var scenes = Enumerable.Range(0, images).Select(seed => Scene(side, seed)).ToArray();
        InstanceMaps[] maps = [.. scenes.Select(s => s.Maps)];
        LabelImage[] truths = [.. scenes.Select(s => s.Truth)];
        _ = Search(maps[..1], truths[..1], megabytes);
        var (found, seconds) = Timed(() => Search(maps, truths, megabytes));
        Console.WriteLine(FormattableString.Invariant($"  search            {seconds,8:0.00} s  {found.Thresholds.Describe()}, score {found.Score:0.0000}"));
        if (a.Has("plain"))
        {
            var trials = 0;
            var (plain, plainSeconds) = Timed(() => UNetThresholdSearch.Run(new ThresholdTrials(list => [.. list.Select(t => Plain(maps, truths, t, ref trials))], null, CancellationToken.None), MedianArea(maps, truths), true));
            Console.WriteLine(FormattableString.Invariant($"  every trial anew  {plainSeconds,8:0.00} s  {trials} trials, {(plain == found ? "the same result" : "ANOTHER RESULT: " + plain)}; {plainSeconds / seconds:0.0} times as long"));
        }
    }

    private static (InstanceThresholds Thresholds, double Score) Search(InstanceMaps[] maps, LabelImage[] truths, int megabytes)
    {
        using var images = Images(maps, truths, (long)megabytes << 20);
        return UNetThresholdSearch.Run(images, null, CancellationToken.None);
    }

    private static double MedianArea(InstanceMaps[] maps, LabelImage[] truths)
    {
        using var images = Images(maps, truths, long.MaxValue);
        return images.MedianArea;
    }

    private static SearchImages Images(InstanceMaps[] maps, LabelImage[] truths, long bytes)
    {
        var images = new SearchImages(bytes, Path.GetTempPath());
        for (var i = 0; i < truths.Length; i++)
        {
            images.Add(maps[i], truths[i]);
        }

        return images;
    }

    private static double Plain(InstanceMaps[] maps, LabelImage[] truths, InstanceThresholds thresholds, ref int trials)
    {
        trials++;
        var matchings = new Matching[maps.Length];
        _ = Parallel.For(0, maps.Length, i => matchings[i] = Matching.Compare(truths[i], InstanceBuilder.Build(maps[i], thresholds)));
        return s_iou.Average(iou => matchings.Select(m => m.At(iou)).Aggregate((x, y) => x + y).AveragePrecision);
    }

    private static (T Result, double Seconds) Timed<T>(Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        return (work(), clock.Elapsed.TotalSeconds);
    }

    /// <summary>Discs that touch, blurred and with noise: foreground, and a score that falls from the centres to the rims.</summary>
    private static (InstanceMaps Maps, LabelImage Truth) Scene(int side, int seed)
    {
        const int pitch = 40;
        var random = new Random(seed);
        var truth = new LabelImage(side, side);
        float[] foreground = new float[side * side], seeds = new float[side * side];
        foreach (ref var value in foreground.AsSpan())
        {
            value = (float)(0.1 + (0.05 * random.NextDouble()));
        }

        var label = 0;
        for (var cy = pitch / 2; cy < side; cy += pitch)
        {
            for (var cx = pitch / 2; cx < side; cx += pitch)
            {
                var radius = 12 + (random.NextDouble() * 12);
                label++;
                for (var y = Math.Max(0, cy - 26); y < Math.Min(side, cy + 26); y++)
                {
                    for (var x = Math.Max(0, cx - 26); x < Math.Min(side, cx + 26); x++)
                    {
                        var depth = radius - Math.Sqrt(((y - cy) * (y - cy)) + ((x - cx) * (x - cx)));
                        var i = (y * side) + x;
                        truth.Pixels[i] = depth > 0 ? label : truth.Pixels[i];
                        foreground[i] = Math.Max(foreground[i], (float)((1 / (1 + Math.Exp(-depth / 2))) + (0.05 * random.NextDouble()) - 0.05));
                        seeds[i] = Math.Max(seeds[i], (float)Math.Clamp((depth / radius) + (0.15 * Math.Sin(x / 5.0) * Math.Sin(y / 6.0)) + (0.03 * random.NextDouble()), 0, 1));
                    }
                }
            }
        }

        return (new InstanceMaps(side, side, foreground, seeds), truth);
    }
}
