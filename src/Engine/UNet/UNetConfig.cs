using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;

namespace FijiBridge.Engine.UNet;

/// <summary>What a U-Net gives for every pixel.</summary>
public enum UNetOutput
{
    /// <summary>The class of the pixel: background or one of the classes.</summary>
    Semantic,

    /// <summary>Background, inside of an object, or where two objects meet; objects are the insides, grown back.</summary>
    Boundary,

    /// <summary>As <see cref="Boundary"/>, and the depth inside the object; objects are the watersheds of the depth.</summary>
    Distance,
}

/// <summary>What follows a convolution.</summary>
public enum UNetNorm
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Batch normalisation.</summary>
    Batch,

    /// <summary>Group normalisation, for small batches.</summary>
    Group,
}

/// <summary>Everything that fixes the shape of a U-Net and what its numbers mean; config.json of its model folder.</summary>
public sealed record UNetConfig : INetworkConfig
{
    /// <summary>Channels of the input image.</summary>
    [JsonProperty("n_channel_in")] public int NChannelIn { get; init; } = 1;

    /// <summary>What the network gives for every pixel.</summary>
    [JsonProperty("output"), JsonConverter(typeof(StringEnumConverter), typeof(Newtonsoft.Json.Serialization.CamelCaseNamingStrategy))]
    public UNetOutput Output { get; init; } = UNetOutput.Distance;

    /// <summary>Classes beside the background; above 1 only for <see cref="UNetOutput.Semantic"/>.</summary>
    [JsonProperty("n_classes")] public int NClasses { get; init; } = 1;

    /// <summary>Levels below the first.</summary>
    [JsonProperty("n_depth")] public int Depth { get; init; } = 4;

    /// <summary>Filters of the first level; doubled at each level.</summary>
    [JsonProperty("n_filter_base")] public int FilterBase { get; init; } = 32;

    /// <summary>Convolutions per level.</summary>
    [JsonProperty("n_conv_per_depth")] public int ConvsPerDepth { get; init; } = 2;

    /// <summary>Kernel of the convolutions (y, x), odd.</summary>
    [JsonProperty("kernel_size")] public int[] KernelSize { get; init; } = [3, 3];

    /// <summary>Pooling between levels (y, x).</summary>
    [JsonProperty("pool")] public int[] Pool { get; init; } = [2, 2];

    /// <summary>What follows a convolution.</summary>
    [JsonProperty("norm"), JsonConverter(typeof(StringEnumConverter), typeof(Newtonsoft.Json.Serialization.CamelCaseNamingStrategy))]
    public UNetNorm Norm { get; init; } = UNetNorm.Batch;

    /// <summary>Groups of a group normalisation (the next smaller number that divides a layer's channels).</summary>
    [JsonProperty("n_groups")] public int Groups { get; init; } = 8;

    /// <summary>Dropout after each activation, 0 to below 1.</summary>
    [JsonProperty("dropout")] public double Dropout { get; init; }

    /// <summary>
    /// Width of the zone between objects, pixels of the network: pixels whose distances to the nearest and the second
    /// nearest object add up to at most this are "where objects meet".
    /// </summary>
    [JsonProperty("border_width")] public double BorderWidth { get; init; } = 2;

    /// <summary>Depth, in pixels of the network, from which a pixel counts as deepest; 0 for the deepest of each object.</summary>
    [JsonProperty("distance_cap")] public double DistanceCap { get; init; } = 8;

    /// <summary>
    /// With a depth, the score of objects' cores is the depth times the probability of the inside, which is low where the network
    /// doubts that there is an object; else times the probability of not being between objects.
    /// </summary>
    [JsonProperty("inside_seeds", DefaultValueHandling = DefaultValueHandling.Ignore)] public bool InsideSeeds { get; init; }

    /// <summary>Channels of the class scores: 1 (a sigmoid) for two classes, else one per class (a softmax).</summary>
    [JsonIgnore] public int ClassChannels => Output != UNetOutput.Semantic ? 3 : NClasses == 1 ? 1 : NClasses + 1;

    /// <summary>Channels of the output: class scores, then the depth for <see cref="UNetOutput.Distance"/>.</summary>
    [JsonIgnore] public int OutChannels => ClassChannels + (Output == UNetOutput.Distance ? 1 : 0);

    /// <summary>Input height must be a multiple of this.</summary>
    [JsonIgnore] public int DivisorY => (int)Math.Pow(Pool[0], Depth);

    /// <summary>Input width must be a multiple of this.</summary>
    [JsonIgnore] public int DivisorX => (int)Math.Pow(Pool[1], Depth);

    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<string> MapNames => Output != UNetOutput.Semantic ? ["foreground", "seeds"] : NClasses > 1 ? ["foreground", "class"] : ["foreground"];

    /// <inheritdoc/>
    [JsonIgnore] public bool FindsObjects => true;

    /// <inheritdoc/>
    public string Describe()
    {
        var output = Output switch
        {
            UNetOutput.Semantic => NClasses == 1 ? "foreground and background" : $"background and {NClasses} classes",
            UNetOutput.Boundary => "inside, zone between objects and background",
            _ => "inside, zone between objects, background, and depth inside the object",
        };
        var norm = Norm switch { UNetNorm.Batch => ", batch normalisation", UNetNorm.Group => ", group normalisation", _ => "" };
        return $"U-Net of depth {Depth} with {FilterBase} filters{norm}; gives {output}.";
    }

    /// <summary>
    /// The same layers as a StarDist network of grid 1 without a convolution above its U-Net, so that what is written for
    /// the layers of one (kernels, reach, list of tensors) serves the other.
    /// </summary>
    internal StarDistConfig Layers => new()
    {
        NChannelIn = NChannelIn,
        NRays = Math.Max(3, OutChannels),
        UnetNDepth = Depth,
        UnetNFilterBase = FilterBase,
        UnetNConvPerDepth = ConvsPerDepth,
        UnetKernelSize = KernelSize,
        UnetPool = Pool,
        UnetBatchNorm = Norm == UNetNorm.Batch,
        UnetDropout = Dropout,
        NetConvAfterUnet = 0,
    };
}
