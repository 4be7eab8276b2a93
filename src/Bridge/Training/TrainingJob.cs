using FijiBridge.Bridge.Output;
using FijiBridge.Engine;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Files;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Training;

namespace FijiBridge.Bridge.Training;

/// <summary>
/// One training from its settings to the model folder, for the command line and the worker alike: <see cref="Open"/> finds
/// the images, <see cref="Read"/> looks at each, <see cref="Train"/> trains and writes the model.
/// </summary>
internal sealed class TrainingJob
{
    private readonly TrainingSettings _settings;
    private readonly ITrainingSet _data;
    private readonly Dictionary<string, ITrainingSet> _tests;
    private readonly string? _startFrom;
    private readonly StarDistConfig? _startConfig;
    private readonly List<EpochRecord> _history = [];
    private StarDistConfig? _network;
    private bool _overfittingTold;

    private TrainingJob(TrainingSettings settings, ModelCatalog catalog, Func<IImageReader> reader)
    {
        _settings = settings;
        _startFrom = settings.StartFrom is { } start ? catalog.Find(start).Folder : null;
        _startConfig = _startFrom is null ? null : ModelFolder.LoadConfig(_startFrom);
        _data = Suited(TrainingSource.Open(settings.Images, settings.Masks, settings.Dataset, reader));
        _tests = settings.TestImages is { } images
            ? new() { [settings.TestName ?? images] = Suited(TrainingSource.Open(images, settings.TestMasks, null, reader)) }
            : [];
        Folders = TrainingFolders.Of(settings.Out);
    }

    /// <summary>Where the model and the checkpoints go.</summary>
    public TrainingFolders Folders { get; }

    /// <summary>Finds the pairs and makes sure that the model may be written; reads no image yet.</summary>
    /// <param name="settings">What to do.</param>
    /// <param name="catalog">Where models to start from are.</param>
    /// <param name="reader">Gives the reader of image files; only asked where there are some.</param>
    /// <exception cref="UserAdviceException">Folders, files or models are missing, or the place of the model is taken.</exception>
    public static TrainingJob Open(TrainingSettings settings, ModelCatalog catalog, Func<IImageReader> reader)
    {
        var job = new TrainingJob(settings, catalog, reader);
        job.Folders.Prepare(settings.Resume, settings.Overwrite);
        return job;
    }

    /// <summary>Reads every pair once, so that a bad file is named before hours of training and not after.</summary>
    /// <param name="progress">Told (pairs done, pairs in all).</param>
    /// <param name="cancellation">Stops between two pairs.</param>
    /// <returns>What the user should know about the data, one sentence each.</returns>
    /// <exception cref="UserAdviceException">A pair cannot be trained on; the message names it.</exception>
    public IReadOnlyList<string> Read(Action<int, int>? progress, CancellationToken cancellation)
    {
        var summary = TrainingSetSummary.Of(new CheckedPairs(_data, _settings.Options.PatchSize), progress, cancellation);
        _network = _startConfig ?? _settings.Network(summary.Channels);
        if (_network.NChannelIn != summary.Channels)
        {
            throw new UserAdviceException(
                $"The images have {summary.Channels} channel(s) and the model {_settings.StartFrom} takes {_network.NChannelIn}; start from another model, train a new one, or save the channels that it takes as images of their own.");
        }

        List<string> notes =
        [
            FormattableString.Invariant($"{summary.Pairs} pairs of {summary.Channels} channel(s), {summary.Objects} objects of {summary.MedianDiameter:0.#} pixels across (median)."),
        ];
        if (summary.WithoutObjects.Count > 0)
        {
            notes.Add($"{summary.WithoutObjects.Count} masks have no object, first {summary.WithoutObjects[0]}; they are taken as background.");
        }

        if (summary.IgnoredPixels > 0)
        {
            notes.Add($"{summary.IgnoredPixels} pixels have negative labels and are ignored by the losses.");
        }

        if (_data is GreyPairs { HasConverted: true })
        {
            notes.Add("The colours were turned into grey values, since the model takes one channel.");
        }

        var field = ReceptiveField.Of(_network);
        return [.. notes, .. ObjectSizeAdvice.Of(summary.MedianDiameter, summary.LargeDiameter, Math.Min(field.HaloY, field.HaloX), _settings.Options.PatchSize)];
    }

