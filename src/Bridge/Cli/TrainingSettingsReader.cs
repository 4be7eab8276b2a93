using System.CommandLine;
using System.CommandLine.Parsing;
using FijiBridge.Bridge.Training;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Training;
using FijiBridge.Engine.UNet;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Cli;

/// <summary>Reads the settings of a training from the options of <c>fijibridge train</c>; all checks of single values are the options' own.</summary>
/// <param name="options">The options.</param>
internal sealed class TrainingSettingsReader(TrainOptions options)
{
    private const double UsualWeightDecay = 0.01;

    /// <summary>Settings from parsed options, an options file and, where a training is resumed, the options with which it was begun.</summary>
    /// <exception cref="UserAdviceException">A value does not fit, or the place of the model is not given.</exception>
    public TrainingSettings Read(ParseResult parse)
    {
        parse = parse.GetValue(options.Config) is { } file ? ConfigFile.Merge(parse, file) : parse;
        if (parse.GetValue(options.Resume) && TrainingFolders.Of(Out(parse)).SettingsFile is var begun && File.Exists(begun))
        {
            parse = ConfigFile.Merge(parse, begun);
        }

        return Settings(parse);
    }

    private string Out(ParseResult parse) => parse.GetValue(options.Out) ?? (parse.GetValue(options.Name) is { } name
        ? Path.Combine(ModelCatalog.UserFolder, AsFolderName(name))
        : throw new UserAdviceException("No model folder is given; name it with --out, or give the model a name with --name to install it."));

