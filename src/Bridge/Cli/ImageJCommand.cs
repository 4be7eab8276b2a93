using System.CommandLine;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge imagej</c>: ImageJ's window in this process, with the plugin ready.</summary>
internal static class ImageJCommand
{
    private static readonly Argument<string[]> Files = new("FILES")
    {
        Description = "Images to open.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("imagej", "Open ImageJ with Plugins > DL Segment ready; it needs a display.") { Files, HostOptions.Fiji };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        var files = (parse.GetValue(Files) ?? []).Select(Path.GetFullPath).ToList();
        if (files.Find(file => !File.Exists(file)) is { } missing)
        {
            throw new UserAdviceException($"Image {missing} does not exist; check the path.");
        }

        using var interruption = new Interruption();
        using var imagej = HostOptions.Start(parse, windows: true, () => ExitCode.Success);
        try
        {
            imagej.ShowWindow(files, interruption.Token);
            return ExitCode.Success;
        }
        catch (OperationCanceledException e)
        {
            throw new CancelledWithResultException("ImageJ was closed.", e);
        }
    }
}
