namespace FijiBridge.Engine.Data;

/// <summary>
/// Parts a set into pairs to learn from and pairs to watch: validation gets max(1, round(fraction * count)) pairs chosen
/// by the seed, training the rest; both keep the order of the whole set. The choice depends on the seed and the number
/// of pairs alone, so the same folder is split the same way on every machine.
/// </summary>
/// <param name="Training">Pairs to train on.</param>
/// <param name="Validation">Pairs for validation only.</param>
public sealed record TrainValidationSplit(SubSet Training, SubSet Validation)
{
    /// <summary>StarDist's example notebooks: 15 % for validation, at least one image.</summary>
    public const double DefaultFraction = 0.15;

    /// <summary>Splits a set.</summary>
    /// <param name="whole">At least two pairs.</param>
    /// <param name="fraction">Part for validation, above 0 and below 1.</param>
    /// <param name="seed">Chooses the pairs.</param>
    /// <exception cref="UserAdviceException">Fewer than two pairs, or a fraction that leaves nothing to train on.</exception>
    public static TrainValidationSplit Create(ITrainingSet whole, double fraction = DefaultFraction, long seed = 42)
    {
        if (!(fraction > 0 && fraction < 1))
        {
            throw new UserAdviceException(
                FormattableString.Invariant($"A validation fraction of {fraction} is not possible; choose a number between 0 and 1, for example 0.15."));
        }

        if (whole.Count < 2)
        {
            throw new UserAdviceException(
                $"Training needs at least 2 image/mask pairs, one of them for validation, but there is {whole.Count}; add pairs or cut the image in two.");
        }

        var nValidation = Math.Max(1, (int)Math.Round(fraction * whole.Count, MidpointRounding.ToEven));
        if (nValidation >= whole.Count)
        {
            throw new UserAdviceException(
                FormattableString.Invariant($"A validation fraction of {fraction} leaves none of {whole.Count} pairs to train on; choose a smaller fraction."));
        }

        var order = new SeededRandom(seed).Permutation(whole.Count);
        return new TrainValidationSplit(
            new SubSet(whole, order[nValidation..].Order()),
            new SubSet(whole, order[..nValidation].Order()));
    }
}
