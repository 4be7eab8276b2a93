using System.CommandLine;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Engine.Files;
using FijiBridge.Engine;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Training;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge train</c>: images with truth in, a model folder out.</summary>
internal static class TrainCommand
{
    private static readonly TrainOptions Options = new();

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("train", "Train a StarDist model on images with truth; Ctrl-C keeps the last checkpoint, --resume goes on from it.")
        {
            Options.Images, Options.Masks,
        };
        foreach (var option in Options.All)
        {
            command.Add(option);
        }

        command.SetAction(parse => Run(parse.GetValue(Options.Config) is { } file ? ConfigFile.Merge(parse, file) : parse));
        return command;
    }

    private static int Run(ParseResult parse)
    {
        var (options, augmentation, normalization) = (Training(parse), AugmentOption.Read(parse), Normalization(parse));
        var folder = TrainingFolders.Of(parse.GetValue(Options.Out) ?? throw new UserAdviceException("No model folder is given; name it with --out."));
        var data = OpenSet(parse, parse.GetValue(Options.Images), parse.GetValue(Options.Masks), parse.GetValue(Options.Dataset));
        folder.Prepare(parse.GetValue(Options.Resume), parse.GetValue(Options.Overwrite));
        using var interruption = new Interruption();
        var summary = Summarise(new CheckedPairs(data, options.PatchSize), interruption.Token);
        var plan = new TrainingPlan
        {
            Data = data,
            Output = folder.Model,
            Config = Network(parse, summary.Channels),
            Options = options,
            Augmentation = augmentation,
            Normalization = normalization,
            StartFrom = parse.GetValue(Options.StartFrom) is { } start ? ModelOption.Catalog(parse).Find(start).Folder : null,
            TestSets = TestSets(parse),
            Segment = new SegmentOptions { TestTimeFlips = parse.GetValue(Options.Flips), RefineShapes = parse.GetValue(Options.Refine) },
            Info = Info(parse),
            DataName = parse.GetValue(Options.DataName) ?? parse.GetValue(Options.Dataset) ?? parse.GetValue(Options.Images) ?? "",
        };
        var outcome = ProgressView.Run("Starting", view => Train(plan, folder, view, interruption.Token));
        AtomicFile.WriteText(Path.Combine(folder.Model, LossCurve.FileName), LossCurve.Draw(ModelFolder.NameOf(folder.Model), outcome.Training.History));
        TrainingReport.Print(outcome, folder);
        return ExitCode.Success;
    }

    // Every pair is read once before the training, so that a bad file is named at once.
    private static TrainingSetSummary Summarise(ITrainingSet data, CancellationToken cancellation)
    {
        var summary = ProgressView.Run("Reading", view => TrainingSetSummary.Of(data, (done, all) => view.Report(done, all, $"Reading pair {done} of {all}"), cancellation));
        Terminal.Note(FormattableString.Invariant(
            $"{summary.Pairs} pairs of {summary.Channels} channel(s), {summary.Objects} objects of {summary.MedianDiameter:0.#} pixels across (median)."));
        if (summary.WithoutObjects.Count > 0)
        {
            Terminal.Note($"{summary.WithoutObjects.Count} masks have no object, first {summary.WithoutObjects[0]}; they are taken as background.");
        }

        if (summary.IgnoredPixels > 0)
        {
            Terminal.Note($"{summary.IgnoredPixels} pixels have negative labels and are ignored by the losses.");
        }

        return summary;
    }

    private static TrainingOutcome Train(TrainingPlan plan, TrainingFolders folder, ProgressView view, CancellationToken cancellation)
    {
        using var finish = new CancellationTokenSource();
        var display = new TrainingDisplay(view, folder, finish);
        try
        {
            return TrainingSession.Train(plan, display.Show, display, finish.Token, cancellation);
        }
        catch (OperationCanceledException e) when (folder.HasCheckpoint)
        {
            throw new CancelledWithResultException(
                $"Cancelled; the state after epoch {display.EpochsDone} is kept in {folder.Training}. Go on with the same command and --resume.", e);
        }
    }

    private static ITrainingSet OpenSet(ParseResult parse, string? images, string? masks, string? dataset) =>
        TrainingSource.Open(images, masks, dataset, () => ImageJReader.Start(parse.GetValue(GlobalOptions.ImageJ)));

    private static Dictionary<string, ITrainingSet> TestSets(ParseResult parse) =>
        parse.GetValue(Options.TestImages) is { } images
            ? new() { [parse.GetValue(Options.TestName) ?? images] = OpenSet(parse, images, parse.GetValue(Options.TestMasks), null) }
            : [];

    private static StarDistConfig Network(ParseResult parse, int channels)
    {
        var standard = new StarDistConfig();
        return standard with
        {
            NChannelIn = channels,
            NRays = parse.GetValue(Options.Rays) ?? standard.NRays,
            Grid = parse.GetValue(Options.Grid) is { Length: 2 } grid ? grid : standard.Grid,
            UnetNDepth = parse.GetValue(Options.Depth) ?? standard.UnetNDepth,
            UnetNFilterBase = parse.GetValue(Options.Filters) ?? standard.UnetNFilterBase,
            UnetBatchNorm = parse.GetValue(Options.BatchNorm),
        };
    }

    private static TrainingOptions Training(ParseResult parse)
    {
        var standard = new TrainingOptions();
        return standard with
        {
            Epochs = parse.GetValue(Options.Epochs) ?? standard.Epochs,
            StepsPerEpoch = parse.GetValue(Options.Steps) ?? standard.StepsPerEpoch,
            BatchSize = parse.GetValue(Options.Batch) ?? standard.BatchSize,
            PatchSize = parse.GetValue(Options.Patch) ?? standard.PatchSize,
            LearningRate = parse.GetValue(Options.LearningRate) ?? standard.LearningRate,
            Schedule = parse.GetValue(Options.Schedule) is { } schedule ? Enum.Parse<LearningRateSchedule>(schedule, ignoreCase: true) : standard.Schedule,
            WarmupSteps = parse.GetValue(Options.Warmup) ?? standard.WarmupSteps,
            PlateauPatience = parse.GetValue(Options.PlateauPatience) ?? standard.PlateauPatience,
            EarlyStoppingPatience = parse.GetValue(Options.Patience) ?? standard.EarlyStoppingPatience,
            WeightDecay = parse.GetValue(Options.WeightDecay) ?? standard.WeightDecay,
            ClipNorm = parse.GetValue(Options.Clip) ?? standard.ClipNorm,
            EmaDecay = parse.GetValue(Options.Ema) ?? standard.EmaDecay,
            Seed = parse.GetValue(Options.Seed) ?? standard.Seed,
            ValidationFraction = parse.GetValue(Options.Validation) ?? standard.ValidationFraction,
            FullValidationEvery = parse.GetValue(Options.FullValidation) ?? standard.FullValidationEvery,
            Threads = parse.GetValue(Options.Threads) ?? standard.Threads,
            LoaderThreads = parse.GetValue(Options.LoaderThreads) ?? standard.LoaderThreads,
            MixedPrecision = parse.GetValue(Options.Precision) == "bf16",
            Device = parse.GetValue(Options.Device)!,
        };
    }

    private static NormalizationOptions Normalization(ParseResult parse)
    {
        var standard = NormalizationOptions.Default;
        var options = standard with { Low = parse.GetValue(Options.Low) ?? standard.Low, High = parse.GetValue(Options.High) ?? standard.High };
        options.Validate();
        return options;
    }

    private static ModelInfo Info(ParseResult parse) => new()
    {
        Name = parse.GetValue(Options.Name) ?? "",
        Description = parse.GetValue(Options.Description) ?? "",
        Licence = parse.GetValue(Options.Licence) ?? "",
        PixelWidthMicrons = parse.GetValue(Options.PixelSize),
        PixelHeightMicrons = parse.GetValue(Options.PixelSize),
    };
}
