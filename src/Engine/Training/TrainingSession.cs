using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using Newtonsoft.Json;

namespace FijiBridge.Engine.Training;

/// <summary>
/// The whole way from images with truth to a model folder: split, train (or resume), tune thresholds on the validation
/// part, measure, write. Started again after a kill it goes on where it was.
/// </summary>
public static class TrainingSession
{
    /// <summary>Trains a model.</summary>
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
        var split = Split(plan);
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(plan.Output));
        var folders = (Model: folder, Training: folder + ".training");
        var scale = plan.Scale ?? (plan.StartFrom is null ? 1 : ModelFolder.LoadInfo(plan.StartFrom).Scale);
        if (scale is not (> 0.01 and < 100))
        {
            throw new UserAdviceException(FormattableString.Invariant($"The scale is {scale}: use a number above 0, for example 0.5 for images reduced to half."));
        }

        var kind = ModelTraining.Of(plan, Settings(plan, scale));
        var side = plan.Options.PatchSize;
        if (side % kind.Config.DivisorY != 0 || side % kind.Config.DivisorX != 0)
        {
            throw new UserAdviceException($"Patch size {side} is not a multiple of {Math.Max(kind.Config.DivisorY, kind.Config.DivisorX)}, which this network's depth (and grid) need.");
        }

        var patches = new PatchSamplerOptions
        {
            PatchHeight = side,
            PatchWidth = side,
            ForegroundOnly = plan.ForegroundOnly,
            Normalization = plan.Normalization,
            Seed = plan.Options.Seed,
        };
        var sampler = new PatchSampler(Scaled(split.Training, scale), patches, plan.Augmentation);
        var validation = new ValidationSamples(new ValidationPatches(Scaled(split.Validation, scale), patches with { CacheBytes = 0 }), kind.Task);
        validation.Check(ct);
        var info = plan.Info with { Normalization = plan.Normalization, Scale = scale };
        var judged = HasObjects(split.Validation);
        if (!judged)
        {
            report?.Invoke(Notice(plan, "The images for validation have no object: the training is steered by its loss alone, thresholds are not tuned and AP is not defined. Outline objects in more images."));
        }

        if (!HasObjects(split.Training))
        {
            report?.Invoke(Notice(plan, "The images to train on have no object (those that have are kept for validation): the network learns nothing but background. Outline objects in more images."));
        }

        if (plan.StartAnew && Directory.Exists(folders.Training))
        {
            Directory.Delete(folders.Training, recursive: true); // not before all else was found good
        }

        var result = new Trainer(kind.Task, plan.Options, folders.Training, time) { KeepsStart = plan.StartFrom is not null }.Run(
            step => new PatchSampleSource(sampler, kind.Task, plan.Options, step, ct), validation, report, () => WholeImages(plan, kind, info, split.Validation, judged, ct), finish, ct);
        info = Describe(plan, folder, info, split, result, progress, ct, time ?? TimeProvider.System);
        return Finish(plan, folders, kind, info, split.Validation, judged, result, progress, ct);
    }

    private static bool HasObjects(ITrainingSet set) => Enumerable.Range(0, set.Count).Any(i => set.Load(i).Labels.Pixels.Any(p => p > 0));

    private static TrainingEvent Notice(TrainingPlan plan, string sentence) =>
        new(TrainingEventKind.Notice, 0, plan.Options.Epochs, 0, plan.Options.StepsPerEpoch, new Dictionary<string, double>(), 0, TimeSpan.Zero, null, sentence);

    private static (ITrainingSet Training, ITrainingSet Validation) Split(TrainingPlan plan)
    {
        if (plan.Validation is { } own)
        {
            return plan.Data.Count >= 1 && own.Count >= 1
                ? (plan.Data, own)
                : throw new UserAdviceException($"There are {plan.Data.Count} image(s) to train on and {own.Count} for validation; at least one of each is needed.");
        }

        if (plan.Data.Count < 2)
        {
            throw new UserAdviceException($"The training set has {plan.Data.Count} image(s); at least two are needed, one of them for validation.");
        }

        var split = TrainValidationSplit.Create(plan.Data, plan.Options.ValidationFraction, plan.Options.Seed);
        return (split.Training, split.Validation);
    }

    private static ITrainingSet Scaled(ITrainingSet set, double scale) => scale == 1 ? set : new ScaledSet(set, scale);

    private static TrainingOutcome Finish(
        TrainingPlan plan, (string Model, string Training) folders, ModelTraining kind, ModelInfo info, ITrainingSet validation, bool judged, TrainingResult result,
        IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        using var untuned = kind.Open(info);
        var start = plan.StartFrom is { } from ? kind.With(untuned, ModelFolder.LoadThresholds(from)) : null;
        var found = judged ? kind.Tune(untuned, validation, folders.Training, plan.Segment, progress, ct) : null; // without objects the highest threshold would always win
        var (model, matching) = found is not null && start is not null && kind.CountsObjects
            ? ThresholdChoice.Better(found, start, validation, plan.Segment, progress, ct)
            : (found ?? start ?? untuned, null);
        var metrics = new List<ModelMetrics>
        {
            matching is null ? kind.Measure("validation", model, validation, true, plan.Segment, progress, ct) : ModelEvaluation.Table("validation", validation.Count, matching),
        };
        foreach (var (name, set) in plan.TestSets)
        {
            metrics.Add(kind.Measure(name, model, set, plan.ClassOf is null, plan.Segment, progress, ct));
        }

        var history = File.ReadAllText(Path.Combine(folders.Training, Trainer.HistoryCsv));
        kind.Save(folders.Model, model.Thresholds, info with { Metrics = metrics }, new Dictionary<string, string> { [Trainer.HistoryCsv] = history });
        return new TrainingOutcome(folders.Model, result, model.Thresholds, metrics);
    }

    private static ModelInfo Describe(
        TrainingPlan plan, string folder, ModelInfo info, (ITrainingSet Training, ITrainingSet Validation) split, TrainingResult result,
        IProgress<ProgressReport>? progress, CancellationToken ct, TimeProvider time)
    {
        var summary = TrainingSetSummary.Of(plan.Data, (done, all) => progress?.Report(new ProgressReport("data summary", done, all)), ct);
        return info with
        {
            Name = info.Name.Length > 0 ? info.Name : ModelFolder.NameOf(folder),
            RefineShapes = plan.Segment.RefineShapes ?? info.RefineShapes,
            Flips = plan.Segment.TestTimeFlips ?? info.Flips,
            PixelWidthMicrons = info.PixelWidthMicrons ?? summary.MedianPixelWidthMicrons,
            PixelHeightMicrons = info.PixelHeightMicrons ?? info.PixelWidthMicrons ?? summary.MedianPixelWidthMicrons,
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
                Runtime = $"libtorch {TorchSharp.torch.__version__}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription.Split('#')[0].Trim()} ({RuntimeInformation.ProcessArchitecture})",
                FineTunedFrom = plan.StartFrom is null ? null : ModelFolder.NameOf(plan.StartFrom),
                Date = time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Options = Options(plan),
            },
        };
    }

    private static object Options(TrainingPlan plan) => plan.UNet is null
        ? new { plan.Options, plan.Loss, plan.Augmentation, plan.ForegroundOnly, plan.Segment.RefineShapes, plan.Segment.TestTimeFlips }
        : new { plan.Options, plan.UNetLoss, plan.Augmentation, plan.ForegroundOnly, plan.Segment.TestTimeFlips };

    private static Dictionary<string, string> Settings(TrainingPlan plan, double scale)
    {
        var settings = new Dictionary<string, string>
        {
            ["augmentation"] = JsonConvert.SerializeObject(plan.Augmentation),
            ["normalization"] = JsonConvert.SerializeObject(plan.Normalization),
            ["foreground_only"] = FormattableString.Invariant($"{plan.ForegroundOnly}"),
            ["start_from"] = plan.StartFrom ?? "",
            ["images"] = FormattableString.Invariant($"{plan.Data.Count}"),
            [TrainingFingerprint.ImageNames] = TrainingFingerprint.NamesOf(plan.Data),
        };
        if (scale != 1)
        {
            settings["scale"] = FormattableString.Invariant($"{scale}");
        }

        if (plan.FreezeEncoder)
        {
            settings["freeze_encoder"] = "True";
        }

        if (plan.Validation is { } validation)
        {
            settings["validation_images"] = FormattableString.Invariant($"{validation.Count}");
            settings[TrainingFingerprint.ValidationNames] = TrainingFingerprint.NamesOf(validation);
        }

        return settings;
    }

    /// <summary>
    /// AP at IoU .5 and .75 of the present weights with the default thresholds, and the classes' mean IoU where pixels get classes: the shape of the
    /// curve, not the final figure. Nothing without objects.
    /// </summary>
    private static Dictionary<string, double> WholeImages(TrainingPlan plan, ModelTraining kind, ModelInfo info, ITrainingSet validation, bool judged, CancellationToken ct)
    {
        using var model = kind.Open(info);
        var segment = plan.Segment with { TestTimeFlips = plan.Segment.TestTimeFlips ?? false }; // four times faster, and the same curve
        if (plan.Preview is not null)
        {
            var first = validation.Load(0);
            plan.Preview(first, model.Segment(first.Image, segment).RenderLabels());
        }

        if (!judged)
        {
            return [];
        }

        var metrics = kind.Measure("validation", model, validation, true, segment, null, ct);
        var values = new Dictionary<string, double>();
        foreach (var (name, iou) in new[] { ("val_ap50", 0.5), ("val_ap75", 0.75) })
        {
            if (metrics.Rows.FirstOrDefault(r => Math.Abs(r.Iou - iou) < 1e-6) is { } row)
            {
                values[name] = row.AveragePrecision;
            }
        }

        if (metrics.Classes.Average(c => c.Jaccard) is { } mean)
        {
            values["val_iou"] = mean;
        }

        return values;
    }
}
