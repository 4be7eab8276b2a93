using FijiBridge.Engine.Models;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Packages;

/// <summary>What a package says of a model because of its kind.</summary>
/// <param name="NamePart">Part of the name by which readers know the kind.</param>
/// <param name="Description">Description where the model has none.</param>
/// <param name="Output">Id of the output.</param>
/// <param name="Tags">Tags of the kind.</param>
internal sealed record ModelKind(string NamePart, string Description, string Output, IReadOnlyList<string> Tags)
{
    private static readonly ModelKind s_starDist =
        new("StarDist", "Segments objects by star-convex polygons.", "prob_and_dist", ["stardist", "instance-segmentation", "2d", "fijibridge"]);

    private static readonly ModelKind s_instances =
        new("U-Net", "Segments objects of any shape: their insides, the zones between them and the background.", "maps", ["unet", "instance-segmentation", "2d", "fijibridge"]);

    private static readonly ModelKind s_classes =
        new("U-Net", "Gives the class of every pixel.", "maps", ["unet", "semantic-segmentation", "2d", "fijibridge"]);

    /// <summary>The kind of a model.</summary>
    public static ModelKind Of(INetworkConfig config) => config switch
    {
        UNetConfig { Output: UNetOutput.Semantic } => s_classes,
        UNetConfig => s_instances,
        _ => s_starDist,
    };
}
