using static TorchSharp.torch;

namespace FijiBridge.Engine.UNet;

/// <summary>
/// Keeps the contracting path of a network (grid stem, down levels and middle) as it is while the rest is fine-tuned: few images
/// then change only how the known features are read. The running statistics of batch normalisation go on adapting to the images.
/// </summary>
public static class FrozenEncoder
{
    /// <summary>Takes the weights of the contracting path out of the training.</summary>
    /// <param name="network">A network on a <see cref="UNetBackbone"/>.</param>
    /// <param name="prefix">Prefix of the U-Net's layer names.</param>
    /// <returns>The number of weights that are frozen.</returns>
    public static long Freeze(nn.Module network, string prefix = "")
    {
        long frozen = 0;
        foreach (var (name, weight) in network.named_parameters().Where(p => IsEncoder(p.name, prefix)))
        {
            weight.requires_grad = false;
            frozen += weight.numel();
        }

        return frozen;
    }

    private static bool IsEncoder(string name, string prefix) =>
        name.StartsWith("conv2d", StringComparison.Ordinal)
        || name.StartsWith(prefix + "down_level_", StringComparison.Ordinal)
        || name.StartsWith(prefix + "middle_", StringComparison.Ordinal);
}
