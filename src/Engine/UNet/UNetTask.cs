using FijiBridge.Engine.Data;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Training;
using Newtonsoft.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.UNet;

/// <summary>
/// Training of a U-Net: targets of a patch (image, class, weight and, if the network gives it, depth of every pixel) and
/// losses of a batch.
/// </summary>
public sealed class UNetTask : ITrainingTask
{
    private readonly UNetLossOptions _loss;
    private readonly ClassOfObject? _classOf;

    /// <summary>Creates the task.</summary>
    /// <param name="network">Network to train: new, or with the weights of a model to fine-tune.</param>
    /// <param name="loss">Loss terms; the usual ones when null.</param>
    /// <param name="classOf">Classes of the objects; without, the labels of a network with several classes are the classes.</param>
    /// <param name="settings">Further settings, by name, that a resumed training must share (data, augmentation).</param>
    /// <exception cref="UserAdviceException">The loss terms do not fit the network.</exception>
    public UNetTask(UNetNet network, UNetLossOptions? loss = null, ClassOfObject? classOf = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        _loss = loss ?? new UNetLossOptions();
        _loss.Check(network.Config);
        Net = network;
        _classOf = classOf;
        Fingerprint = new SortedDictionary<string, string>(new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["network"] = JsonConvert.SerializeObject(network.Config),
            ["loss"] = JsonConvert.SerializeObject(_loss),
        });
    }

    /// <summary>The network.</summary>
    public UNetNet Net { get; }

    /// <inheritdoc/>
    public string Name => "unet";

    /// <inheritdoc/>
    public nn.Module Network => Net;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Fingerprint { get; }

    /// <inheritdoc/>
    public TrainingSample Prepare(Patch patch)
    {
        long h = patch.Height, w = patch.Width;
        var classes = Classes(patch.Name, patch.Labels);
        var arrays = new List<SampleArray>
        {
            new(patch.Image, [patch.Channels, h, w]),
            new(classes, [h, w]),
            new(UNetTargets.Weights(patch.Labels, classes, _loss.ClassWeights, _loss.BorderWeight, _loss.BorderSigma), [h, w]),
        };
        if (Net.Config.Output == UNetOutput.Distance)
        {
            arrays.Add(new SampleArray(UNetTargets.Depth(patch.Labels, Net.Config.DistanceCap), [1, h, w]));
        }

        return new TrainingSample([.. arrays]);
    }

    /// <summary>The class that the network shall give each pixel, (Height * Width), negative where it is not known.</summary>
    /// <param name="name">Name of the training pair.</param>
    /// <param name="labels">Its truth, or a part of it.</param>
    /// <exception cref="UserAdviceException">A class is none of the network's.</exception>
    public float[] Classes(string name, LabelImage labels)
    {
        var config = Net.Config;
        if (config.Output != UNetOutput.Semantic)
        {
            return UNetTargets.Boundary(labels, config.BorderWidth);
        }

        ClassOfObject classOf = config.NClasses == 1 ? (_, _) => 1 : _classOf ?? ((_, label) => label);
        return ObjectClasses.Map(name, labels, classOf, config.NClasses);
    }

    /// <summary>True where the labels of a pair are the classes of its pixels, and not objects.</summary>
    public bool LabelsAreClasses => Net.Config is { Output: UNetOutput.Semantic, NClasses: > 1 } && _classOf is null;

    /// <inheritdoc/>
    public LossTerms ComputeLosses(Tensor[] batch)
    {
        // Mixed precision ends with the network: the losses are sums over many pixels.
        var output = Net.call(Runtime.TorchFeatures.ChannelsLast(batch[0])).to_type(ScalarType.Float32);
        var scores = output.narrow(1, 0, Net.Config.ClassChannels);
        var (classes, weights) = (batch[1].to_type(ScalarType.Int64), batch[2]);
        var sum = new TermSum();
        sum.Add("cross_entropy", _loss.CrossEntropy, () => UNetLoss.CrossEntropy(scores, classes, weights));
        sum.Add("focal", _loss.Focal, () => UNetLoss.Focal(scores, classes, weights, _loss.FocalGamma));
        sum.Add("dice", _loss.Dice, () => UNetLoss.Dice(scores, classes));
        sum.Add("tversky", _loss.Tversky, () => UNetLoss.Tversky(scores, classes, _loss.TverskyAlpha, _loss.TverskyBeta));
        if (Net.Config.Output == UNetOutput.Distance)
        {
            var depth = output.narrow(1, Net.Config.ClassChannels, 1);
            sum.Add("mse", _loss.Mse, () => UNetLoss.Depth(depth, batch[3], classes, squared: true));
            sum.Add("mae", _loss.Mae, () => UNetLoss.Depth(depth, batch[3], classes, squared: false));
        }

        return new LossTerms(sum.Total!, sum.Terms);
    }


    /// <summary>Adds up weighted terms.</summary>
    private sealed class TermSum
    {
        public List<(string Name, Tensor Value)> Terms { get; } = [];

        public Tensor? Total { get; private set; }

        public void Add(string name, double weight, Func<Tensor> term)
        {
            if (weight > 0)
            {
                var value = term();
                Terms.Add((name, value));
                Total = Total is null ? value * weight : Total + (value * weight);
            }
        }
    }
}
