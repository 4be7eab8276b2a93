using FijiBridge.Engine.Models;
using Newtonsoft.Json;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// Everything that fixes the shape of a StarDist 2D network and what its numbers mean. Saved in the model folder as
/// config.json under the keys that StarDist itself uses, so that its model folders read the same way. Keys that an
/// older file lacks take the defaults given here.
/// </summary>
public sealed record StarDistConfig : INetworkConfig
{
    /// <summary>Dimensions of the images; always 2.</summary>
    [JsonProperty("n_dim")] public int NDim { get; init; } = 2;

    /// <summary>Axes of an image as the network sees it.</summary>
    [JsonProperty("axes")] public string Axes { get; init; } = "YXC";

    /// <summary>Channels of the input image.</summary>
    [JsonProperty("n_channel_in")] public int NChannelIn { get; init; } = 1;

    /// <summary>Rays per polygon; more rays follow finer outlines. At least 3.</summary>
    [JsonProperty("n_rays")] public int NRays { get; init; } = 32;

    /// <summary>
    /// Subsampling of the output against the input, (y, x), each a power of two. Larger grids are faster, see further
    /// and need less memory, and miss objects smaller than about twice the grid.
    /// </summary>
    [JsonProperty("grid")] public int[] Grid { get; init; } = [1, 1];

    /// <summary>Number of object classes, or null for one kind of object (no class head).</summary>
    [JsonProperty("n_classes", NullValueHandling = NullValueHandling.Ignore)] public int? NClasses { get; init; }

    /// <summary>Backbone; only "unet" exists in 2D.</summary>
    [JsonProperty("backbone")] public string Backbone { get; init; } = "unet";

    /// <summary>Levels of the U-Net below the first.</summary>
    [JsonProperty("unet_n_depth")] public int UnetNDepth { get; init; } = 3;

    /// <summary>Kernel of the convolutions (y, x), odd.</summary>
    [JsonProperty("unet_kernel_size")] public int[] UnetKernelSize { get; init; } = [3, 3];

    /// <summary>Filters of the first level; doubled at each level.</summary>
    [JsonProperty("unet_n_filter_base")] public int UnetNFilterBase { get; init; } = 32;

    /// <summary>Convolutions per level.</summary>
    [JsonProperty("unet_n_conv_per_depth")] public int UnetNConvPerDepth { get; init; } = 2;

    /// <summary>Pooling between levels (y, x).</summary>
    [JsonProperty("unet_pool")] public int[] UnetPool { get; init; } = [2, 2];

    /// <summary>Activation of the U-Net's convolutions.</summary>
    [JsonProperty("unet_activation")] public string UnetActivation { get; init; } = "relu";

    /// <summary>Activation of the U-Net's last convolution.</summary>
    [JsonProperty("unet_last_activation")] public string UnetLastActivation { get; init; } = "relu";

    /// <summary>Batch normalisation between convolution and activation.</summary>
    [JsonProperty("unet_batch_norm")] public bool UnetBatchNorm { get; init; }

    /// <summary>Dropout after each activation, 0..1.</summary>
    [JsonProperty("unet_dropout")] public double UnetDropout { get; init; }

    /// <summary>Prefix of the U-Net's layer names in Keras weight files.</summary>
    [JsonProperty("unet_prefix")] public string UnetPrefix { get; init; } = "";

    /// <summary>Filters of the convolution between U-Net and heads; 0 for none.</summary>
    [JsonProperty("net_conv_after_unet")] public int NetConvAfterUnet { get; init; } = 128;

    /// <summary>Grid step along y.</summary>
    [JsonIgnore] public int GridY => Grid[0];

    /// <summary>Grid step along x.</summary>
    [JsonIgnore] public int GridX => Grid[1];

    /// <summary>Input height must be a multiple of this.</summary>
    [JsonIgnore] public int DivisorY => GridY * (int)Math.Pow(UnetPool[0], UnetNDepth);

    /// <summary>Input width must be a multiple of this.</summary>
    [JsonIgnore] public int DivisorX => GridX * (int)Math.Pow(UnetPool[1], UnetNDepth);

    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<string> MapNames =>
        ["prob", .. Enumerable.Range(0, NRays).Select(k => $"dist_{k}"), .. NClasses is { } n ? Enumerable.Range(1, n).Select(c => $"class_{c}").Prepend("background") : []];

    /// <inheritdoc/>
    [JsonIgnore] public bool FindsObjects => true;

    /// <inheritdoc/>
    public string Describe() => $"StarDist 2D: {NRays} rays, grid {GridY} x {GridX}, U-Net of depth {UnetNDepth} with {UnetNFilterBase} filters.";
}
