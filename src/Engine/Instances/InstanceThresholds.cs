using FijiBridge.Engine.Models;
using Newtonsoft.Json;

namespace FijiBridge.Engine.Instances;

/// <summary>How objects are made of maps (<see cref="InstanceBuilder"/>); travels with a U-Net or TorchScript model (thresholds.json). All but the first and <paramref name="MinArea"/> play no part in semantic models.</summary>
/// <param name="Prob">Pixels belong to objects above this probability of not being background, 0..1.</param>
/// <param name="Seed">Connected pixels with a seed score above this start an object, 0..1.</param>
/// <param name="MinArea">Smaller objects are dropped, pixels of the training images.</param>
/// <param name="Peak">Objects are kept where their highest seed score is above this, 0..1; 0 keeps all.</param>
/// <param name="Prominence">Touching objects are one where the lower of their highest scores is less than this above the score at which they meet, 0..1; 0 joins none.</param>
public sealed record InstanceThresholds(
    [property: JsonProperty("prob")] double Prob,
    [property: JsonProperty("seed")] double Seed,
    [property: JsonProperty("min_area")] int MinArea,
    [property: JsonProperty("peak", DefaultValueHandling = DefaultValueHandling.Ignore)] double Peak = 0,
    [property: JsonProperty("prominence", DefaultValueHandling = DefaultValueHandling.Ignore)] double Prominence = 0) : IModelThresholds
{
    /// <summary>Before tuning.</summary>
    public static InstanceThresholds Default { get; } = new(0.5, 0.5, 0);

    /// <summary>True where all values are in their ranges.</summary>
    [JsonIgnore]
    public bool IsValid => this is { Prob: > 0 and < 1, Seed: >= 0 and <= 1, MinArea: >= 0, Peak: >= 0 and <= 1, Prominence: >= 0 and <= 1 };

    /// <summary>These, with what the options name in their place.</summary>
    public InstanceThresholds With(SegmentOptions options) => new(
        options.ProbThresh ?? Prob, options.SeedThresh ?? Seed, options.MinArea ?? MinArea, options.PeakThresh ?? Peak, options.Prominence ?? Prominence);

    /// <inheritdoc/>
    public string Describe() => FormattableString.Invariant($"foreground {Prob:0.####}, seeds {Seed:0.####}, smallest object {MinArea} pixels")
        + (Peak > 0 ? FormattableString.Invariant($", peaks {Peak:0.####}") : "")
        + (Prominence > 0 ? FormattableString.Invariant($", prominence {Prominence:0.####}") : "");
}
