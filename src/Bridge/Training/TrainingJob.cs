using FijiBridge.Bridge.Cli;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Files;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;
using FijiBridge.Engine.Training;

namespace FijiBridge.Bridge.Training;

/// <summary>
/// One training from its settings to the model folder, for the command line and the worker alike: <see cref="Open"/> finds
/// the images, <see cref="Read"/> looks at each, <see cref="Train"/> trains and writes the model.
/// </summary>
internal sealed class TrainingJob
{
    private readonly TrainingSettings _settings;
    private readonly GreyPairs? _grey;
    private readonly ITrainingSet _data;
    private readonly Dictionary<string, ITrainingSet> _tests;
    private readonly ITrainingSet? _validation;
    private readonly TrainingClasses? _classes;
    private readonly string? _startFrom;
    private readonly INetworkConfig? _startConfig;
    private readonly ModelInfo? _startInfo;
    private readonly List<EpochRecord> _history = [];
    private readonly List<string> _fileNotes = [];
    private OneSeriesReader? _files;
    private INetworkConfig? _network;
    private bool _overfittingTold;

    private TrainingJob(TrainingSettings settings, ModelCatalog catalog, Func<IImageReader> reader)
    {
        _settings = settings;
        _startFrom = settings.StartFrom is { } start ? catalog.Find(start).Folder : null;
        _startConfig = _startFrom is null ? null : ModelFolder.LoadConfig(_startFrom);
        _startInfo = _startFrom is null ? null : ModelFolder.LoadInfo(_startFrom);
        var files = reader;
        reader = () => files() is ISeriesReader all ? _files ??= new OneSeriesReader(all, settings.Series, "trained on", _fileNotes.Add) : files();
        var pairs = Suited(TrainingSource.Open(settings.Images, settings.Masks, settings.Dataset, reader));
        _grey = pairs as GreyPairs;
        _data = settings.ValidationImages is null ? HalvedPair.Of(pairs, (int)Math.Ceiling(settings.Options.PatchSize / Scale)) : pairs;
        _tests = settings.TestImages is { } images
            ? new() { [settings.TestName ?? images] = Suited(TrainingSource.Open(images, settings.TestMasks, null, reader)) }
            : [];
        var validation = settings.ValidationImages is { } own ? Suited(TrainingSource.Open(own, settings.ValidationMasks, null, reader)) : null;
        var renamed = validation is null || settings.Classes is null ? null : TrainingClasses.Renamed(validation);
        _validation = renamed ?? validation;
        _classes = TrainingClasses.Open(settings, pairs, renamed, name => (_data as HalvedPair)?.WholeName ?? name, _startInfo?.Classes ?? [], reader);
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
        var summary = TrainingSetSummary.Of(new CheckedPairs(_data, (int)Math.Ceiling(_settings.Options.PatchSize / Scale)), progress, cancellation);
        _network = _startConfig switch
        {
            null => _settings.Network(summary.Channels, Classes(cancellation)),
            StarDistConfig { NClasses: null } start when _classes is not null => start with { NClasses = Classes(cancellation) },
            var start => start,
        };
        RequireKind(_network);
        if (_network.NChannelIn != summary.Channels)
        {
            throw new UserAdviceException(
                $"The images have {summary.Channels} channel(s) and the model {_settings.StartFrom} takes {_network.NChannelIn}; start from another model, train a new one, or save the channels that it takes as images of their own.");
        }

        var notes = TrainingSetNotes.Of(summary, _network, _classes is not null);
        _files?.Dispose();
        notes.AddRange(_fileNotes);
        if (_data is HalvedPair)
        {
            notes.Add("There is one image: one half of it is trained on and the other kept for validation, so the accuracy says little about other images.");
        }

        if (_grey is { HasConverted: true })
        {
            notes.Add("The colours were turned into grey values, since the model takes one channel.");
        }

        notes.AddRange(OptionsWithoutEffect.Of(_settings.Given, _network, _settings.StartFrom));
        return [.. notes, .. SizeAdvice(_network, summary)];
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

    private int? Classes(CancellationToken cancellation)
    {
        var wanted = _settings.ClassCount ?? (_settings.Info.Classes.Count > 0 ? _settings.Info.Classes.Count : null);
        var isUNet = _settings.Task == ModelInfo.UNetTask;
        if (_classes is null)
        {
            return wanted is null || isUNet ? wanted : throw new UserAdviceException($"{wanted} classes are asked for; name the folder of class images with --classes.");
        }

        return _classes.Largest(cancellation) is var largest && wanted is { } n && n < largest
            ? throw new UserAdviceException($"The class images in {_settings.Classes} have the class {largest}, but {n} classes are asked for; name or count all of them.")
            : wanted ?? largest;
    }

    private void RequireKind(INetworkConfig network)
    {
        var kind = network is UNetConfig ? ModelInfo.UNetTask : ModelInfo.StarDistTask;
        if (_settings.Task is { } task && task != kind)
        {
            throw new UserAdviceException($"--task {task} is asked for, but {_settings.StartFrom} is a model of the kind {kind}; leave --task out or start from another model.");
        }

        if (_classes is null && network is StarDistConfig { NClasses: not null })
        {
            throw new UserAdviceException($"The model {_settings.StartFrom} knows classes; name the folder of class images with --classes.");
        }

        if (_classes is not null && _startFrom is not null && network is UNetConfig { NClasses: 1 })
        {
            throw new UserAdviceException($"The model {_settings.StartFrom} tells objects from background alone; train a new network on the classes, or leave --classes out.");
        }
    }

    // Of the images as the network sees them.
    private double Scale => _settings.Scale ?? _startInfo?.Scale ?? 1;

    private IEnumerable<string> SizeAdvice(INetworkConfig network, TrainingSetSummary summary)
    {
        if (network is UNetConfig { Output: UNetOutput.Semantic })
        {
            return []; // regions of a class have no size that must be seen as a whole
        }

        var advice = ObjectSizeAdvice.Of(
            summary.MedianDiameter, summary.LargeDiameter, (int)(Reach(network) / Scale), (int)(_settings.Options.PatchSize / Scale), hasGrid: network is StarDistConfig);
        return _startInfo is { MedianDiameter: { } known } start
            ? [.. advice, .. ObjectSizeAdvice.OfStart(summary.MedianDiameter, known, start.Name, start.Scale, Scale)]
            : advice;
    }

    private static int Reach(INetworkConfig network)
    {
        var field = network switch
        {
            StarDistConfig stars => ReceptiveField.Of(stars),
            UNetConfig unet => ReceptiveField.Of(unet),
            _ => throw new NotSupportedException($"{network.Describe()} has no known reach."),
        };
        return Math.Min(field.HaloY, field.HaloX);
    }

    // A network of one channel can start from colour images too.
    private ITrainingSet Suited(ITrainingSet pairs) => _startConfig?.NChannelIn == 1 ? new GreyPairs(pairs) : pairs;

    private TrainingPlan Plan(Action<string> preview)
    {
        _ = _network ?? throw new InvalidOperationException("The pairs have not been read.");
        return new()
        {
            Data = _data,
            Output = Folders.Model,
            Config = _network as StarDistConfig ?? new StarDistConfig(),
            UNet = _network as UNetConfig,
            ClassOf = _classes is null ? null : _classes.ClassOf,
            Validation = _validation,
            UNetLoss = _settings.UNetLoss,
            Scale = _settings.Scale,
            Options = _settings.Options,
            Augmentation = _settings.Augmentation,
            Normalization = _settings.Normalization ?? _startInfo?.Normalization ?? NormalizationOptions.Default,
            StartFrom = _startFrom,
            StartAnew = _settings.Overwrite,
            FreezeEncoder = _settings.FreezeEncoder,
            TestSets = _tests,
            Segment = _settings.Segment,
            Info = _settings.Info with { RefineShapes = _startInfo?.RefineShapes ?? false, Flips = _startInfo?.Flips ?? false, Classes = _startInfo is { Classes.Count: > 0 } ? _startInfo.Classes : _settings.Info.Classes },
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
