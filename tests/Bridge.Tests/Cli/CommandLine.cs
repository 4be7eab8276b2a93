using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using FijiBridge.Build;
using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>What a finished <c>fijibridge</c> left behind.</summary>
internal sealed record CommandResult(int ExitCode, string Out, string Error)
{
    /// <summary>Lines on stderr.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Lines on stdout.</summary>
    public string[] OutLines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>Runs the built program as users do: a process of its own, with arguments, streams, signals and an exit code.</summary>
internal sealed class CommandLine : IDisposable
{
    private const int SigInt = 2;
    private const string SetPriv = "/usr/bin/setpriv";
    private const string PrLimit = "/usr/bin/prlimit";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();
    private readonly Process _process;
    private readonly VirtualDisplay? _display;

    private CommandLine(string? workingFolder, IReadOnlyDictionary<string, string>? environment, string[] args, bool onDisplay = false, bool withoutOverride = false, long? dataBytes = null)
    {
        var dotnet = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";

        // Programs in the background of a script inherit that Ctrl-C is ignored, and pass it on; a terminal does not.
        string[] program =
        [
            .. withoutOverride && Environment.IsPrivilegedProcess ? [SetPriv, "--bounding-set=-dac_override,-dac_read_search", "--"] : Array.Empty<string>(),
            .. dataBytes is { } limit ? [PrLimit, $"--data={limit}"] : Array.Empty<string>(),
            .. OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : Array.Empty<string>(),
            dotnet,
        ];
        var start = new ProcessStartInfo(program[0])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            WorkingDirectory = workingFolder ?? AppContext.BaseDirectory,
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
        };
        Array.ForEach(program[1..], start.ArgumentList.Add);
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "fijibridge.dll"));
        Array.ForEach(args, start.ArgumentList.Add);
        if (onDisplay)
        {
            _display = new VirtualDisplay();
            start.Environment["DISPLAY"] = _display.Name;
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_out, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.Close();
    }

    /// <summary>Runs to the end.</summary>
    public static CommandResult Run(params string[] args) => RunIn(null, args);

    /// <summary>Runs to the end in a folder.</summary>
    public static CommandResult RunIn(string? workingFolder, params string[] args)
    {
        using var command = new CommandLine(workingFolder, null, args);
        return command.Finish();
    }

    /// <summary>Runs to the end with extra environment variables.</summary>
    public static CommandResult Run(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        using var command = new CommandLine(null, environment, args);
        return command.Finish();
    }

    /// <summary>Runs to the end without the administrator's right to read everything; skips the test where that cannot be taken away.</summary>
    public static CommandResult RunWithoutOverride(params string[] args)
    {
        Assert.SkipUnless(!Environment.IsPrivilegedProcess || File.Exists(SetPriv), "The administrator may list every folder, and there is no setpriv to take that right away.");
        using var command = new CommandLine(null, null, args, withoutOverride: true);
        return command.Finish();
    }

    /// <summary>Runs to the end with so many bytes of memory of its own; skips the test where that cannot be said.</summary>
    public static CommandResult RunWithMemory(long bytes, params string[] args)
    {
        Assert.SkipUnless(File.Exists(PrLimit), "There is no prlimit.");
        using var command = new CommandLine(null, null, args, dataBytes: bytes);
        return command.Finish();
    }

    /// <summary>Runs to the end on a virtual display; skips the test where there is none.</summary>
    public static CommandResult RunOnDisplay(params string[] args)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/Xvfb"), "Xvfb is not installed.");
        using var command = new CommandLine(null, null, args, onDisplay: true);
        return command.Finish();
    }

    /// <summary>Starts without waiting.</summary>
    public static CommandLine Start(params string[] args) => new(null, null, args);

    /// <summary>Starts with extra environment variables, without waiting.</summary>
    public static CommandLine Start(IReadOnlyDictionary<string, string> environment, params string[] args) => new(null, environment, args);

    /// <summary>Waits until <paramref name="condition"/> holds; fails when the program ends before.</summary>
    public void WaitUntil(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (_process.HasExited)
            {
                Assert.Fail($"fijibridge ended with {_process.ExitCode} before {what}: {Finish().Error}");
            }

            Assert.True(clock.Elapsed < Limit, $"{what} did not happen within {Limit}");
            Thread.Sleep(20);
        }
    }

    /// <summary>What stderr holds so far.</summary>
    public string ErrorSoFar
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>What a Ctrl-C in the terminal sends.</summary>
    public void Interrupt() => Assert.Equal(0, Kill(_process.Id, SigInt));

    /// <summary>Ends the process the hard way, as a power cut would.</summary>
    public void KillHard()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public CommandResult Finish()
    {
        if (!_process.WaitForExit(Limit))
        {
            _process.Kill();
            Assert.Fail($"fijibridge did not end within {Limit}; stderr ends with: {ErrorSoFar[Math.Max(0, ErrorSoFar.Length - 500)..]}");
        }

        _process.WaitForExit(); // the streams' ends
        return new CommandResult(_process.ExitCode, _out.ToString(), _error.ToString());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _display?.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
