using Newtonsoft.Json;

namespace FijiBridge.Engine.Data.Augmentation;

/// <summary>A switch, how often, and between which values one augmentation is drawn (uniformly).</summary>
public sealed record AugmentationRange
{
    /// <summary>A range that is on.</summary>
    /// <param name="min">Smallest value.</param>
    /// <param name="max">Largest value, at least <paramref name="min"/>.</param>
    /// <param name="probability">Part of the patches that are varied, 0..1.</param>
    /// <param name="enabled">False switches it off and keeps the values.</param>
    [JsonConstructor]
    public AugmentationRange(double min, double max, double probability = 1, bool enabled = true)
    {
        Min = min;
        Max = max;
        Probability = probability;
        Enabled = enabled;
    }

    /// <summary>Whether it is used at all.</summary>
    [JsonProperty("enabled")] public bool Enabled { get; init; }

    /// <summary>Part of the patches that are varied, 0..1.</summary>
    [JsonProperty("probability")] public double Probability { get; init; }

    /// <summary>Smallest value.</summary>
    [JsonProperty("min")] public double Min { get; init; }

    /// <summary>Largest value.</summary>
    [JsonProperty("max")] public double Max { get; init; }

    /// <summary>A value, or null where this patch is left alone.</summary>
    internal double? Draw(SeededRandom random) =>
        Enabled && random.Chance(Probability) ? random.Uniform(Min, Max) : null;

    internal void Validate(string name, double lowest, double highest)
    {
        if (!(Min >= lowest && Min <= Max && Max <= highest))
        {
            throw new UserAdviceException(FormattableString.Invariant(
                $"Augmentation \"{name}\" from {Min} to {Max} is not possible; choose {lowest} <= min <= max <= {highest}."));
        }

        if (!(Probability >= 0 && Probability <= 1))
        {
            throw new UserAdviceException(FormattableString.Invariant(
                $"Augmentation \"{name}\" has probability {Probability}; choose a number from 0 to 1."));
        }
    }
}
