using System.Reflection;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Data.Augmentation;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Training;

/// <summary>What a StarDist model is trained from and how.</summary>
public sealed record TrainingPlan
{
    /// <summary>Images with truth; a part of them is kept for validation.</summary>
    public required ITrainingSet Data { get; init; }

    /// <summary>Model folder to write. Checkpoints and history.csv go to the folder of the same name with ".training" behind it.</summary>
    public required string Output { get; init; }

    /// <summary>Shape of the network; ignored where <see cref="StartFrom"/> is given.</summary>
    public StarDistConfig Config { get; init; } = new();

    /// <summary>How to train.</summary>
    public TrainingOptions Options { get; init; } = new();

    /// <summary>Weights of the losses.</summary>
    public StarDistLossOptions Loss { get; init; } = new();

    /// <summary>How patches are varied.</summary>
    public AugmentationOptions Augmentation { get; init; } = AugmentationOptions.Default;

    /// <summary>How images are normalised.</summary>
    public NormalizationOptions Normalization { get; init; } = NormalizationOptions.Default;

    /// <summary>Part of the patches that must hold an object.</summary>
    public double ForegroundOnly { get; init; } = 0.9;

    /// <summary>Model folder whose weights are the start (fine-tuning), or null.</summary>
    public string? StartFrom { get; init; }

    /// <summary>Keep the contracting path of <see cref="StartFrom"/> as it is.</summary>
    public bool FreezeEncoder { get; init; }

    /// <summary>Called at each full validation with the first validation pair and what the present weights find in it, or null.</summary>
    public Action<TrainingPair, LabelImage>? Preview { get; init; }

    /// <summary>Classes of the objects; needed for networks with classes.</summary>
    public ClassOfObject? ClassOf { get; init; }

    /// <summary>Further images with truth on which the finished model is measured, by name.</summary>
    public IReadOnlyDictionary<string, ITrainingSet> TestSets { get; init; } = new Dictionary<string, ITrainingSet>();

    /// <summary>How the finished model segments while thresholds are searched and accuracy is measured.</summary>
    public SegmentOptions Segment { get; init; } = new();

    /// <summary>Description of the model; name, normalisation, training and metrics are filled in.</summary>
    public ModelInfo Info { get; init; } = new();

    /// <summary>Name of the data for the model card.</summary>
    public string DataName { get; init; } = "";
}

/// <summary>What a training gave.</summary>
/// <param name="ModelFolder">The model folder.</param>
/// <param name="Training">Epochs, losses, history.</param>
/// <param name="Thresholds">Tuned thresholds.</param>
/// <param name="Metrics">Accuracy on the validation part and the test sets.</param>
public sealed record TrainingOutcome(string ModelFolder, TrainingResult Training, StarDistThresholds Thresholds, IReadOnlyList<ModelMetrics> Metrics);

