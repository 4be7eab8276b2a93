using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Bridge.Tests.Server;

/// <summary>A model folder with an untrained network, small enough to run in a moment.</summary>
internal static class TinyModel
{
    public static string Save(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        var config = new StarDistConfig { NRays = 8, Grid = [2, 2], UnetNDepth = 1, UnetNFilterBase = 4, NetConvAfterUnet = 8 };
        using var net = new StarDistNet(config);
        ModelPackage.Save(path, net, new StarDistThresholds(0.45, 0.3), new ModelInfo { Name = name, Description = "Nothing in particular.", Licence = "CC0-1.0" });
        return path;
    }
}
