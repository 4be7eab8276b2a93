using System.Diagnostics;

namespace FijiBridge.Benchmarks;

/// <summary>
/// Measurements in a process that takes a given number of cores, for what uses as many as there are. Without tiers of compilation:
/// everything is compiled as a worker or a batch runs it after some images, and the same in every run.
/// </summary>
internal static class OwnProcess
{
    /// <summary>Runs the worker <paramref name="task"/>; what it prints is shown.</summary>
    public static void Run(string task, string[] arguments, int threads)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Environment.GetCommandLineArgs()[0], "worker", task, .. arguments, "--threads", $"{threads}"]);
        start.Environment["DOTNET_PROCESSOR_COUNT"] = $"{threads}";
        start.Environment["DOTNET_TieredCompilation"] = "0";
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The measurement '{task}' with {threads} thread(s) ended with exit code {process.ExitCode}.");
        }
    }
}
