using FijiBridge.Engine.UNet;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.StarDist;

/// <summary>What the network gives for a batch; the caller owns the tensors.</summary>
/// <param name="ProbLogits">Object probability before the sigmoid, (N, 1, H/gridY, W/gridX).</param>
/// <param name="Dist">Distances to the object's border in pixels of the input, (N, nRays, H/gridY, W/gridX).</param>
/// <param name="ClassLogits">Class scores before the softmax, (N, nClasses + 1, H/gridY, W/gridX), class 0 is background; null without class head.</param>
public sealed record StarDistOutput(Tensor ProbLogits, Tensor Dist, Tensor? ClassLogits);

/// <summary>
/// The StarDist 2D network: a grid stem of convolutions and poolings, a U-Net, a convolution of
/// <see cref="StarDistConfig.NetConvAfterUnet"/> filters, and 1x1 heads for object probability, ray distances and (from
/// the U-Net's output through its own convolution) classes. Input (N, channels, H, W) float32, H and W divisible by
/// <see cref="StarDistConfig.DivisorY"/> and <see cref="StarDistConfig.DivisorX"/>. State-dict keys are the Keras layer
/// names of the original ("features.weight"), so that its weights map one to one. Schmidt et al., MICCAI 2018.
/// </summary>
public sealed class StarDistNet : nn.Module<Tensor, StarDistOutput>
{
    private readonly List<ConvLayer[]> _stem = [];
    private readonly List<(long Y, long X)> _stemPools = [];
    private readonly UNetBackbone _unet;
    private readonly ConvLayer? _features;
    private readonly ConvLayer? _featuresClass;
    private readonly ConvLayer _prob;
    private readonly ConvLayer _dist;
    private readonly ConvLayer? _probClass;

    /// <summary>Builds the network on the CPU with weights drawn from the seed.</summary>
    /// <param name="config">Shape; checked by <see cref="StarDistConfigRules"/>.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="UserAdviceException">A value of the configuration is not possible.</exception>
    public StarDistNet(StarDistConfig config, int seed = 0)
        : base(nameof(StarDistNet))
    {
        StarDistConfigRules.Check(config);
        Config = config;
        var init = new Random(seed);
        var norms = 0;
        string NormName() => norms++ == 0 ? "batch_normalization" : $"batch_normalization_{norms - 1}";
        var kernel = (config.UnetKernelSize[0], config.UnetKernelSize[1]);
        var channels = config.NChannelIn;
        int pooledY = 1, pooledX = 1, stemConvs = 0;
        while (pooledY < config.GridY || pooledX < config.GridX)
        {
            var pool = (Y: pooledY < config.GridY ? 2 : 1, X: pooledX < config.GridX ? 2 : 1);
            var round = new ConvLayer[config.UnetNConvPerDepth];
            for (var i = 0; i < round.Length; i++)
            {
                var name = stemConvs == 0 ? "conv2d" : $"conv2d_{stemConvs}";
                stemConvs++;
                round[i] = new ConvLayer(
                    name, channels, config.UnetNFilterBase, kernel, true, init, config.UnetBatchNorm, config.UnetDropout, config.UnetBatchNorm ? NormName() : null);
                channels = config.UnetNFilterBase;
            }

            _stem.Add(round);
            _stemPools.Add((pool.Y, pool.X));
            pooledY *= pool.Y;
            pooledX *= pool.X;
        }

        _unet = new UNetBackbone(
            new UNetShape(
                channels, config.UnetNDepth, config.UnetNFilterBase, config.UnetNConvPerDepth, kernel, (config.UnetPool[0], config.UnetPool[1]),
                config.UnetBatchNorm, config.UnetDropout, config.UnetLastActivation == "relu", config.UnetPrefix),
            init,
            NormName);
        var after = config.NetConvAfterUnet;
        var features = after > 0 ? after : _unet.OutChannels;
        _features = after > 0 ? new ConvLayer("features", _unet.OutChannels, after, kernel, true, init) : null;
        _prob = new ConvLayer("prob", features, 1, (1, 1), false, init);
        _dist = new ConvLayer("dist", features, config.NRays, (1, 1), false, init);
        if (config.NClasses is { } classes)
        {
            _featuresClass = after > 0 ? new ConvLayer("features_class", _unet.OutChannels, after, kernel, true, init) : null;
            _probClass = new ConvLayer("prob_class", features, classes + 1, (1, 1), false, init);
        }

        foreach (var layer in AllLayers())
        {
            layer.Register(this);
        }
    }

    /// <summary>The shape of the network.</summary>
    public StarDistConfig Config { get; }

    /// <inheritdoc/>
    public override StarDistOutput forward(Tensor input)
    {
        // Every activation is freed as soon as it is used: what a gradient needs is kept by its graph.
        var x = input;
        for (var i = 0; i < _stem.Count; i++)
        {
            using var convolved = UNetBackbone.Chain(_stem[i], x, !ReferenceEquals(x, input), training);
            x = nn.functional.max_pool2d(convolved, [_stemPools[i].Y, _stemPools[i].X], [_stemPools[i].Y, _stemPools[i].X]); // (N, base, H/2, W/2)
        }

        using var unet = _unet.Apply(x, training); // (N, base, H/gridY, W/gridX)
        if (!ReferenceEquals(x, input))
        {
            x.Dispose();
        }

        var classLogits = _probClass is null ? null : ClassHead(unet, _probClass);
        var features = _features?.Apply(unet, training) ?? unet;

        // One convolution for both heads: the wide features are read once, and in the gradient there is nothing to add up.
        var heads = ConvLayer.ApplyHeads([_dist, _prob], features); // two views of (N, nRays + 1, H/gridY, W/gridX); the wide one first, where its rows begin evenly
        features.Dispose();
        return new StarDistOutput(heads[1], heads[0], classLogits);
    }

    private Tensor ClassHead(Tensor unet, ConvLayer head)
    {
        if (_featuresClass is null)
        {
            return head.Apply(unet, training);
        }

        using var features = _featuresClass.Apply(unet, training);
        return head.Apply(features, training);
    }

    private IEnumerable<ConvLayer> AllLayers()
    {
        var layers = _stem.SelectMany(l => l).Concat(_unet.Layers);
        ConvLayer?[] heads = [_features, _prob, _dist, _featuresClass, _probClass];
        return layers.Concat(heads.OfType<ConvLayer>());
    }
}
