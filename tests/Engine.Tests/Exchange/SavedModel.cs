using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Tests.Exchange;

/// <summary>A model folder with random weights.</summary>
internal static class SavedModel
{
    /// <summary>Writes it; returns the folder.</summary>
    public static string Write(string folder, StarDistConfig config, string name = "a test")
    {
        using var scope = NewDisposeScope();
        using var net = new StarDistNet(config, seed: 3);
        net.eval();
        using (no_grad())
        {
            // normalisations away from their start, where they do nothing
            foreach (var (_, buffer) in net.named_buffers().Where(b => b.name.EndsWith("running_mean", StringComparison.Ordinal) || b.name.EndsWith("running_var", StringComparison.Ordinal)))
            {
                buffer.copy_(rand(buffer.shape) + 0.5);
            }
        }

        ModelFolder.Save(folder, net, new StarDistThresholds(0.6, 0.3), new ModelInfo { Name = name, Licence = "CC0-1.0 (weights)" });
        return folder;
    }
}
