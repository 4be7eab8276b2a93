using System.Diagnostics;
using System.Globalization;

namespace FijiBridge.Benchmarks;

/// <summary>The measurements that run in a process of their own. Each ends with one line {"seconds": [...]}, but for those that print their stages.</summary>
internal static class Workers
{
    /// <summary>Runs one.</summary>
    public static void Run(string task, Arguments arguments)
    {
        switch (task)
        {
            case "segment":
                SegmentBenchmark.Measure(arguments);
                return;
            case "star-distances":
                StarDistancesBenchmark.Measure(arguments);
                return;
            case "nms":
                NmsBenchmark.Measure(arguments);
                return;
            case "rasterize":
                RasterizeBenchmark.Measure(arguments);
                return;
        }

        var seconds = task switch
        {
            "forward" => ForwardWorker.Run(arguments),
            "train" => TrainWorker.Run(arguments),
            "read" => ReadBenchmark.Measure(arguments),
            _ => throw new ArgumentException($"There is no worker '{task}'."),
        };
        Console.WriteLine("{\"seconds\": [" + string.Join(", ", seconds.Select(s => s.ToString("R", CultureInfo.InvariantCulture))) + "]}");
    }

    /// <summary>Seconds of each repeat of an action, after the warm-up.</summary>
    public static List<double> Time(Arguments arguments, Action action)
    {
        int warmup = arguments.Number("warmup", 2), repeats = arguments.Number("repeats", 5);
        var seconds = new List<double>();
        for (var k = 0; k < warmup + repeats; k++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            if (k >= warmup)
            {
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        return seconds;
    }
}
