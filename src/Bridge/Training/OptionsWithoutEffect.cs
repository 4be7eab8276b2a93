using FijiBridge.Engine;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.UNet;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Training;

/// <summary>Finds options that say nothing to the network that is trained, so that nobody waits hours for what was not done.</summary>
internal static class OptionsWithoutEffect
{
    private static readonly string[] s_ofUNets = ["predict", "norm", "border-width", "distance-cap", "inside-seeds", "loss", "class-weights", "border-weight", "border-sigma"];
    private static readonly string[] s_ofStarDist = ["rays", "grid", "batch-norm", "refine"];
    private static readonly string[] s_ofShape = ["depth", "filters", "dropout", "rays", "grid", "batch-norm", "predict", "norm", "border-width", "distance-cap", "inside-seeds"];

    /// <summary>What the user should know, one sentence each.</summary>
    /// <param name="given">Options that were given, by name without dashes.</param>
    /// <param name="network">The network that is trained.</param>
    /// <param name="startFrom">The model that the training starts from, or null for a new network.</param>
    /// <exception cref="UserAdviceException">An option of U-Nets is given and the network is none.</exception>
    public static IReadOnlyList<string> Of(JObject given, INetworkConfig network, string? startFrom)
    {
        string Named(IEnumerable<string> options) => string.Join(", ", options.Where(given.ContainsKey).Select(o => $"--{o}"));
        var isUNet = network is UNetConfig;
        if (!isUNet && Named(s_ofUNets) is { Length: > 0 } foreign)
        {
            throw new UserAdviceException(startFrom is null
                ? $"{foreign}: for U-Nets, and a StarDist model is trained; add --task unet, or leave it out."
                : $"{foreign}: for U-Nets, and {startFrom} is a StarDist model; leave it out.");
        }

        var notes = new List<string>();
        if (isUNet && Named(s_ofStarDist) is { Length: > 0 } ofStars)
        {
            notes.Add($"{ofStars}: for StarDist models, without effect on a U-Net.");
        }

        var own = isUNet ? s_ofShape.Except(s_ofStarDist) : s_ofShape;
        if (startFrom is not null && Named(own) is { Length: > 0 } shape)
        {
            notes.Add($"{shape}: without effect, since the network of {startFrom} is kept.");
        }

        return notes;
    }
}