/// <summary>
/// The whole way from images with truth to a model folder: split, train (or resume), tune thresholds on the validation
/// part, measure, write. Started again after a kill it goes on where it was.
/// </summary>
public static class TrainingSession
{
    /// <summary>Trains a StarDist model.</summary>
    /// <param name="plan">From what and how.</param>
    /// <param name="report">Receives the events of the training, on the torch thread.</param>
    /// <param name="progress">Receives progress of what follows the training.</param>
    /// <param name="finish">Ends the training early, keeping the best weights.</param>
    /// <param name="ct">Stops; a later call resumes.</param>
    /// <param name="time">Clock.</param>
    /// <exception cref="UserAdviceException">Data, options or folders do not fit.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static TrainingOutcome Train(
        TrainingPlan plan,
        Action<TrainingEvent>? report = null,
        IProgress<ProgressReport>? progress = null,
        CancellationToken finish = default,
        CancellationToken ct = default,
        TimeProvider? time = null)
    {
        plan.Options.Check();
        if (plan.Data.Count < 2)
        {
            throw new UserAdviceException($"The training set has {plan.Data.Count} image(s); at least two are needed, one of them for validation.");
        }

        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(plan.Output));
        var training = folder + ".training";
        var split = TrainValidationSplit.Create(plan.Data, plan.Options.ValidationFraction, plan.Options.Seed);
        var net = plan.StartFrom is null ? new StarDistNet(plan.Config, plan.Options.Seed) : ModelFolder.LoadNetwork(plan.StartFrom);
        if (plan.FreezeEncoder)
        {
            _ = plan.StartFrom is null
                ? throw new UserAdviceException("The encoder can only be frozen where the training starts from a model; give one, or train all weights.")
                : FrozenEncoder.Freeze(net);
        }

        var side = plan.Options.PatchSize;
        if (side % net.Config.DivisorY != 0 || side % net.Config.DivisorX != 0)
        {
            throw new UserAdviceException($"Patch size {side} is not a multiple of {Math.Max(net.Config.DivisorY, net.Config.DivisorX)}, which this network's grid and depth need.");
        }

        var patches = new PatchSamplerOptions
        {
            PatchHeight = side,
            PatchWidth = side,
            ForegroundOnly = plan.ForegroundOnly,
            Normalization = plan.Normalization,
            Seed = plan.Options.Seed,
        };
        var task = new StarDistTask(net, plan.Loss, plan.ClassOf, TaskSettings(plan));
        var sampler = new PatchSampler(split.Training, patches, plan.Augmentation);
        var fixedPatches = new ValidationPatches(split.Validation, patches);
        var validation = Enumerable.Range(0, fixedPatches.Count).Select(i => task.Prepare(fixedPatches.Get(i))).ToList();
        var result = new Trainer(task, plan.Options, training, time).Run(
            step => new PatchSampleSource(sampler, task, plan.Options, step, ct), validation, report, () => WholeImages(plan, net, split.Validation), finish, ct);
        return Finish(plan, folder, training, net, split, result, progress, ct, time ?? TimeProvider.System);
    }

    private static TrainingOutcome Finish(
        TrainingPlan plan, string folder, string training, StarDistNet net, TrainValidationSplit split, TrainingResult result,
        IProgress<ProgressReport>? progress, CancellationToken ct, TimeProvider time)
    {
        var info = Describe(plan, folder, split, result, progress, ct, time);
        var device = ComputeDevice.Choose(plan.Options.Device, plan.Options.OnFallback);
        using var model = new StarDistModel(net.Config, StarDistThresholds.Default, info, new LibtorchRuntime(net, device, new LibtorchRuntimeOptions { Threads = plan.Options.Threads }));
        var thresholds = ThresholdSearch.Run(model, split.Validation, plan.Segment, progress, ct).Thresholds;
        var options = plan.Segment with { ProbThresh = thresholds.Prob, NmsThresh = thresholds.Nms };
        var metrics = new List<ModelMetrics> { ModelEvaluation.Table("validation", split.Validation.Count, ModelEvaluation.Run(model, split.Validation, options, progress, ct)) };
        foreach (var (name, set) in plan.TestSets)
        {
            metrics.Add(ModelEvaluation.Table(name, set.Count, ModelEvaluation.Run(model, set, options, progress, ct)));
        }

        var history = File.ReadAllText(Path.Combine(training, Trainer.HistoryCsv));
        ModelFolder.Save(
            folder, net, thresholds, info with { Metrics = metrics }, new Dictionary<string, string> { [Trainer.HistoryCsv] = history });
        return new TrainingOutcome(folder, result, thresholds, metrics);
    }

    private static ModelInfo Describe(
        TrainingPlan plan, string folder, TrainValidationSplit split, TrainingResult result, IProgress<ProgressReport>? progress, CancellationToken ct, TimeProvider time)
    {
        var summary = TrainingSetSummary.Of(plan.Data, (done, all) => progress?.Report(new ProgressReport("data summary", done, all)), ct);
        return plan.Info with
        {
            Name = plan.Info.Name.Length > 0 ? plan.Info.Name : ModelFolder.NameOf(folder),
            Normalization = plan.Normalization,
            RefineShapes = plan.Segment.RefineShapes ?? plan.Info.RefineShapes,
            PixelWidthMicrons = plan.Info.PixelWidthMicrons ?? summary.MedianPixelWidthMicrons,
            PixelHeightMicrons = plan.Info.PixelHeightMicrons ?? plan.Info.PixelWidthMicrons ?? summary.MedianPixelWidthMicrons,
            MedianDiameter = summary.MedianDiameter > 0 ? summary.MedianDiameter : null,
            Training = new TrainingProvenance
            {
                Data = plan.DataName,
                TrainingImages = split.Training.Count,
                ValidationImages = [.. Enumerable.Range(0, split.Validation.Count).Select(split.Validation.NameOf)],
                Objects = summary.Objects,
                Seed = plan.Options.Seed,
                Epochs = result.EpochsDone,
                BestEpoch = result.BestEpoch,
                BestValidationLoss = result.BestLoss,
                Device = result.Device,
                EngineVersion = typeof(TrainingSession).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
                FineTunedFrom = plan.StartFrom is null ? null : ModelFolder.NameOf(plan.StartFrom),
                Date = time.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                Options = new { plan.Options, plan.Loss, plan.Augmentation, plan.ForegroundOnly, plan.Segment.RefineShapes, plan.Segment.TestTimeFlips },
            },
        };
    }

    private static Dictionary<string, string> TaskSettings(TrainingPlan plan) => new()
    {
        ["freeze_encoder"] = FormattableString.Invariant($"{plan.FreezeEncoder}"),
        ["augmentation"] = Newtonsoft.Json.JsonConvert.SerializeObject(plan.Augmentation),
        ["normalization"] = Newtonsoft.Json.JsonConvert.SerializeObject(plan.Normalization),
        ["foreground_only"] = FormattableString.Invariant($"{plan.ForegroundOnly}"),
        ["start_from"] = plan.StartFrom ?? "",
        ["images"] = FormattableString.Invariant($"{plan.Data.Count}"),
    };

    /// <summary>AP at IoU .5 and .75 of the present weights with the default thresholds: the shape of the curve, not the final figure.</summary>
    private static Dictionary<string, double> WholeImages(TrainingPlan plan, StarDistNet net, ITrainingSet validation)
    {
        var device = ComputeDevice.Choose(plan.Options.Device, plan.Options.OnFallback);
        var info = plan.Info with { Normalization = plan.Normalization };

        // Not disposed of: the network belongs to the trainer.
        var model = new StarDistModel(net.Config, StarDistThresholds.Default, info, new LibtorchRuntime(net, device, new LibtorchRuntimeOptions { Threads = plan.Options.Threads }));
        var matching = ModelEvaluation.Run(model, validation, plan.Segment);
        if (plan.Preview is not null)
        {
            var first = validation.Load(0);
            plan.Preview(first, model.Segment(first.Image, plan.Segment).RenderLabels());
        }

        return new Dictionary<string, double> { ["val_ap50"] = matching.Pooled(0.5).AveragePrecision, ["val_ap75"] = matching.Pooled(0.75).AveragePrecision };
    }
}
