using FijiBridge.Engine.Models;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;

namespace FijiBridge.Engine.Scripts;

/// <summary>What the numbers of a network from elsewhere mean for objects.</summary>
public enum ObjectReading
{
    /// <summary>Nothing: the output is an image (restored, virtually stained ...), and there are no objects.</summary>
    None,

    /// <summary>A channel is the probability of being part of an object; objects are its connected regions above the threshold.</summary>
    Foreground,

    /// <summary>A channel is the probability of background, the rest is objects.</summary>
    Background,

    /// <summary>A channel holds the labels themselves: 0 for background, 1, 2, 3 ... for objects.</summary>
    Labels,
}

/// <summary>
/// A TorchScript network of another program: which images it takes, what is done before and after it, and what its output means.
/// config.json of its model folder, made from the description of its package; may be edited by hand.
/// </summary>
public sealed record ScriptConfig : INetworkConfig
{
    /// <inheritdoc/>
    [JsonProperty("n_channel_in")] public int NChannelIn { get; init; } = 1;

    /// <summary>Axes of the input in order, of the letters b, c, y, x.</summary>
    [JsonProperty("input_axes")] public string InputAxes { get; init; } = "bcyx";

    /// <summary>Axes of the output in order.</summary>
    [JsonProperty("output_axes")] public string OutputAxes { get; init; } = "bcyx";

    /// <summary>Smallest height and width of the input.</summary>
    [JsonProperty("min_size")] public int[] MinSize { get; init; } = [1, 1];

    /// <summary>Height and width are <see cref="MinSize"/> plus a multiple of this; 0 where only that one size is allowed.</summary>
    [JsonProperty("size_step")] public int[] SizeStep { get; init; } = [1, 1];

    /// <summary>Rows and columns at each border of the output that are not to be relied on.</summary>
    [JsonProperty("halo")] public int[] Halo { get; init; } = [0, 0];

    /// <summary>Names of the output's channels; empty where the package gives none.</summary>
    [JsonProperty("output_channels")] public IReadOnlyList<string> OutputChannels { get; init; } = [];

    /// <summary>What is done to the image before the network.</summary>
    [JsonProperty("preprocessing")] public IReadOnlyList<ProcessingStep> Preprocessing { get; init; } = [];

    /// <summary>What is done to the output.</summary>
    [JsonProperty("postprocessing")] public IReadOnlyList<ProcessingStep> Postprocessing { get; init; } = [];

    /// <summary>What the output means.</summary>
    [JsonProperty("objects"), JsonConverter(typeof(StringEnumConverter), typeof(Newtonsoft.Json.Serialization.CamelCaseNamingStrategy))]
    public ObjectReading Objects { get; init; }

    /// <summary>The channel of <see cref="Objects"/>, from 0.</summary>
    [JsonProperty("object_channel")] public int ObjectChannel { get; init; }

    /// <summary>A channel with the probability of borders between objects, from 0; null where there is none.</summary>
    [JsonProperty("border_channel")] public int? BorderChannel { get; init; }

    /// <inheritdoc/>
    [JsonIgnore] public int DivisorY => Math.Max(1, SizeStep[0]);

    /// <inheritdoc/>
    [JsonIgnore] public int DivisorX => Math.Max(1, SizeStep[1]);

    /// <inheritdoc/>
    [JsonIgnore] public IReadOnlyList<string> MapNames => OutputChannels;

    /// <inheritdoc/>
    [JsonIgnore] public bool FindsObjects => Objects != ObjectReading.None;

    /// <inheritdoc/>
    public string Describe()
    {
        var border = BorderChannel is { } b ? $", divided at the borders of channel {b + 1}" : "";
        var objects = Objects switch
        {
            ObjectReading.None => "gives an image and no objects",
            ObjectReading.Foreground => $"objects are where channel {ObjectChannel + 1} is above the threshold{border}",
            ObjectReading.Background => $"objects are where channel {ObjectChannel + 1} (background) is low{border}",
            _ => "gives labels",
        };
        return $"TorchScript network of another program, {OutputChannels.Count switch { 0 => "", 1 => "one output channel, ", var n => $"{n} output channels, " }}{objects}.";
    }

    /// <summary>Checks that the values can be.</summary>
    /// <exception cref="UserAdviceException">One cannot; the message names key, value and range.</exception>
    public void Check()
    {
        Require(NChannelIn is >= 1 and <= 1024, "n_channel_in", NChannelIn, "use 1 to 1024");
        Axes(InputAxes, "input_axes");
        Axes(OutputAxes, "output_axes");
        Require(InputAxes.Contains('c') || NChannelIn == 1, "input_axes", InputAxes, "several channels need the axis c");
        Pair(MinSize, "min_size", 1);
        Pair(SizeStep, "size_step", 0);
        Pair(Halo, "halo", 0);
        Require(ObjectChannel >= 0 && (OutputChannels.Count == 0 || ObjectChannel < OutputChannels.Count), "object_channel", ObjectChannel, $"the output has {OutputChannels.Count} channels");
        Require(BorderChannel is null || (BorderChannel >= 0 && (OutputChannels.Count == 0 || BorderChannel < OutputChannels.Count)), "border_channel", BorderChannel, $"the output has {OutputChannels.Count} channels");
    }

    private static void Axes(string axes, string key) => Require(
        axes.Distinct().Count() == axes.Length && axes.All(a => "bcyx".Contains(a, StringComparison.Ordinal)) && axes.Contains('y') && axes.Contains('x'),
        key, axes, "use the letters b, c, y, x once each; y and x are needed");

    private static void Pair(int[] values, string key, int least) =>
        Require(values is { Length: 2 } && values.All(v => v >= least && v <= 1 << 16), key, values is null ? "null" : $"[{string.Join(", ", values)}]", $"use two numbers from {least} to 65536");

    private static void Require(bool condition, string key, object? value, string remedy)
    {
        if (!condition)
        {
            throw new UserAdviceException($"The model configuration has {key} = {value}: {remedy}.");
        }
    }
}