    /// <summary>Trains, or goes on after the last checkpoint, and writes the model; needs <see cref="Read"/> before.</summary>
    /// <param name="report">Receives the events of the training, on the torch thread.</param>
    /// <param name="preview">Told the name of the validation image each time its picture was drawn anew.</param>
    /// <param name="progress">Receives progress of what follows the training.</param>
    /// <param name="finish">Ends the training early with the best weights so far, as the finish file does.</param>
    /// <param name="cancellation">Stops; the last checkpoint is kept.</param>
    /// <exception cref="UserAdviceException">Settings do not fit the data, the network or the checkpoint; or the disk is full.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TrainingOutcome Train(
        Action<TrainingEvent> report, Action<string> preview, IProgress<ProgressReport> progress, CancellationToken finish, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(finish);
        var outcome = TrainingSession.Train(Plan(preview), e => Watch(e, report, ending), progress, ending.Token, cancellation);
        AtomicFile.WriteText(Path.Combine(Folders.Model, LossCurve.FileName), LossCurve.Draw(ModelFolder.NameOf(Folders.Model), outcome.Training.History));
        return outcome;
    }

    // A network of one channel can start from colour images too.
    private ITrainingSet Suited(ITrainingSet pairs) => _startConfig is { NChannelIn: 1 } ? new GreyPairs(pairs) : pairs;

    private TrainingPlan Plan(Action<string> preview)
    {
        var start = _startFrom is null ? null : ModelFolder.LoadInfo(_startFrom);
        return new()
        {
            Data = _data,
            Output = Folders.Model,
            Config = _network ?? throw new InvalidOperationException("The pairs have not been read."),
            Options = _settings.Options,
            Augmentation = _settings.Augmentation,
            Normalization = _settings.Normalization ?? start?.Normalization ?? NormalizationOptions.Default,
            StartFrom = _startFrom,
            FreezeEncoder = _settings.FreezeEncoder,
            TestSets = _tests,
            Segment = _settings.Segment,
            Info = _settings.Info with { RefineShapes = start?.RefineShapes ?? false, Classes = start?.Classes ?? [] },
            DataName = _settings.DataName,
            Preview = (pair, found) =>
            {
                TruthPicture.Write(Folders.PreviewFile, pair.Image, pair.Labels, found);
                preview(pair.Name);
            },
        };
    }

    private void Watch(TrainingEvent e, Action<TrainingEvent> report, CancellationTokenSource ending)
    {
        if (e.Kind == TrainingEventKind.Started)
        {
            AtomicFile.WriteText(Folders.SettingsFile, _settings.Given.ToString() + "\n");
            var history = Path.Combine(Folders.Training, Trainer.HistoryCsv);
            _history.AddRange(File.Exists(history) ? HistoryFile.Read(history) : []);
        }

        report(e);
        if (e.Kind != TrainingEventKind.Epoch)
        {
            return;
        }

        _history.Add(new EpochRecord(e.Epoch, e.LearningRate, e.Losses));
        if (!_overfittingTold && OverfittingCheck.Sentence(_history) is { } sentence)
        {
            _overfittingTold = true; // once is enough
            report(Notice(e, sentence));
        }

        if (File.Exists(Folders.FinishFile))
        {
            File.Delete(Folders.FinishFile);
            report(Notice(e, $"{Folders.FinishFile} was found: the training ends here with the best weights so far."));
            ending.Cancel();
        }
    }

    private static TrainingEvent Notice(TrainingEvent e, string sentence) =>
        e with { Kind = TrainingEventKind.Notice, Losses = new Dictionary<string, double>(), Message = sentence };
}
