using System.Globalization;
using FijiBridge.Engine;
using FijiBridge.Engine.Training;
using NLog;

namespace FijiBridge.Bridge.Cli;

/// <summary>Shows a training while it runs: one line per epoch, a live bar with the losses in between.</summary>
/// <param name="view">The live part.</param>
internal sealed class TrainingDisplay(ProgressView view) : IProgress<ProgressReport>
{
    private static readonly Logger Log = LogManager.GetLogger("FijiBridge.Train");

    /// <summary>Epochs that are in the checkpoint.</summary>
    public int EpochsDone { get; private set; }

    /// <summary>Takes an event of the trainer.</summary>
    public void Show(TrainingEvent e)
    {
        var done = (e.Epoch * (double)e.StepsPerEpoch) - (e.Kind == TrainingEventKind.Step ? e.StepsPerEpoch - e.Step : 0);
        switch (e.Kind)
        {
            case TrainingEventKind.Step:
                view.Report(done, e.Epochs * (double)e.StepsPerEpoch, string.Create(CultureInfo.InvariantCulture, $"Epoch {e.Epoch} of {e.Epochs}, loss {e.Losses.GetValueOrDefault("loss"):0.####}, lr {e.LearningRate:0.##e-0}"));
                break;
            case TrainingEventKind.Epoch:
                EpochsDone = e.Epoch;
                var line = $"Epoch {e.Epoch} of {e.Epochs}: {Losses(e)}, {ProgressView.Duration(e.Elapsed)}{(e.Remaining is { Ticks: > 0 } left ? $", about {ProgressView.Duration(left)} left" : "")}";
                Log.Info(line);
                Terminal.Note(line);
                view.Said();
                break;
            default:
                EpochsDone = Math.Max(EpochsDone, e.Epoch);
                if (e.Message is { } message)
                {
                    Log.Info(message);
                    Terminal.Note(message);
                }

                break;
        }
    }

    /// <summary>Takes progress of what comes after the training.</summary>
    public void Report(ProgressReport value) => view.Report(value.Current, value.Maximum, Capital(value.Stage));

    private static string Losses(TrainingEvent e) =>
        string.Join(", ", e.Losses.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Key} {l.Value:0.####}")))
        + string.Create(CultureInfo.InvariantCulture, $", lr {e.LearningRate:0.##e-0}");

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
