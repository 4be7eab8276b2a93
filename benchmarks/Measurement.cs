using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace FijiBridge.Benchmarks;

/// <summary>A variant to compare: a name and how to run it once in a fresh process, or null where this machine cannot.</summary>
internal sealed record Variant(string Name, ProcessStartInfo? Start)
{
    /// <summary>This program's own worker.</summary>
    public static Variant Worker(string name, params string[] arguments) =>
        new(name, new ProcessStartInfo(Environment.ProcessPath!, [Environment.GetCommandLineArgs()[0], "worker", .. arguments]));
}

/// <summary>Runs variants in turns, each time in a fresh process, so that a busy moment of the machine meets all of them alike.</summary>
internal static class Measurement
{
    /// <summary>Median seconds of each variant over all rounds; NaN where it cannot run.</summary>
    public static double[] Medians(IReadOnlyList<Variant> variants, int rounds)
    {
        var seconds = variants.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var v = 0; v < variants.Count; v++)
            {
                if (variants[v].Start is { } start && (round == 0 || seconds[v].Count > 0))
                {
                    seconds[v].AddRange(RunOnce(variants[v].Name, start));
                }
            }
        }

        return [.. seconds.Select(Median)];
    }

    /// <summary>The median; NaN of nothing.</summary>
    public static double Median(List<double> values)
    {
        if (values.Count == 0)
        {
            return double.NaN;
        }

        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Seconds as text.</summary>
    public static string Seconds(double s) => double.IsNaN(s) ? "-" : s.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>A ratio as text.</summary>
    public static string Ratio(double r) => double.IsNaN(r) ? "-" : r.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Runs a process whose last line is {"seconds": [...]}.</summary>
    private static IEnumerable<double> RunOnce(string name, ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
        if (process.ExitCode != 0 || !last.StartsWith('{'))
        {
            Console.WriteLine($"  {name}: not measured ({errors.Result.Trim().Split('\n').LastOrDefault()})");
            return [];
        }

        using var document = JsonDocument.Parse(last);
        return [.. document.RootElement.GetProperty("seconds").EnumerateArray().Select(e => e.GetDouble())];
    }
}
