using FijiBridge.Engine.Data;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
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
        _net = plan.StartFrom is null ? new StarDistNet(plan.Config, plan.Options.Seed) : Started(plan, plan.StartFrom);
        Task = new StarDistTask(_net, plan.Loss, plan.ClassOf, settings);
    }

    // A network that knows no classes gets new layers for them; those before their output begin as those of the shapes.
    private static StarDistNet Started(TrainingPlan plan, string folder)
    {
        var start = ModelFolder.LoadNetwork(folder);
        if (start.Config.NClasses is not null || plan.Config.NClasses is not { } classes)
        {
            return start;
        }

        using (start)
        {
            var net = new StarDistNet(start.Config with { NClasses = classes }, plan.Options.Seed);
            var weights = ModuleWeights.Get(net).ToDictionary(w => w.Name);
            foreach (var known in ModuleWeights.Get(start))
            {
                weights[known.Name] = known;
                if (known.Name.StartsWith("features.", StringComparison.Ordinal))
                {
                    var twin = "features_class" + known.Name["features".Length..];
                    weights[twin] = known with { Name = twin };
                }
            }

            ModuleWeights.Set(net, weights, folder);
            return net;
        }
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
    public override ISegmentationModel Tune(ISegmentationModel model, ITrainingSet validation, string folder, SegmentOptions options, IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        var starDist = (StarDistModel)model;
        return starDist.With(ThresholdSearch.Run(starDist, validation, options, progress, ct).Thresholds);
    }

    /// <inheritdoc/>
    public override ISegmentationModel With(ISegmentationModel model, IModelThresholds thresholds) => ((StarDistModel)model).With((StarDistThresholds)thresholds);

    /// <inheritdoc/>
    public override void Save(string folder, IModelThresholds thresholds, ModelInfo info, IReadOnlyDictionary<string, string> extraFiles) =>
        ModelPackage.Save(folder, _net, (StarDistThresholds)thresholds, info, extraFiles);
}
