using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.UNet;

/// <summary>
/// The tensors that the weights of a U-Net consist of, by the names of its state dict. Known without building the network,
/// so that weights can be checked where there is no libtorch.
/// </summary>
public static class UNetTensors
{
    /// <summary>Name and shape of each tensor.</summary>
    /// <param name="config">Shape of the network.</param>
    /// <exception cref="UserAdviceException">A value of the configuration is not possible.</exception>
    public static IReadOnlyDictionary<string, long[]> Of(UNetConfig config)
    {
        UNetConfigRules.Check(config);
        var group = config.Norm == UNetNorm.Group;
        var tensors = new Dictionary<string, long[]>();
        foreach (var (name, shape) in StarDistTensors.Of(config.Layers with { UnetBatchNorm = config.Norm != UNetNorm.None }))
        {
            if (name.StartsWith("dist.", StringComparison.Ordinal) || (group && name.Contains(".running_", StringComparison.Ordinal)))
            {
                continue; // the heads of StarDist are one layer here, and group normalisation keeps no running statistics
            }

            tensors[name.Replace("prob.", $"{UNetNet.OutputLayer}.", StringComparison.Ordinal).Replace("batch_", group ? "group_" : "batch_", StringComparison.Ordinal)] =
                name.StartsWith("prob.", StringComparison.Ordinal) ? [config.OutChannels, .. shape[1..]] : shape;
        }

        return tensors;
    }
}
