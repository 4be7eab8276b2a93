namespace FijiBridge.Engine.StarDist;

/// <summary>Checks that a <see cref="StarDistConfig"/> describes a network that can be built.</summary>
public static class StarDistConfigRules
{
    /// <summary>Checks every value.</summary>
    /// <exception cref="UserAdviceException">A value is not possible; the message names key, value and range.</exception>
    public static void Check(StarDistConfig config)
    {
        Require(config.NDim == 2, "n_dim", config.NDim, "only 2D models can be used");
        Require(config.Backbone == "unet", "backbone", config.Backbone, "2D models need \"unet\"");
        Require(config.NChannelIn is >= 1 and <= 1024, "n_channel_in", config.NChannelIn, "use 1 to 1024");
        Require(config.NRays is >= 3 and <= 1024, "n_rays", config.NRays, "use 3 to 1024");
        Require(config.NClasses is null or (>= 1 and <= 1000), "n_classes", config.NClasses, "use 1 to 1000, or leave it out");
        Require(config.UnetNDepth is >= 0 and <= 8, "unet_n_depth", config.UnetNDepth, "use 0 to 8");
        Require(config.UnetNFilterBase is >= 1 and <= 1024, "unet_n_filter_base", config.UnetNFilterBase, "use 1 to 1024");
        Require(config.UnetNConvPerDepth is >= 1 and <= 10, "unet_n_conv_per_depth", config.UnetNConvPerDepth, "use 1 to 10");
        Require(config.NetConvAfterUnet is >= 0 and <= 4096, "net_conv_after_unet", config.NetConvAfterUnet, "use 0 to 4096");
        Require(config.UnetDropout is >= 0 and < 1, "unet_dropout", config.UnetDropout, "use 0 to below 1");
        Pair(config.Grid, "grid", v => v is >= 1 and <= 64 && int.IsPow2(v), "use two powers of two, for example [2, 2]");
        Pair(config.UnetKernelSize, "unet_kernel_size", v => v is >= 1 and <= 31 && v % 2 == 1, "use two odd numbers, for example [3, 3]");
        Pair(config.UnetPool, "unet_pool", v => v is >= 1 and <= 8, "use two numbers from 1 to 8, for example [2, 2]");
        Require(config.UnetActivation == "relu", "unet_activation", config.UnetActivation, "only \"relu\" is supported");
        Require(
            config.UnetLastActivation is "relu" or "linear", "unet_last_activation", config.UnetLastActivation, "\"relu\" and \"linear\" are supported");
    }

    private static void Pair(int[] values, string key, Predicate<int> allowed, string remedy) =>
        Require(values is { Length: 2 } && Array.TrueForAll(values, allowed), key, values is null ? "null" : $"[{string.Join(", ", values)}]", remedy);

    private static void Require(bool condition, string key, object? value, string remedy)
    {
        if (!condition)
        {
            throw new UserAdviceException($"The model configuration has {key} = {value}: {remedy}.");
        }
    }
}
