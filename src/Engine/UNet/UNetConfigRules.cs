namespace FijiBridge.Engine.UNet;

/// <summary>Checks that a <see cref="UNetConfig"/> describes a network that can be built.</summary>
public static class UNetConfigRules
{
    /// <summary>Checks every value.</summary>
    /// <exception cref="UserAdviceException">A value is not possible; the message names key, value and range.</exception>
    public static void Check(UNetConfig config)
    {
        Require(config.NChannelIn is >= 1 and <= 1024, "n_channel_in", config.NChannelIn, "use 1 to 1024");
        Require(config.NClasses is >= 1 and <= 1000, "n_classes", config.NClasses, "use 1 to 1000");
        Require(config.NClasses == 1 || config.Output == UNetOutput.Semantic, "n_classes", config.NClasses, "several classes need \"output\": \"semantic\"");
        Require(Enum.IsDefined(config.Output), "output", config.Output, "use semantic, boundary or distance");
        Require(Enum.IsDefined(config.Norm), "norm", config.Norm, "use none, batch or group");
        Require(config.Depth is >= 0 and <= 8, "n_depth", config.Depth, "use 0 to 8");
        Require(config.FilterBase is >= 1 and <= 1024, "n_filter_base", config.FilterBase, "use 1 to 1024");
        Require(config.ConvsPerDepth is >= 1 and <= 10, "n_conv_per_depth", config.ConvsPerDepth, "use 1 to 10");
        Require(config.Groups is >= 1 and <= 1024, "n_groups", config.Groups, "use 1 to 1024");
        Require(config.Dropout is >= 0 and < 1, "dropout", config.Dropout, "use 0 to below 1");
        Require(config.BorderWidth is >= 1 and <= 50, "border_width", config.BorderWidth, "use 1 to 50 pixels");
        Require(config.DistanceCap is 0 or (>= 1 and <= 1000), "distance_cap", config.DistanceCap, "use 1 to 1000 pixels, or 0 for none");
        Pair(config.KernelSize, "kernel_size", v => v is >= 1 and <= 31 && v % 2 == 1, "use two odd numbers, for example [3, 3]");
        Pair(config.Pool, "pool", v => v is >= 1 and <= 8, "use two numbers from 1 to 8, for example [2, 2]");
    }

    private static void Pair(int[] values, string key, Predicate<int> allowed, string remedy) =>
        Require(values is { Length: 2 } && Array.TrueForAll(values, allowed), key, values is null ? "null" : $"[{string.Join(", ", values)}]", remedy);

    private static void Require(bool condition, string key, object? value, string remedy)
    {
        if (!condition)
        {
            throw new UserAdviceException(FormattableString.Invariant($"The model configuration has {key} = {value}: {remedy}."));
        }
    }
}