    private static string AsFolderName(string name) =>
        name.Trim() is { Length: > 0 } trimmed && trimmed.IndexOfAny(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '\0']) < 0 && trimmed[0] != '.'
            ? trimmed
            : throw new UserAdviceException($"The model cannot be named '{name}', since its folder would have that name; use letters, digits, blanks and hyphens.");

    private TrainingSettings Settings(ParseResult parse) => new()
    {
        Options = Training(parse),
        Augmentation = AugmentOption.Read(parse),
        Normalization = Normalization(parse),
        Images = parse.GetValue(options.Images),
        Masks = parse.GetValue(options.Masks),
        Dataset = parse.GetValue(options.Dataset),
        Series = parse.GetValue(options.Series),
        Out = Out(parse),
        Resume = parse.GetValue(options.Resume),
        Overwrite = parse.GetValue(options.Overwrite),
        StartFrom = parse.GetValue(options.StartFrom),
        FreezeEncoder = parse.GetValue(options.FreezeEncoder),
        Network = (channels, classes) => IsUNet(parse) ? UNet(parse, channels, classes) : Network(parse, channels) with { NClasses = classes },
        Task = parse.GetValue(options.Task),
        UNetLoss = options.UNet.ReadLoss(parse),
        Scale = parse.GetValue(options.Scale),
        Classes = parse.GetValue(options.Classes),
        ClassCount = parse.GetValue(options.ClassCount),
        ValidationImages = parse.GetValue(options.ValidationImages),
        ValidationMasks = parse.GetValue(options.ValidationMasks),
        ValidationClasses = parse.GetValue(options.ValidationClasses),
        Segment = new SegmentOptions { TestTimeFlips = parse.GetResult(options.Flips) is { Implicit: false } ? parse.GetValue(options.Flips) : null, RefineShapes = parse.GetResult(options.Refine) is { Implicit: false } ? parse.GetValue(options.Refine) : null },
        Info = Info(parse),
        DataName = parse.GetValue(options.DataName) ?? parse.GetValue(options.Dataset) ?? parse.GetValue(options.Images) ?? "",
        TestImages = parse.GetValue(options.TestImages),
        TestMasks = parse.GetValue(options.TestMasks),
        TestName = parse.GetValue(options.TestName),
        Given = Given(parse),
    };

    private StarDistConfig Network(ParseResult parse, int channels)
    {
        var standard = new StarDistConfig();
        return standard with
        {
            NChannelIn = channels,
            NRays = parse.GetValue(options.Rays) ?? standard.NRays,
            Grid = parse.GetValue(options.Grid) is { Length: 2 } grid ? grid : standard.Grid,
            UnetNDepth = parse.GetValue(options.Depth) ?? standard.UnetNDepth,
            UnetNFilterBase = parse.GetValue(options.Filters) ?? standard.UnetNFilterBase,
            UnetBatchNorm = parse.GetValue(options.BatchNorm),
            UnetDropout = parse.GetValue(options.UNet.Dropout) ?? standard.UnetDropout,
        };
    }

    private bool IsUNet(ParseResult parse) => parse.GetValue(options.Task) == ModelInfo.UNetTask;

    private UNetConfig UNet(ParseResult parse, int channels, int? classes)
    {
        var standard = new UNetConfig();
        var (predict, norm) = (parse.GetValue(options.UNet.Predict), parse.GetValue(options.UNet.Norm));
        return standard with
        {
            NChannelIn = channels,
            NClasses = classes ?? 1,
            Output = predict is null ? standard.Output : Enum.Parse<UNetOutput>(predict, ignoreCase: true),
            Norm = norm is null ? standard.Norm : Enum.Parse<UNetNorm>(norm, ignoreCase: true),
            Depth = parse.GetValue(options.Depth) ?? standard.Depth,
            FilterBase = parse.GetValue(options.Filters) ?? standard.FilterBase,
            Dropout = parse.GetValue(options.UNet.Dropout) ?? standard.Dropout,
            BorderWidth = parse.GetValue(options.UNet.BorderWidth) ?? standard.BorderWidth,
            InsideSeeds = parse.GetValue(options.UNet.InsideSeeds),
            DistanceCap = parse.GetValue(options.UNet.DistanceCap) ?? standard.DistanceCap,
        };
    }

    private TrainingOptions Training(ParseResult parse)
    {
        var standard = new TrainingOptions();
        return standard with
        {
            Epochs = parse.GetValue(options.Epochs) ?? standard.Epochs,
            StepsPerEpoch = parse.GetValue(options.Steps) ?? standard.StepsPerEpoch,
            BatchSize = parse.GetValue(options.Batch) ?? standard.BatchSize,
            PatchSize = parse.GetValue(options.Patch) ?? standard.PatchSize,
            LearningRate = parse.GetValue(options.LearningRate) ?? standard.LearningRate,
            Schedule = parse.GetValue(options.Schedule) is { } schedule ? Enum.Parse<LearningRateSchedule>(schedule, ignoreCase: true) : standard.Schedule,
            WarmupSteps = parse.GetValue(options.Warmup) ?? standard.WarmupSteps,
            PlateauPatience = parse.GetValue(options.PlateauPatience) ?? standard.PlateauPatience,
            EarlyStoppingPatience = parse.GetValue(options.Patience) ?? standard.EarlyStoppingPatience,
            Optimizer = parse.GetValue(options.Optimizer) == "sgd" ? OptimizerKind.Sgd : OptimizerKind.Adam,
            Momentum = parse.GetValue(options.Momentum) ?? standard.Momentum,
            WeightDecay = parse.GetValue(options.WeightDecay) ?? (parse.GetValue(options.Optimizer) == "adamw" ? UsualWeightDecay : standard.WeightDecay),
            StepEvery = parse.GetValue(options.StepEvery) ?? standard.StepEvery,
            StepFactor = parse.GetValue(options.StepFactor) ?? standard.StepFactor,
            ClipNorm = parse.GetValue(options.Clip) ?? standard.ClipNorm,
            EmaDecay = parse.GetValue(options.Ema) ?? standard.EmaDecay,
            Seed = parse.GetValue(options.Seed) ?? standard.Seed,
            ValidationFraction = parse.GetValue(options.Validation) ?? standard.ValidationFraction,
            FullValidationEvery = parse.GetValue(options.FullValidation) ?? standard.FullValidationEvery,
            Threads = parse.GetValue(options.Threads) ?? standard.Threads,
            LoaderThreads = parse.GetValue(options.LoaderThreads) ?? standard.LoaderThreads,
            MixedPrecision = parse.GetValue(options.Precision) == "bf16",
            Device = parse.GetValue(options.Device)!,
        };
    }

    private NormalizationOptions? Normalization(ParseResult parse)
    {
        var (low, high) = (parse.GetValue(options.Low), parse.GetValue(options.High));
        if (low is null && high is null)
        {
            return null;
        }

        var standard = NormalizationOptions.Default;
        var normalization = standard with { Low = low ?? standard.Low, High = high ?? standard.High };
        normalization.Validate();
        return normalization;
    }

    private ModelInfo Info(ParseResult parse) => new()
    {
        Name = parse.GetValue(options.Name) ?? "",
        Description = parse.GetValue(options.Description) ?? "",
        Licence = parse.GetValue(options.Licence) ?? "",
        PixelWidthMicrons = parse.GetValue(options.PixelSize),
        PixelHeightMicrons = parse.GetValue(options.PixelSize),
        Classes = parse.GetValue(options.ClassNames)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
    };

    // What a resumed training needs; it may be started from another folder than the first one.
    private JObject Given(ParseResult parse)
    {
        string FullPath(string path) => Path.GetFullPath(path);
        var given = new JObject();
        foreach (var argument in new[] { options.Images, options.Masks })
        {
            if (parse.GetValue(argument) is { } folder)
            {
                given[argument.Name.ToLowerInvariant()] = FullPath(folder);
            }
        }

        Option[] notKept = [options.Config, options.Resume, options.Overwrite];
        Option[] paths = [options.Dataset, options.Out, options.TestImages, options.TestMasks, options.ValidationImages, options.ValidationMasks, options.ValidationClasses, options.Classes];
        foreach (var option in options.All.Except(notKept))
        {
            if (parse.GetResult(option) is { Implicit: false } result)
            {
                var words = result.Tokens.Select(t => paths.Contains(option) ? FullPath(t.Value) : t.Value).ToArray();
                given[option.Name.TrimStart('-')] = words.Length switch { 0 => true, 1 => words[0], _ => new JArray(words) };
            }
        }

        return given;
    }
}
