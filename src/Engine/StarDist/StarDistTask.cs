using FijiBridge.Engine.Data;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.Training;
using Newtonsoft.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// Training of a StarDist network: targets of a patch and losses of a batch. Targets are the star distances and the
/// object-normalised distance transform, both on the grid; ignored pixels get probability -1 and distance 0.
/// </summary>
public sealed class StarDistTask : ITrainingTask
{
    private readonly StarDistLossOptions _loss;
    private readonly ClassOfObject? _classOf;
    private readonly RayAngles _rays;
    private Tensor? _classWeights;

    /// <summary>Creates the task.</summary>
    /// <param name="network">Network to train: new, or with the weights of a model to fine-tune.</param>
    /// <param name="loss">Loss weights; StarDist's own when null.</param>
    /// <param name="classOf">Classes of the objects; needed for networks with classes.</param>
    /// <param name="settings">Further settings, by name, that a resumed training must share (data, augmentation).</param>
    /// <exception cref="UserAdviceException">Classes or class weights do not fit the network.</exception>
    public StarDistTask(
        StarDistNet network, StarDistLossOptions? loss = null, ClassOfObject? classOf = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        Fingerprint = new SortedDictionary<string, string>(new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["network"] = JsonConvert.SerializeObject(network.Config),
            ["loss"] = JsonConvert.SerializeObject(loss ?? new StarDistLossOptions()),
        });
        Net = network;
        _loss = loss ?? new StarDistLossOptions();
        _classOf = classOf;
        _rays = new RayAngles(network.Config.NRays);
        var classes = network.Config.NClasses;
        if (classes is not null && classOf is null)
        {
            throw new UserAdviceException($"The network has {classes} classes but the training data has none; give the class of every object, or set n_classes to none.");
        }

        if (_loss.ClassWeights is { } weights && weights.Length != (classes ?? 0) + 1)
        {
            throw new UserAdviceException($"{weights.Length} class weights were given; a network with {classes ?? 0} classes needs {(classes ?? 0) + 1} (background first).");
        }
    }

    /// <summary>The network.</summary>
    public StarDistNet Net { get; }

    /// <inheritdoc/>
    public string Name => "stardist";

    /// <inheritdoc/>
    public nn.Module Network => Net;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Fingerprint { get; }

    /// <inheritdoc/>
    public TrainingSample Prepare(Patch patch)
    {
        int gridY = Net.Config.GridY, gridX = Net.Config.GridX;
        long h = (patch.Height + gridY - 1) / gridY, w = (patch.Width + gridX - 1) / gridX;
        var image = new SampleArray(patch.Image, [patch.Channels, patch.Height, patch.Width]);
        var prob = new SampleArray(ObjectProbability.Compute(patch.Labels, gridY, gridX), [1, h, w]);
        var dist = new SampleArray(StarDistances.Compute(patch.Labels, _rays, gridY, gridX), [Net.Config.NRays, h, w]);
        return _classOf is not null && Net.Config.NClasses is { } classes
            ? new TrainingSample(image, prob, dist, new SampleArray(ObjectClasses.Map(patch, _classOf, classes, gridY, gridX), [h, w]))
            : new TrainingSample(image, prob, dist);
    }

    /// <inheritdoc/>
    public LossTerms ComputeLosses(Tensor[] batch)
    {
        var (image, prob, dist) = (batch[0], batch[1], batch[2]);
        var output = Net.call(Runtime.TorchFeatures.ChannelsLast(image));

        // Mixed precision ends with the network: the losses are sums over many pixels.
        var predicted = output.Dist.to_type(ScalarType.Float32);
        var probLoss = StarDistLoss.Probability(output.ProbLogits.to_type(ScalarType.Float32), prob);
        var error = StarDistLoss.RayError(predicted, Runtime.TorchFeatures.ChannelsLast(dist), _loss.Distance);
        var distLoss = StarDistLoss.DistanceOfError(error, predicted, prob, _loss.Distance, _loss.BackgroundRegularization);
        var total = (probLoss * _loss.ProbWeight) + (distLoss * _loss.DistWeight);
        var terms = new List<(string, Tensor)> { ("prob", probLoss), ("dist", distLoss) };
        if (output.ClassLogits is { } logits)
        {
            var classLoss = StarDistLoss.Class(logits.to_type(ScalarType.Float32), batch[3].to_type(ScalarType.Int64), ClassWeights(image.device));
            total = total + (classLoss * _loss.ClassWeight);
            terms.Add(("class", classLoss));
        }

        using (no_grad())
        {
            var absolute = _loss.Distance == DistanceLoss.Mae ? error : StarDistLoss.RayError(predicted, dist, DistanceLoss.Mae);
            terms.Add(("dist_relevant_mae", StarDistLoss.RelevantMeanError(absolute, prob)));
        }

        return new LossTerms(total, terms);
    }

    private Tensor? ClassWeights(Device device)
    {
        if (_loss.ClassWeights is null)
        {
            return null;
        }

        if (_classWeights is null || _classWeights.device.type != device.type)
        {
            _classWeights?.Dispose();
            _classWeights = tensor(Array.ConvertAll(_loss.ClassWeights, w => (float)w)).to(device).DetachFromDisposeScope();
        }

        return _classWeights;
    }
}
