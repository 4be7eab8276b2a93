namespace FijiBridge.Engine.Images;

/// <summary>Size of one pixel of an image in a physical unit.</summary>
/// <param name="Width">Extent along x, in <paramref name="Unit"/>.</param>
/// <param name="Height">Extent along y, in <paramref name="Unit"/>.</param>
/// <param name="Unit">Name of the unit as the file gives it, for example "µm" or "pixel".</param>
public sealed record PixelSize(double Width, double Height, string Unit)
{
    /// <summary>An image without calibration: one pixel is one "pixel".</summary>
    public static PixelSize Uncalibrated { get; } = new(1, 1, "pixel");

    /// <summary>True where the unit is a length that can be converted to micrometres.</summary>
    public bool HasMicrons => MicronsPerUnit is not null;

    /// <summary>Extent along x in micrometres, or null for an uncalibrated image.</summary>
    public double? WidthMicrons => Width * MicronsPerUnit;

    /// <summary>Extent along y in micrometres, or null for an uncalibrated image.</summary>
    public double? HeightMicrons => Height * MicronsPerUnit;

    private double? MicronsPerUnit => Unit.Trim().ToLowerInvariant() switch
    {
        "µm" or "μm" or "um" or "micron" or "microns" or "micrometer" or "micrometers" or "micrometre" or "\\u00b5m" => 1,
        "nm" or "nanometer" or "nanometers" => 1e-3,
        "mm" or "millimeter" or "millimeters" => 1e3,
        "cm" or "centimeter" => 1e4,
        "m" or "meter" => 1e6,
        "inch" or "inches" or "in" => 25400,
        _ => null,
    };
}
