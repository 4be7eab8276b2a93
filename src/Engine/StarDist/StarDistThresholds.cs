using FijiBridge.Engine.Models;
using Newtonsoft.Json;

namespace FijiBridge.Engine.StarDist;

/// <summary>The thresholds that travel with a model (thresholds.json).</summary>
/// <param name="Prob">Candidates need an object probability above this, 0..1.</param>
/// <param name="Nms">A candidate is dropped when it shares more than this part of the smaller area with a better one, 0..1.</param>
public sealed record StarDistThresholds(
    [property: JsonProperty("prob")] double Prob,
    [property: JsonProperty("nms")] double Nms) : IModelThresholds
{
    /// <summary>StarDist's own defaults for a model without tuned thresholds.</summary>
    public static StarDistThresholds Default { get; } = new(0.5, 0.4);

    /// <inheritdoc/>
    public string Describe() => FormattableString.Invariant($"probability {Prob:0.####}, overlap {Nms:0.####}");
}
