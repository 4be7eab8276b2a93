using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Data;

/// <summary>How patches are drawn from a training set.</summary>
public sealed record PatchSamplerOptions
{
    /// <summary>Rows of a patch.</summary>
    public int PatchHeight { get; init; } = 256;

    /// <summary>Columns of a patch.</summary>
    public int PatchWidth { get; init; } = 256;

    /// <summary>Part of the patches (0..1) that are drawn only among windows with at least one object pixel.</summary>
    public double ForegroundOnly { get; init; } = 0.9;

    /// <summary>Normalisation, computed on each whole image.</summary>
    public NormalizationOptions Normalization { get; init; } = NormalizationOptions.Default;

    /// <summary>Seed of every choice.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Memory for loaded pairs; beyond it, the pairs used longest ago are read again when their turn comes.</summary>
    public long CacheBytes { get; init; } = 2L << 30;

    /// <summary>Checks the values.</summary>
    /// <exception cref="UserAdviceException">A size below 1, or a part outside 0..1.</exception>
    public void Validate()
    {
        if (PatchHeight < 1 || PatchWidth < 1)
        {
            throw new UserAdviceException($"A patch of {PatchWidth} x {PatchHeight} pixels is not possible; choose at least 1 x 1, usually 256 x 256.");
        }

        if (!(ForegroundOnly >= 0 && ForegroundOnly <= 1))
        {
            throw new UserAdviceException(
                FormattableString.Invariant($"The part of foreground patches is {ForegroundOnly}; choose a number from 0 to 1, usually 0.9."));
        }

        Normalization.Validate();
    }
}
