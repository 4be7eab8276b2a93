using FijiBridge.Bridge.Training;
using FijiBridge.Engine;
using FijiBridge.Engine.Training;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server;

/// <summary>
/// Tells a client how a training goes: UPDATE messages with info.training (docs/protocol.md). Epochs, notices and previews
/// are never left out; the steps in between come at most ten times a second.
/// </summary>
/// <param name="task">The task of the training.</param>
/// <param name="folders">Where the model and the checkpoints go.</param>
internal sealed class TrainingTeller(WorkerTask task, TrainingFolders folders) : IProgress<ProgressReport>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private long _lastStep;
    private long _current;
    private long _maximum;
    private string _stage = "preparing the training";

    /// <summary>Tells one sentence.</summary>
    public void Note(string sentence) => Tell(new JObject { ["kind"] = "notice", ["notice"] = OptionNames.WithoutDashes(sentence) }, null);

    /// <summary>Tells that the picture of a validation image was drawn anew.</summary>
    /// <param name="image">Name of the image.</param>
    public void Preview(string image) => Tell(new JObject { ["kind"] = "preview", ["image"] = image, ["picture"] = folders.PreviewFile }, null);

    /// <summary>Takes an event of the trainer.</summary>
    public void Show(TrainingEvent e)
    {
        if (e.Kind == TrainingEventKind.Step)
        {
            if (_lastStep != 0 && TimeProvider.System.GetElapsedTime(_lastStep) < Interval)
            {
                return;
            }

            _lastStep = TimeProvider.System.GetTimestamp();
        }

        var inEpoch = e.Kind == TrainingEventKind.Step;
        _stage = inEpoch ? $"epoch {e.Epoch} of {e.Epochs}" : $"{e.Epoch} of {e.Epochs} epochs done";
        _current = (e.Epoch * (long)e.StepsPerEpoch) - (inEpoch ? e.StepsPerEpoch - e.Step : 0);
        _maximum = e.Epochs * (long)e.StepsPerEpoch;
        var more = new JObject
        {
            ["kind"] = e.Kind.ToString().ToLowerInvariant(),
            ["epoch"] = e.Epoch,
            ["epochs"] = e.Epochs,
            ["step"] = e.Step,
            ["steps"] = e.StepsPerEpoch,
            ["elapsed"] = Math.Round(e.Elapsed.TotalSeconds, 1),
        };
        if (e.Losses.Count > 0)
        {
            more["losses"] = Numbers(e.Losses);
            more["lr"] = e.LearningRate;
        }

        if (e.Message is { } sentence)
        {
            more["notice"] = OptionNames.WithoutDashes(sentence);
        }

        if (e.Kind == TrainingEventKind.Started)
        {
            more["folder"] = folders.Training;
            more["device"] = e.Device;
            var history = History();
            more["history"] = history;
            if (history.Count > 0 && File.Exists(folders.PreviewFile))
            {
                more["picture"] = folders.PreviewFile;
            }
        }

        Tell(more, e.Remaining?.TotalSeconds);
    }

    /// <summary>Takes progress of what comes after the training.</summary>
    public void Report(ProgressReport value) => task.Report(value.Stage, value.Current, value.Maximum);

    private void Tell(JObject more, double? secondsLeft) => task.Tell(_stage, _current, _maximum, secondsLeft, new JObject { ["training"] = more });

    // The epochs of a resumed training that are done already, so that a window can draw its curves from the first one on.
    private JArray History()
    {
        var file = Path.Combine(folders.Training, Trainer.HistoryCsv);
        return File.Exists(file)
            ? new JArray(HistoryFile.Read(file).Select(r => new JObject { ["epoch"] = r.Epoch, ["lr"] = r.LearningRate, ["losses"] = Numbers(r.Values) }))
            : [];
    }

    private static JObject Numbers(IReadOnlyDictionary<string, double> values) => new(values.Where(v => double.IsFinite(v.Value)).Select(v => new JProperty(v.Key, v.Value)));
}
