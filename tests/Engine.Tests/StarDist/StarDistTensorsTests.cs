using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using Xunit;

namespace FijiBridge.Engine.Tests.StarDist;

public sealed class StarDistTensorsTests
{
    public static TheoryData<StarDistConfig> Configs =>
    [
        new StarDistConfig { UnetNFilterBase = 4, NetConvAfterUnet = 8 },
        new StarDistConfig { UnetNFilterBase = 4, NetConvAfterUnet = 0, Grid = [2, 4], NRays = 8, NChannelIn = 3, UnetPrefix = "u_" },
        new StarDistConfig { UnetNFilterBase = 2, NetConvAfterUnet = 8, UnetNDepth = 1, UnetNConvPerDepth = 1, NClasses = 3, UnetKernelSize = [3, 5] },
        new StarDistConfig { UnetNFilterBase = 2, NetConvAfterUnet = 8, UnetNDepth = 2, UnetNConvPerDepth = 3, UnetBatchNorm = true, Grid = [2, 2] },
        new StarDistConfig { UnetNFilterBase = 2, UnetNDepth = 0, NetConvAfterUnet = 4 },
    ];

    [Theory]
    [MemberData(nameof(Configs))]
    public void The_tensors_are_those_of_the_network(StarDistConfig config)
    {
        using var net = new StarDistNet(config);
        var there = ModuleWeights.Get(net).Select(t => $"{t.Name} {string.Join(",", t.Shape)}");
        Assert.Equal(there.Order(StringComparer.Ordinal), StarDistTensors.Of(config).Select(t => $"{t.Key} {string.Join(",", t.Value)}").Order(StringComparer.Ordinal));
    }
}
