using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Tests.Exchange;

/// <summary>A model folder with random weights.</summary>
internal static class SavedModel
{
    private static ModelInfo Info(string name) => new() { Name = name, Licence = "CC0-1.0 (weights)" };

    /// <summary>Writes a model of either kind; returns the folder.</summary>
    public static string Write(string folder, INetworkConfig config, string name = "a test")
    {
        using var scope = NewDisposeScope();
        if (config is UNetConfig unet)
        {
            using var net = new UNetNet(unet, seed: 3);
            Scramble(net);
            ModelPackage.Save(folder, net, new InstanceThresholds(0.6, 0.3, 5), Info(name));
        }
        else
        {
            using var net = new StarDistNet((StarDistConfig)config, seed: 3);
            Scramble(net);
            ModelPackage.Save(folder, net, new StarDistThresholds(0.6, 0.3), Info(name));
        }

        return folder;
    }

    // normalisations away from their start, where they do nothing
    private static void Scramble(nn.Module net)
    {
        net.eval();
        var random = new Random(11);
        using var noGrad = no_grad();
        foreach (var (name, value) in net.state_dict().OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            if (name.Contains("normalization", StringComparison.Ordinal) && value.dtype == ScalarType.Float32)
            {
                value.copy_(tensor(Enumerable.Range(0, (int)value.numel()).Select(_ => 0.5f + random.NextSingle()).ToArray(), value.shape));
            }
        }
    }
}
