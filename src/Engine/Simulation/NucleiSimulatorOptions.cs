using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Simulation;

/// <summary>A simulated fluorescence image of nuclei: how many, of which shape, under which microscope.</summary>
public sealed record NucleiSimulatorOptions
{
    /// <summary>Columns.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Rows.</summary>
    public int Height { get; init; } = 512;

    /// <summary>Nuclei wanted; fewer where they find no room.</summary>
    public int Count { get; init; } = 120;

    /// <summary>Smallest mean radius, pixels.</summary>
    public double RadiusMin { get; init; } = 9;

    /// <summary>Largest mean radius, pixels.</summary>
    public double RadiusMax { get; init; } = 16;

    /// <summary>Largest ratio of long to short axis; 1 for discs.</summary>
    public double Elongation { get; init; } = 1.6;

    /// <summary>Irregularity of outlines: standard deviation of the relative radius, 0 for ellipses; up to 0.15 looks natural.</summary>
    public double Irregularity { get; init; } = 0.05;

    /// <summary>Part of the nuclei (0..1) that are placed touching another one.</summary>
    public double Touching { get; init; } = 0.5;

    /// <summary>Deepest overlap of two nuclei, as part of the smaller one's radius; the later nucleus is cut, not stacked.</summary>
    public double Overlap { get; init; } = 0.1;

    /// <summary>Relative standard deviation of brightness from nucleus to nucleus.</summary>
    public double BrightnessVariation { get; init; } = 0.25;

    /// <summary>Contrast of the chromatin texture inside a nucleus, relative to its brightness, 0..1.</summary>
    public double Texture { get; init; } = 0.25;

    /// <summary>Photons per pixel in a nucleus of mean brightness.</summary>
    public double Photons { get; init; } = 400;

    /// <summary>Photons per pixel in the background.</summary>
    public double BackgroundPhotons { get; init; } = 40;

    /// <summary>Change of illumination across the image, relative to its mean, 0..1, in a random direction.</summary>
    public double Gradient { get; init; } = 0.3;

    /// <summary>Standard deviation of the optical blur in focus, pixels.</summary>
    public double Blur { get; init; } = 1;

    /// <summary>Part of each nucleus' light (0..1) that arrives out of focus, as a halo.</summary>
    public double OutOfFocus { get; init; } = 0.15;

    /// <summary>Standard deviation of the out-of-focus blur, pixels.</summary>
    public double OutOfFocusBlur { get; init; } = 8;

    /// <summary>Standard deviation of the camera's read noise, photons.</summary>
    public double ReadNoise { get; init; } = 4;

    /// <summary>Camera offset, grey values.</summary>
    public double Offset { get; init; } = 10;

    /// <summary>Bits per pixel: 8 or 16. Grey values are scaled so that three times the mean brightness fits.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>Calibration written with the image.</summary>
    public PixelSize PixelSize { get; init; } = new(0.5, 0.5, "µm");

    /// <summary>Checks the values.</summary>
    /// <exception cref="UserAdviceException">One is not possible; the message names it and its limits.</exception>
    public void Validate()
    {
        Require(Width is >= 1 and <= 32768 && Height is >= 1 and <= 32768, "image size", $"{Width} x {Height}", "1 to 32768 pixels each way");
        Require(Count >= 0, "number of nuclei", Count, "0 or more");
        Require(RadiusMin >= 2 && RadiusMin <= RadiusMax && RadiusMax <= 500, "radius range", $"{RadiusMin} to {RadiusMax}", "2 <= min <= max <= 500 pixels");
        Require(Elongation is >= 1 and <= 5, "elongation", Elongation, "1 to 5");
        Require(Irregularity is >= 0 and <= 0.3, "irregularity", Irregularity, "0 to 0.3");
        Require(Touching is >= 0 and <= 1, "part of touching nuclei", Touching, "0 to 1");
        Require(Overlap is >= 0 and <= 0.9, "overlap", Overlap, "0 to 0.9");
        Require(BrightnessVariation is >= 0 and <= 1, "brightness variation", BrightnessVariation, "0 to 1");
        Require(Texture is >= 0 and <= 1, "texture", Texture, "0 to 1");
        Require(Photons is > 0 and <= 1e6, "number of photons", Photons, "above 0, up to 1e6");
        Require(BackgroundPhotons is >= 0 and <= 1e6, "number of background photons", BackgroundPhotons, "0 to 1e6");
        Require(Gradient is >= 0 and <= 1, "gradient", Gradient, "0 to 1");
        Require(Blur is >= 0 and <= 50, "blur", Blur, "0 to 50 pixels");
        Require(OutOfFocus is >= 0 and < 1, "out-of-focus part", OutOfFocus, "0 to below 1");
        Require(OutOfFocusBlur is >= 0 and <= 100, "out-of-focus blur", OutOfFocusBlur, "0 to 100 pixels");
        Require(ReadNoise is >= 0 and <= 1e4, "read noise", ReadNoise, "0 to 1e4 photons");
        Require(Offset is >= 0 and <= 200, "camera offset", Offset, "0 to 200 grey values");
        Require(BitDepth is 8 or 16, "bit depth", BitDepth, "8 or 16");
    }

    private static void Require(bool condition, string what, object value, string limits)
    {
        if (!condition)
        {
            throw new UserAdviceException(FormattableString.Invariant($"Simulation: the {what} is {value}; choose {limits}."));
        }
    }
}
