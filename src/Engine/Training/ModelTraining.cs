using FijiBridge.Engine.Data;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Training;

/// <summary>What one kind of model adds to the <see cref="TrainingSession"/> that all kinds share.</summary>
internal abstract class ModelTraining
{
    /// <summary>Targets and losses.</summary>
    public abstract ITrainingTask Task { get; }

    /// <summary>Shape of the network.</summary>
    public abstract INetworkConfig Config { get; }

    /// <summary>The network with its present weights and the default thresholds. Disposing of it does not hurt the network.</summary>
    /// <param name="info">Normalisation and scale.</param>
    public abstract ISegmentationModel Open(ModelInfo info);

    /// <summary>The model with the thresholds that are best on the validation images; the folder is that of the training, for files that go again.</summary>
    public abstract ISegmentationModel Tune(ISegmentationModel model, ITrainingSet validation, string folder, SegmentOptions options, IProgress<ProgressReport>? progress, CancellationToken ct);

    /// <summary>True where objects are counted right and wrong, false where pixels are.</summary>
    public virtual bool CountsObjects => true;

    /// <summary>The model with other thresholds.</summary>
    public abstract ISegmentationModel With(ISegmentationModel model, IModelThresholds thresholds);

    /// <summary>How well a model does on a set.</summary>
    /// <param name="setName">Name of the set.</param>
    /// <param name="model">Model.</param>
    /// <param name="set">Images with truth.</param>
    /// <param name="knowsClasses">False for a set whose objects have no known classes.</param>
    /// <param name="options">How to segment.</param>
    /// <param name="progress">Receives images done.</param>
    /// <param name="ct">Stops the work.</param>
    public virtual ModelMetrics Measure(
        string setName, ISegmentationModel model, ITrainingSet set, bool knowsClasses, SegmentOptions options, IProgress<ProgressReport>? progress, CancellationToken ct) =>
        ModelEvaluation.Table(setName, set.Count, ModelEvaluation.Run(model, set, options, progress, ct));

    /// <summary>Writes the model folder.</summary>
    public abstract void Save(string folder, IModelThresholds thresholds, ModelInfo info, IReadOnlyDictionary<string, string> extraFiles);

    /// <summary>The part that a plan asks for.</summary>
    /// <param name="plan">Plan.</param>
    /// <param name="settings">Settings of data and augmentation, for the task's fingerprint.</param>
    /// <exception cref="UserAdviceException">Configuration, losses or the model to start from do not fit.</exception>
    public static ModelTraining Of(TrainingPlan plan, IReadOnlyDictionary<string, string> settings)
    {
        var isUNet = plan.StartFrom is { } start ? ModelFolder.LoadConfig(start) is UNetConfig : plan.UNet is not null;
        ModelTraining training = isUNet ? new UNetTraining(plan, settings) : new StarDistTraining(plan, settings);
        if (plan.FreezeEncoder)
        {
            _ = plan.StartFrom is null
                ? throw new UserAdviceException("The encoder can only be frozen where the training starts from a model; give one, or train all weights.")
                : FrozenEncoder.Freeze(training.Task.Network, (training.Config as StarDist.StarDistConfig)?.UnetPrefix ?? "");
        }

        return training;
    }
}
