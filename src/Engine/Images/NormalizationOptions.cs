using Newtonsoft.Json;
using Newtonsoft.Json.Converters;

namespace FijiBridge.Engine.Images;

/// <summary>How raw intensities become the numbers a network sees.</summary>
[JsonConverter(typeof(StringEnumConverter))]
public enum NormalizationKind
{
    /// <summary>The low percentile becomes 0, the high percentile becomes 1.</summary>
    Percentile,

    /// <summary>Mean 0, standard deviation 1.</summary>
    Standard,

    /// <summary>Minimum 0, maximum 1.</summary>
    MinMax,

    /// <summary>Values stay as they are stored.</summary>
    None,
}

/// <summary>
/// Normalisation of a whole image (never of a tile). The map is affine and does not clip: values beyond the percentiles
/// go below 0 and above 1, as in StarDist. Saved with the model, because a model only works on images normalised alike.
/// </summary>
public sealed record NormalizationOptions
{
    /// <summary>The default: percentiles 1 and 99.8 of each channel.</summary>
    public static NormalizationOptions Default { get; } = new();

    /// <summary>Kind of the map.</summary>
    [JsonProperty("kind")] public NormalizationKind Kind { get; init; } = NormalizationKind.Percentile;

    /// <summary>Percentile that becomes 0; 0..100, below <see cref="High"/>. Only for Percentile.</summary>
    [JsonProperty("low")] public double Low { get; init; } = 1;

    /// <summary>Percentile that becomes 1; 0..100, above <see cref="Low"/>. Only for Percentile.</summary>
    [JsonProperty("high")] public double High { get; init; } = 99.8;

    /// <summary>
    /// One map for all channels, from all their values together, which keeps the balance of colours (usual for RGB);
    /// otherwise each channel has its own map (usual for fluorescence).
    /// </summary>
    [JsonProperty("joint_channels")] public bool JointChannels { get; init; }

    /// <summary>Checks the percentiles.</summary>
    /// <exception cref="UserAdviceException">They are not 0 &lt;= low &lt; high &lt;= 100.</exception>
    public void Validate()
    {
        if (Kind == NormalizationKind.Percentile && !(Low >= 0 && Low < High && High <= 100))
        {
            throw new UserAdviceException(
                FormattableString.Invariant($"Normalisation percentiles {Low} and {High} are not possible; choose 0 <= low < high <= 100, for example 1 and 99.8."));
        }
    }
}
