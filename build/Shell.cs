using System.Diagnostics;

namespace FijiBridge.Build;

/// <summary>Starts programs and prints what happens.</summary>
internal static class Shell
{
    private static readonly Stopwatch Clock = Stopwatch.StartNew();

    /// <summary>Prints one progress line with the minutes since the start.</summary>
    public static void Say(string line)
    {
        Console.WriteLine($"[{Clock.Elapsed:mm\\:ss}] {line}");
        Console.Out.Flush();
    }

    /// <summary>Runs a program in the checkout's root; its output goes straight to the console. Returns its exit code.</summary>
    public static int Run(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? limit = null)
    {
        using Process process = Start(program, arguments, environment, redirect: false);
        if (limit is not null && !process.WaitForExit(limit.Value))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            Say($"{Path.GetFileName(program)} was stopped after {limit.Value.TotalMinutes:0} minutes");
            return -1;
        }
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Runs a program and keeps what it prints (standard output and errors together).</summary>
    public static (int ExitCode, string Output) Capture(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments, null, redirect: true);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>The full path of a command on the PATH, or null.</summary>
    public static string? Find(string command)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat"] : [""];
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, command + ending)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>The dotnet that runs this program, so that one SDK does everything.</summary>
    public static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static bool IsOfMsBuild(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) && name != "MSBUILDDISABLENODEREUSE";

    private static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, bool redirect)
    {
        ProcessStartInfo info = new(program, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = redirect,
            RedirectStandardError = redirect,
        };
        // MSBuild variables of the `dotnet run` that started us would confuse the builds we start.
        foreach (string name in info.Environment.Keys.Where(IsOfMsBuild).ToList())
        {
            _ = info.Environment.Remove(name);
        }
        info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        info.Environment["DOTNET_NOLOGO"] = "1";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }
        Console.Out.Flush();
        try
        {
            return Process.Start(info) ?? throw new BuildException($"'{program}' could not be started.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BuildException($"'{program}' could not be started: {e.Message}. Is it installed?");
        }
    }
}
