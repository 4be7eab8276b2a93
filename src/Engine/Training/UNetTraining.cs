using FijiBridge.Engine.Data;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Training;

/// <summary>Training of U-Net models.</summary>
internal sealed class UNetTraining : ModelTraining
{
    private readonly UNetNet _net;
    private readonly UNetTask _task;
    private readonly TrainingOptions _options;

    /// <summary>Builds or loads the network.</summary>
    public UNetTraining(TrainingPlan plan, IReadOnlyDictionary<string, string> settings)
    {
        _options = plan.Options;
        _net = plan.StartFrom is null ? new UNetNet(plan.UNet!, plan.Options.Seed) : ModelFolder.LoadUNet(plan.StartFrom);
        _task = new UNetTask(_net, plan.UNetLoss, plan.ClassOf, settings);
    }

    /// <inheritdoc/>
    public override ITrainingTask Task => _task;

    /// <inheritdoc/>
    public override INetworkConfig Config => _net.Config;

    /// <inheritdoc/>
    public override ISegmentationModel Open(ModelInfo info)
    {
        var device = ComputeDevice.Choose(_options.Device, _options.OnFallback);
        var runtime = new LibtorchMapRuntime(_net, device, new LibtorchRuntimeOptions { Threads = _options.Threads, OwnsNetwork = false });
        return new UNetModel(_net.Config, InstanceThresholds.Default, info, runtime);
    }

    /// <inheritdoc/>
    public override ISegmentationModel Tune(ISegmentationModel model, ITrainingSet validation, string folder, SegmentOptions options, IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        var unet = (UNetModel)model;
        return unet.With(
            _net.Config.Output == UNetOutput.Semantic
                ? ClassThresholdSearch.Run(unet, validation, pair => _task.Classes(pair.Name, pair.Labels), options, progress, ct).Thresholds
                : UNetThresholdSearch.Run(unet, validation, folder, options, progress, ct).Thresholds);
    }

    /// <inheritdoc/>
    public override bool CountsObjects => _net.Config.Output != UNetOutput.Semantic;

    /// <inheritdoc/>
    public override ISegmentationModel With(ISegmentationModel model, IModelThresholds thresholds) => ((UNetModel)model).With((InstanceThresholds)thresholds);

    /// <inheritdoc/>
    public override ModelMetrics Measure(
        string setName, ISegmentationModel model, ITrainingSet set, bool knowsClasses, SegmentOptions options, IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        if (CountsObjects)
        {
            return base.Measure(setName, model, set, knowsClasses, options, progress, ct);
        }

        var (matching, overlap) = (new DatasetMatching(), new ClassOverlap());
        for (var i = 0; i < set.Count; i++)
        {
            progress?.Report(new ProgressReport("evaluation", i, set.Count));
            var pair = set.Load(i);
            var result = model.Segment(pair.Image, options, null, ct);
            var labels = result.RenderLabels();
            if (!_task.LabelsAreClasses)
            {
                matching.Add(pair.Name, Matching.Compare(pair.Labels, labels));
            }

            if (knowsClasses)
            {
                var classOf = result.ClassOfLabels();
                overlap.Add(ClassOverlap.Of(Array.ConvertAll(_task.Classes(pair.Name, pair.Labels), c => (int)c), Array.ConvertAll(labels.Pixels, label => classOf[label])));
            }
        }

        progress?.Report(new ProgressReport("evaluation", set.Count, set.Count));
        var table = matching.Count > 0 ? ModelEvaluation.Table(setName, set.Count, matching) : new ModelMetrics { Set = setName, Images = set.Count };
        return table with
        {
            Classes = overlap.TruePixels(0) == overlap.Pixels
                ? []
                : [.. Enumerable.Range(1, _net.Config.NClasses).Select(c => new ClassMetricsRow(c, overlap.Dice(c), overlap.Jaccard(c), overlap.TruePixels(c)))],
        };
    }

    /// <inheritdoc/>
    public override void Save(string folder, IModelThresholds thresholds, ModelInfo info, IReadOnlyDictionary<string, string> extraFiles) =>
        ModelPackage.Save(folder, _net, (InstanceThresholds)thresholds, info, extraFiles);
}
