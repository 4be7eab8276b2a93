using System.CommandLine;
using FijiBridge.Bridge.PluginHost;
using FijiBridge.Engine;
using NLog;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge macro</c>: runs an ImageJ macro in this process. Its failures are failures of the command, unlike those of ImageJ's own -batch.</summary>
internal static class MacroCommand
{
    private static readonly Logger Log = LogManager.GetLogger("FijiBridge.macro");

    private static readonly Argument<string> File = new("FILE") { Description = "The macro (.ijm or .txt)." };

    private static readonly Argument<string?> Argument = new("ARG")
    {
        Description = "What the macro's getArgument() gives: the path of an image or folder, or anything else.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Display = new("--display")
    {
        Description = "Use the display: windows may open, and all commands of ImageJ and the ROI Manager work. Without it macros run DL Segment's commands and those of ImageJ that open no dialog.",
    };

    private static readonly Option<double?> Timeout = NumberOption.Positive("--timeout", "Stop the macro after this many seconds; it has failed then.", "SECONDS");

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("macro", "Run an ImageJ macro, without a display where none is asked for; what it prints goes to stdout (docs/macros.md).")
        {
            File, Argument, HostOptions.Fiji, Display, Timeout,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        var file = parse.GetRequiredValue(File);
        var macro = MacroFile.Read(file);
        var name = Path.GetFileName(file);
        var timeout = parse.GetValue(Timeout);
        using var interruption = new Interruption();
        using var imagej = HostOptions.Start(parse, windows: parse.GetValue(Display), () =>
        {
            Terminal.Error($"{name} or a plugin that it called ended the whole program (System.exit); remove that call: a macro ends with its last line or with exit().");
            return ExitCode.Advice;
        });
        try
        {
            var failure = imagej.RunMacro(macro, parse.GetValue(Argument) ?? "", timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null, interruption.Token);
            return failure is null ? ExitCode.Success : throw Advice(name, failure);
        }
        catch (OperationCanceledException e)
        {
            throw new CancelledWithResultException($"{name} was stopped; what it had written stays.", e);
        }
        catch (TimeoutException e)
        {
            throw new UserAdviceException($"{name} did not end within {timeout:0.###} s and was stopped at {e.Message}; give it more time with --timeout.", e);
        }
    }

    private static UserAdviceException Advice(string name, string failure)
    {
        var end = failure.IndexOf('\n', StringComparison.Ordinal);
        if (end >= 0 && end < failure.Length - 1)
        {
            Log.Info("{0}: {1}", name, failure[(end + 1)..].Trim());
        }

        return new UserAdviceException($"{name}, {(end < 0 ? failure : failure[..end])}");
    }
}
