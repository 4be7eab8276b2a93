using FijiBridge.Engine.Data;
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
    private readonly TrainingOptions _options;

    /// <summary>Builds or loads the network.</summary>
    public UNetTraining(TrainingPlan plan, IReadOnlyDictionary<string, string> settings)
    {
        _options = plan.Options;
        _net = plan.StartFrom is null ? new UNetNet(plan.UNet!, plan.Options.Seed) : ModelFolder.LoadUNet(plan.StartFrom);
        Task = new UNetTask(_net, plan.UNetLoss, plan.ClassOf, settings);
    }

    /// <inheritdoc/>
    public override ITrainingTask Task { get; }

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
    public override ISegmentationModel Tune(ISegmentationModel model, ITrainingSet validation, SegmentOptions options, IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        var unet = (UNetModel)model;
        return unet.With(UNetThresholdSearch.Run(unet, validation, options, progress, ct).Thresholds);
    }

    /// <inheritdoc/>
    public override void Save(string folder, IModelThresholds thresholds, ModelInfo info, IReadOnlyDictionary<string, string> extraFiles) =>
        ModelPackage.Save(folder, _net, (InstanceThresholds)thresholds, info, extraFiles);
}
