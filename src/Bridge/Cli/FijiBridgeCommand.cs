using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using NLog;

namespace FijiBridge.Bridge.Cli;

/// <summary>The root of the command line.</summary>
internal static class FijiBridgeCommand
{
    /// <summary>Builds the tree of commands.</summary>
    public static RootCommand Create() => new("Deep-learning segmentation for ImageJ and Fiji: train, segment, evaluate.")
    {
        GlobalOptions.Verbose,
        GlobalOptions.Log,
        GlobalOptions.ImageJ,
        GlobalOptions.BioFormats,
        ModelOption.Folder,
        SegmentCommand.Create(),
        BatchCommand.Create(),
        TrainCommand.Create(),
        EvaluateCommand.Create(),
        MeasureCommand.Create(),
        InfoCommand.Create(),
        ModelsCommand.Create(),
        ExportCommand.Create(),
        ImportCommand.Create(),
        PackCommand.Create(),
        SimulateCommand.Create(),
        MacroCommand.Create(),
        ImageJCommand.Create(),
        DoctorCommand.Create(),
        WorkerCommand.Create(),
    };

    /// <summary>Parses and runs; returns the exit code.</summary>
    public static int Run(string[] args)
    {
        UseUtf8();
        Terminal.ClaimStdout();
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = Terminal.Results };
        if (args.Length == 0)
        {
            Create().Parse(["--help"]).Invoke(invocation);
            return ExitCode.Advice;
        }

        var parse = Create().Parse(args);
        if (parse.Errors.Count > 0)
        {
            return parse.Action is ParseErrorAction ? ErrorPolicy.ReportParseErrors(parse) : parse.Invoke(invocation);
        }

        if (Suggestions.TakenForAFile(parse) is { } option)
        {
            return ErrorPolicy.ReportTakenForAFile(parse, option);
        }

        var exitCode = ErrorPolicy.Run(() =>
        {
            LogSetup.Start(parse.GetValue(GlobalOptions.Log), parse.GetValue(GlobalOptions.Verbose));
            LogManager.GetLogger("fijibridge").Info("fijibridge {0}", string.Join(' ', args));
            return parse.Invoke(invocation);
        });
        LogManager.Shutdown();
        return exitCode;
    }

    // File names and units (µm) must survive on a Windows console too.
    private static void UseUtf8()
    {
        if (OperatingSystem.IsWindows() || Console.IsOutputRedirected)
        {
            Console.OutputEncoding = new UTF8Encoding(false);
        }
    }
}
