using FijiBridge.Engine.Data;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Training;

/// <summary>Training of StarDist models.</summary>
internal sealed class StarDistTraining : ModelTraining
{
    private readonly StarDistNet _net;
    private readonly TrainingOptions _options;

    /// <summary>Builds or loads the network.</summary>
    public StarDistTraining(TrainingPlan plan, IReadOnlyDictionary<string, string> settings)
    {
        _options = plan.Options;
        _net = plan.StartFrom is null ? new StarDistNet(plan.Config, plan.Options.Seed) : ModelFolder.LoadNetwork(plan.StartFrom);
        Task = new StarDistTask(_net, plan.Loss, plan.ClassOf, settings);
    }

    /// <inheritdoc/>
    public override ITrainingTask Task { get; }

    /// <inheritdoc/>
    public override INetworkConfig Config => _net.Config;

    /// <inheritdoc/>
    public override ISegmentationModel Open(ModelInfo info)
    {
        var device = ComputeDevice.Choose(_options.Device, _options.OnFallback);
        return new StarDistModel(_net.Config, StarDistThresholds.Default, info, new LibtorchRuntime(_net, device, new LibtorchRuntimeOptions { Threads = _options.Threads, OwnsNetwork = false }));
    }

    /// <inheritdoc/>
    public override ISegmentationModel Tune(ISegmentationModel model, ITrainingSet validation, SegmentOptions options, IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        var starDist = (StarDistModel)model;
        return starDist.With(ThresholdSearch.Run(starDist, validation, options, progress, ct).Thresholds);
    }

    /// <inheritdoc/>
    public override void Save(string folder, IModelThresholds thresholds, ModelInfo info, IReadOnlyDictionary<string, string> extraFiles) =>
        ModelFolder.Save(folder, _net, (StarDistThresholds)thresholds, info, extraFiles);
}
