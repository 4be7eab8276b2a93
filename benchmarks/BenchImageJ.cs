using System.Diagnostics;
using System.Globalization;

namespace FijiBridge.Benchmarks;

/// <summary>A plain ImageJ with the plugin in a folder of its own, on a virtual display that stays up; each run is a fresh process.</summary>
internal sealed class BenchImageJ : IDisposable
{
    private const string ImageJ = "/usr/share/java/ij.jar", Display = "/usr/bin/Xvfb";

    // What the macros say goes to a file, since print() opens a window where there is one. A call's answer is "count=12 ... engine=0.430 ...".
    private const string Functions = """

        function say(name, value) { File.append(name + "=" + value, "OUT"); }
        function field(answer, key) { if (startsWith(answer, "error")) exit(answer); at = indexOf(answer, key + "="); rest = substring(answer, at + lengthOf(key) + 1); return substring(rest, 0, indexOf(rest, " ")); }
        function sayEngine(answer) { say("engine", field(answer, "engine")); }
        function saySeconds(answer) { say("seconds", field(answer, "seconds")); }
        """;

    private readonly string _home = Path.Combine(BenchFolder.Work, "ImageJ");
    private readonly string _engine;
    private readonly Process _display;
    private readonly string _number;

    public BenchImageJ(string engine)
    {
        _engine = engine;
        _ = Directory.CreateDirectory(Path.Combine(_home, "plugins"));
        ShowPlugin(true);
        _display = Process.Start(new ProcessStartInfo(Display, ["-displayfd", "1", "-screen", "0", "1280x900x24"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _display.ErrorDataReceived += (_, _) => { };
        _display.BeginErrorReadLine();
        _number = _display.StandardOutput.ReadLine()!;
    }

    /// <summary>What one run took and said.</summary>
    internal sealed record Outcome(double Seconds, string[] Said)
    {
        /// <summary>All values that were said under a name.</summary>
        public double[] Values(string name) =>
            [.. Said.Where(l => l.StartsWith(name + "=", StringComparison.Ordinal)).Select(l => double.Parse(l[(name.Length + 1)..], CultureInfo.InvariantCulture))];
    }

    /// <summary>False where something is missing, and what.</summary>
    public static bool CanRun(string engine, out string missing)
    {
        string[] needed = [ImageJ, Display, Jar, Path.Combine(engine, "fijibridge"), Path.Combine(BenchFolder.Root, "models", "nuclei")];
        missing = string.Join(", ", needed.Where(f => !Path.Exists(f)).Select(f => $"there is no {f}"));
        return missing.Length == 0;
    }

    private static string Jar => Path.Combine(BenchFolder.Artifacts, "DL_Segment.jar");

    /// <summary>Puts the plugin into the plugins folder, or takes it out.</summary>
    public void ShowPlugin(bool there)
    {
        var place = Path.Combine(_home, "plugins", "DL_Segment.jar");
        File.Delete(place);
        if (there)
        {
            File.Copy(Jar, place);
        }
    }

    /// <summary>Starts ImageJ, runs a macro and waits for the end of the process.</summary>
    /// <param name="macro">The macro.</param>
    /// <param name="window">With ImageJ's window, as a user has it; otherwise as -batch.</param>
    public Outcome Run(string macro, bool window = false)
    {
        string script = Path.Combine(_home, "bench.ijm"), said = Path.Combine(_home, "said.txt");
        File.WriteAllText(said, "");
        var quit = window ? "close(\"*\"); run(\"Quit\");" : "";
        File.WriteAllText(script, $"{macro}\n{quit}\n{Functions.Replace("OUT", said)}");
        var start = new ProcessStartInfo("java", [$"-Dplugins.dir={_home}", $"-Duser.home={_home}", "-cp", ImageJ, "ij.ImageJ", window ? "-macro" : "-batch", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DISPLAY"] = ":" + _number;
        start.Environment["FIJIBRIDGE_HOME"] = _engine;
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"ImageJ did not end: {output.Result}{errors.Result}");
        }

        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Trace(output.Result + errors.Result);
        return new Outcome(seconds, File.ReadAllLines(said));
    }

    public void Dispose()
    {
        _display.Kill();
        _display.WaitForExit();
        _display.Dispose();
    }

    private static void Trace(string text)
    {
        if (text.Contains("error", StringComparison.OrdinalIgnoreCase) || text.Contains("exception", StringComparison.OrdinalIgnoreCase))
        {
            Console.WriteLine("  ImageJ says: " + text.Trim());
        }
    }
}
