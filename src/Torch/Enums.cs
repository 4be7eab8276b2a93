namespace TorchSharp;

/// <summary>Padding of a convolution by name.</summary>
public enum Padding
{
    /// <summary>None.</summary>
    Valid = 0,
    /// <summary>As much as keeps the size at stride 1.</summary>
    Same = 1,
}

/// <summary>What padding is filled with.</summary>
public enum PaddingModes
{
    /// <summary>0.</summary>
    Zeros = 0,
    /// <summary>The image mirrored at its edge pixels, which are not repeated.</summary>
    Reflect = 1,
    /// <summary>The edge pixels.</summary>
    Replicate = 2,
    /// <summary>The other side of the image.</summary>
    Circular = 3,
    /// <summary>A given value.</summary>
    Constant = 4,
}

public static partial class torch
{
    /// <summary>How a quotient is rounded.</summary>
    public enum RoundingMode
    {
        /// <summary>Not.</summary>
        None = 0,
        /// <summary>Towards 0.</summary>
        trunc = 1,
        /// <summary>Down.</summary>
        floor = 2,
    }

    /// <summary>How <see cref="nn.functional.interpolate"/> finds values between pixels.</summary>
    public enum InterpolationMode
    {
        /// <summary>The pixel whose index is the scaled index rounded down.</summary>
        Nearest = 0,
        /// <summary>Linear in one dimension.</summary>
        Linear = 1,
        /// <summary>Linear in two dimensions.</summary>
        Bilinear = 2,
        /// <summary>Cubic in two dimensions.</summary>
        Bicubic = 3,
        /// <summary>Linear in three dimensions.</summary>
        Trilinear = 4,
        /// <summary>Mean of the area.</summary>
        Area = 5,
        /// <summary>The pixel whose centre is nearest.</summary>
        NearestExact = 6,
    }

    /// <summary>How <see cref="nn.Upsample"/> finds values between pixels.</summary>
    public enum UpsampleMode
    {
        /// <summary>The pixel whose index is the scaled index rounded down.</summary>
        Nearest = 0,
        /// <summary>Linear in one dimension.</summary>
        Linear = 1,
        /// <summary>Linear in two dimensions.</summary>
        Bilinear = 2,
        /// <summary>Cubic in two dimensions.</summary>
        Bicubic = 3,
        /// <summary>Linear in three dimensions.</summary>
        Trilinear = 4,
    }
}
