using System.CommandLine;
using System.Reflection;
using System.Text;
using FijiBridge.Engine;
using FijiBridge.Engine.Runtime;
using NLog;

namespace FijiBridge.Bridge.Cli;

/// <summary>
/// The one place that turns the end of a command into words and an exit code. Three kinds, never mixed: what the user can
/// mend (one sentence, exit 2), cancelled (quiet, exit 130), fault (type, cause chain, log path, exit 1). The sentences go
/// to stderr; the stack trace goes to the log alone.
/// </summary>
internal static class ErrorPolicy
{
    private static readonly Logger Log = LogManager.GetLogger("fijibridge");

    /// <summary>Runs a command; its return value is the exit code unless it throws.</summary>
    public static int Run(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception failure)
        {
            return Report(failure);
        }
    }

    /// <summary>Tells what the command line parser did not understand, in one line per error, and where help is.</summary>
    public static int ReportParseErrors(ParseResult parse)
    {
        var command = parse.CommandResult.Command is RootCommand ? "fijibridge" : $"fijibridge {parse.CommandResult.Command.Name}";
        var errors = parse.Errors.Select(e => e.Message.TrimEnd('.')).Distinct().ToList();
        if (errors.Count > 1)
        {
            errors.RemoveAll(e => e.StartsWith("Required command", StringComparison.Ordinal)); // what follows says why
        }

        // What follows a mistyped word is not understood for its sake alone.
        var unknown = parse.UnmatchedTokens.FirstOrDefault();
        var suggestion = unknown is null ? null : Suggestions.For(unknown, parse.CommandResult.Command);
        if (unknown is not null)
        {
            errors.RemoveAll(e => parse.UnmatchedTokens.Skip(1).Any(t => t != unknown && e.EndsWith($"'{t}'", StringComparison.Ordinal)));
        }

        return Unknown(string.Join("; ", errors), suggestion, command);
    }

    /// <summary>Tells of a mistyped option that was taken for a file; what came of the command would be about a file that nobody named.</summary>
    public static int ReportTakenForAFile(ParseResult parse, string word)
    {
        var command = parse.CommandResult.Command;
        return Unknown($"Unrecognized option '{word}'", Suggestions.For(word, command), $"fijibridge {command.Name}");
    }

    private static int Unknown(string what, string? suggestion, string command)
    {
        Terminal.Error($"{what}{(suggestion is null ? "." : $"; did you mean {suggestion}?")} See '{command} --help'.");
        return ExitCode.Advice;
    }

    /// <summary>The sentence for a failure that the user can mend, or null for a fault.</summary>
    public static string? AdviceFor(Exception failure) => Unwrap(failure) switch
    {
        UserAdviceException advice => advice.Message,
        var other => FileTrouble.Advice(other) ?? MemoryTrouble.Advice(other),
    };

    /// <summary>Removes the wrappers that reflection, tasks and static constructors put around the cause.</summary>
    public static Exception Unwrap(Exception failure) => failure switch
    {
        AggregateException { InnerExceptions.Count: 1 } a => Unwrap(a.InnerExceptions[0]),
        AggregateException a when a.InnerExceptions.FirstOrDefault(e => Unwrap(e) is UserAdviceException) is { } advice => Unwrap(advice),
        TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        _ => failure,
    };

    /// <summary>"Type: message" of a fault and of each of its causes, one per line.</summary>
    public static string CauseChain(Exception failure)
    {
        var text = new StringBuilder();
        for (Exception? e = Unwrap(failure); e is not null; e = e.InnerException)
        {
            text.Append(text.Length == 0 ? "" : "\n  caused by ").Append(e.GetType().Name).Append(": ").Append(e.Message.Trim());
        }

        return text.ToString();
    }

    private static int Report(Exception failure)
    {
        var cause = Unwrap(failure);
        if (cause is OperationCanceledException)
        {
            Log.Info(cause, "cancelled");
            Terminal.Error(cause is CancelledWithResultException kept ? kept.Message : "Cancelled; nothing was written.");
            return ExitCode.Cancelled;
        }

        if (AdviceFor(cause) is { } advice)
        {
            Log.Info(cause, "advice: {0}", advice);
            Terminal.Error(advice);
            return ExitCode.Advice;
        }

        Log.Error(failure, "fault");
        Terminal.Error($"fijibridge failed: {CauseChain(failure)}\nThe log has the details: {LogSetup.Path ?? "no log file could be written; give one with --log FILE"}");
        return ExitCode.Fault;
    }
}
