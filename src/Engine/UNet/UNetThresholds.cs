using FijiBridge.Engine.Models;
using Newtonsoft.Json;

namespace FijiBridge.Engine.UNet;

/// <summary>The thresholds that travel with a U-Net model (thresholds.json).</summary>
/// <param name="Prob">Pixels belong to objects above this probability of not being background, 0..1.</param>
/// <param name="Seed">Connected pixels with a seed score above this start an object, 0..1; plays no part in semantic models.</param>
/// <param name="MinArea">Smaller objects are dropped, pixels of the training images.</param>
public sealed record UNetThresholds(
    [property: JsonProperty("prob")] double Prob,
    [property: JsonProperty("seed")] double Seed,
    [property: JsonProperty("min_area")] int MinArea) : IModelThresholds
{
    /// <summary>Before tuning.</summary>
    public static UNetThresholds Default { get; } = new(0.5, 0.5, 0);

    /// <inheritdoc/>
    public string Describe() => FormattableString.Invariant($"foreground {Prob:0.####}, seeds {Seed:0.####}, smallest object {MinArea} pixels");
}
