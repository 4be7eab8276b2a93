using Newtonsoft.Json;

namespace FijiBridge.Engine.Data.Augmentation;

/// <summary>
/// Every way in which a training patch is varied, each with its own switch and range; saved with the run. Switching one
/// off does not change what the others draw for the same sample. Geometry moves image and truth together; intensity
/// changes the image alone, after normalisation (0 and 1 are about background and bright objects).
/// </summary>
public sealed record AugmentationOptions
{
    /// <summary>Everything on, as documented at each property.</summary>
    public static AugmentationOptions Default { get; } = new();

    /// <summary>Everything off: the patch comes back as it is.</summary>
    public static AugmentationOptions None { get; } = ExactOnly with { Flip = false, Rotate90 = false };

    /// <summary>Flips and quarter turns alone: no pixel value changes.</summary>
    public static AugmentationOptions ExactOnly => new()
    {
        Rotation = Default.Rotation with { Enabled = false },
        Scale = Default.Scale with { Enabled = false },
        Shear = Default.Shear with { Enabled = false },
        Elastic = Default.Elastic with { Enabled = false },
        Blur = Default.Blur with { Enabled = false },
        Gamma = Default.Gamma with { Enabled = false },
        IntensityScale = Default.IntensityScale with { Enabled = false },
        IntensityShift = Default.IntensityShift with { Enabled = false },
        Noise = Default.Noise with { Enabled = false },
    };

    /// <summary>Mirrors left-right and top-bottom, each in half of the patches.</summary>
    [JsonProperty("flip")] public bool Flip { get; init; } = true;

    /// <summary>Turns by 0, 90, 180 or 270 degrees, each in a quarter of the patches.</summary>
    [JsonProperty("rotate90")] public bool Rotate90 { get; init; } = true;

    /// <summary>Free rotation, degrees (-180..180), about the centre of the patch.</summary>
    [JsonProperty("rotation")] public AugmentationRange Rotation { get; init; } = new(-45, 45, 0.5);

    /// <summary>Magnification (0.1..10): above 1 objects become larger. Drawn evenly on the logarithm.</summary>
    [JsonProperty("scale")] public AugmentationRange Scale { get; init; } = new(0.7, 1.4, 0.5);

    /// <summary>Shear angle, degrees (-45..45), along a random one of the two axes.</summary>
    [JsonProperty("shear")] public AugmentationRange Shear { get; init; } = new(-10, 10, 0.25);

    /// <summary>
    /// Elastic deformation: standard deviation, in pixels of the patch (0..50), of the shifts of control points
    /// <see cref="ElasticSpacing"/> apart, joined by cubic B-splines, see <see cref="ElasticField"/>.
    /// </summary>
    [JsonProperty("elastic")] public AugmentationRange Elastic { get; init; } = new(0, 4, 0.5);

    /// <summary>Distance of the control points of the elastic deformation, pixels (4 or more).</summary>
    [JsonProperty("elastic_spacing")] public double ElasticSpacing { get; init; } = 32;

    /// <summary>Gaussian blur: standard deviation in pixels (0..20).</summary>
    [JsonProperty("blur")] public AugmentationRange Blur { get; init; } = new(0, 1.5, 0.2);

    /// <summary>Contrast curve: value becomes sign(value) * |value|^gamma, gamma 0.1..10; 0 and 1 stay.</summary>
    [JsonProperty("gamma")] public AugmentationRange Gamma { get; init; } = new(0.7, 1.4, 0.3);

    /// <summary>Factor on the normalised values (0..100).</summary>
    [JsonProperty("intensity_scale")] public AugmentationRange IntensityScale { get; init; } = new(0.6, 2);

    /// <summary>Added to the normalised values after the factor (-10..10).</summary>
    [JsonProperty("intensity_shift")] public AugmentationRange IntensityShift { get; init; } = new(-0.2, 0.2);

    /// <summary>Draws gamma, factor and shift for each channel on its own; otherwise all channels change alike.</summary>
    [JsonProperty("channels_apart")] public bool ChannelsApart { get; init; }

    /// <summary>Gaussian noise: standard deviation in normalised values (0..10).</summary>
    [JsonProperty("noise")] public AugmentationRange Noise { get; init; } = new(0, 0.05, 0.7);

    /// <summary>Checks all ranges.</summary>
    /// <exception cref="UserAdviceException">One is not possible; the message gives the limits.</exception>
    public void Validate()
    {
        Rotation.Validate("rotation", -180, 180);
        Scale.Validate("scale", 0.1, 10);
        Shear.Validate("shear", -45, 45);
        Elastic.Validate("elastic", 0, 50);
        Blur.Validate("blur", 0, 20);
        Gamma.Validate("gamma", 0.1, 10);
        IntensityScale.Validate("intensity_scale", 0, 100);
        IntensityShift.Validate("intensity_shift", -10, 10);
        Noise.Validate("noise", 0, 10);
        if (!(ElasticSpacing >= 4))
        {
            throw new UserAdviceException(FormattableString.Invariant(
                $"Augmentation \"elastic_spacing\" is {ElasticSpacing} pixels; choose 4 or more, usually 32."));
        }
    }
}
