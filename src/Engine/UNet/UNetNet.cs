using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.UNet;

/// <summary>
/// A U-Net with one 1x1 convolution ("output") on it: (N, channels, H, W) float32 to (N, <see cref="UNetConfig.OutChannels"/>,
/// H, W), class scores before sigmoid or softmax, then the depth if there is one; H and W divisible by
/// <see cref="UNetConfig.DivisorY"/> and <see cref="UNetConfig.DivisorX"/>. Ronneberger et al., MICCAI 2015.
/// </summary>
public sealed class UNetNet : nn.Module<Tensor, Tensor>
{
    /// <summary>Name of the last layer.</summary>
    public const string OutputLayer = "output";

    private readonly UNetBackbone _unet;
    private readonly ConvLayer _output;

    /// <summary>Builds the network on the CPU with weights drawn from the seed.</summary>
    /// <param name="config">Shape; checked by <see cref="UNetConfigRules"/>.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="UserAdviceException">A value of the configuration is not possible.</exception>
    public UNetNet(UNetConfig config, int seed = 0)
        : base(nameof(UNetNet))
    {
        UNetConfigRules.Check(config);
        Config = config;
        var init = new Random(seed);
        var norms = 0;
        var norm = config.Norm == UNetNorm.Group ? "group_normalization" : "batch_normalization";
        _unet = new UNetBackbone(
            new UNetShape(
                config.NChannelIn, config.Depth, config.FilterBase, config.ConvsPerDepth, (config.KernelSize[0], config.KernelSize[1]), (config.Pool[0], config.Pool[1]),
                config.Norm == UNetNorm.Batch, config.Dropout, NormGroups: config.Norm == UNetNorm.Group ? config.Groups : 0),
            init,
            () => norms++ == 0 ? norm : $"{norm}_{norms - 1}");
        _output = new ConvLayer(OutputLayer, _unet.OutChannels, config.OutChannels, (1, 1), false, init);
        foreach (var layer in _unet.Layers.Append(_output))
        {
            layer.Register(this);
        }
    }

    /// <summary>The shape of the network.</summary>
    public UNetConfig Config { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var features = _unet.Apply(input, training); // (N, base, H, W)
        return _output.Apply(features, training);
    }
}
