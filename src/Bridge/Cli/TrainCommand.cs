using System.CommandLine;
using FijiBridge.Bridge.Training;
using FijiBridge.Engine.Training;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge train</c>: images with truth in, a model folder out.</summary>
internal static class TrainCommand
{
    private static readonly TrainOptions Options = new();

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = Create(Options);
        command.SetAction(Run);
        return command;
    }

    /// <summary>The command with its options and no action, for reading options that come from elsewhere.</summary>
    public static Command Create(TrainOptions options)
    {
        var command = new Command("train", "Train a StarDist or U-Net model on images with truth; Ctrl-C keeps the last checkpoint, --resume goes on from it.")
        {
            options.Images, options.Masks,
        };
        foreach (var option in options.All)
        {
            command.Add(option);
        }

        return command;
    }

    private static int Run(ParseResult parse)
    {
        var settings = new TrainingSettingsReader(Options).Read(parse);
        var job = TrainingJob.Open(settings, ModelOption.Catalog(parse), () => ImageReaders.Start(parse));
        using var interruption = new Interruption();
        var notes = ProgressView.Run("Reading", view => job.Read((done, all) => view.Report(done, all, $"Reading pair {done} of {all}"), interruption.Token));
        foreach (var note in notes)
        {
            Terminal.Note(note);
        }

        var outcome = ProgressView.Run("Starting", view => Train(job, view, interruption.Token));
        TrainingReport.Print(outcome, job.Folders);
        return ExitCode.Success;
    }

    private static TrainingOutcome Train(TrainingJob job, ProgressView view, CancellationToken cancellation)
    {
        var display = new TrainingDisplay(view);
        try
        {
            return job.Train(display.Show, _ => { }, display, CancellationToken.None, cancellation);
        }
        catch (OperationCanceledException e) when (job.Folders.HasCheckpoint)
        {
            throw new CancelledWithResultException(
                $"Cancelled; the state after epoch {display.EpochsDone} is kept in {job.Folders.Training}. Go on with the same command and --resume.", e);
        }
    }
}
