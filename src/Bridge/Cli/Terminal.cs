using Spectre.Console;

namespace FijiBridge.Bridge.Cli;

/// <summary>
/// Where words go: results to stdout, all else (progress, notes, warnings, errors) to stderr, so that a pipe sees results
/// alone. Writing here while a progress display is alive puts the line above it.
/// </summary>
internal static class Terminal
{
    private static readonly Lock Gate = new();
    private static TextWriter s_results = Console.Out;

    /// <summary>Where results go.</summary>
    public static TextWriter Results => s_results;

    /// <summary>The console on stderr; plain when redirected.</summary>
    public static IAnsiConsole Progress { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>True where stderr is a terminal that a live progress display can use.</summary>
    public static bool IsInteractive => !Console.IsErrorRedirected && Progress.Profile.Capabilities.Interactive;

    /// <summary>Keeps stdout for results: what a library prints there goes to stderr from now on.</summary>
    public static void ClaimStdout()
    {
        s_results = Console.Out;
        Console.SetOut(Console.Error);
    }

    /// <summary>One line of results.</summary>
    public static void Result(string line)
    {
        lock (Gate)
        {
            s_results.WriteLine(line);
        }
    }

    /// <summary>One line for the reader that is no result.</summary>
    public static void Note(string line) => WriteError(line);

    /// <summary>Something that the user should know though the command goes on.</summary>
    public static void Warn(string line) => WriteError($"Warning: {line}");

    /// <summary>Why the command ended.</summary>
    public static void Error(string text) => WriteError(text);

    private static void WriteError(string text)
    {
        if (IsInteractive)
        {
            Progress.WriteLine(text);
            return;
        }

        lock (Gate)
        {
            Console.Error.WriteLine(text);
        }
    }
}
