using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Models;

/// <summary>The papers of the methods, as model cards and packages cite them.</summary>
internal static class MethodPapers
{
    /// <summary>The paper of StarDist.</summary>
    public const string StarDist = "Schmidt, Weigert, Broaddus, Myers: Cell Detection with Star-Convex Polygons. MICCAI 2018, doi 10.1007/978-3-030-00934-2_30";

    /// <summary>The paper of the U-Net.</summary>
    public const string UNet = "Ronneberger, Fischer, Brox: U-Net: Convolutional Networks for Biomedical Image Segmentation. MICCAI 2015, doi 10.1007/978-3-319-24574-4_28";

    /// <summary>The paper of a network's method, or null for networks of other programs.</summary>
    public static string? Of(INetworkConfig config) => config switch
    {
        FijiBridge.Engine.StarDist.StarDistConfig => StarDist,
        UNetConfig => UNet,
        _ => null,
    };

    /// <summary>What to cite for a model: what its maker says, with the paper of the method where that is not among it.</summary>
    public static IReadOnlyList<string> ForModel(ModelInfo info, INetworkConfig config) =>
        Of(config) is not { } method || info.Citations.Any(c => c.Contains(method[(method.LastIndexOf(' ') + 1)..], StringComparison.Ordinal)) ? info.Citations : [method, .. info.Citations];
}
