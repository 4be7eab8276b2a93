using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Labels;

/// <summary>
/// An instance segmentation as an image: 0 is background, every value > 0 is one object, negative values are "ignore"
/// (neither object nor background: the losses skip them). Pixel (x, y) is at index y * Width + x.
/// </summary>
public sealed class LabelImage
{
    /// <summary>Value of pixels that training ignores.</summary>
    public const int Ignore = -1;

    /// <summary>Wraps pixels without copying them.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">width * height labels, row by row.</param>
    /// <param name="pixelSize">Calibration; uncalibrated when null.</param>
    /// <exception cref="ArgumentException">A side is below 1, or there are not width * height labels.</exception>
    public LabelImage(int width, int height, int[] pixels, PixelSize? pixelSize = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.LongLength != (long)width * height)
        {
            throw new ArgumentException($"{width} x {height} labels need {(long)width * height} values, got {pixels.LongLength}.", nameof(pixels));
        }

        Width = width;
        Height = height;
        Pixels = pixels;
        PixelSize = pixelSize ?? PixelSize.Uncalibrated;
    }

    /// <summary>An empty (all background) label image.</summary>
    /// <exception cref="UserAdviceException">It would have more pixels than an array can hold.</exception>
    public LabelImage(int width, int height)
        : this(width, height, new int[PixelsOf(width, height)])
    {
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Label values, row by row; owned by the image.</summary>
    public int[] Pixels { get; }

    /// <summary>Calibration, carried from the image that was segmented.</summary>
    public PixelSize PixelSize { get; init; }

    /// <summary>Label at (x, y).</summary>
    public int this[int y, int x]
    {
        get => Pixels[(y * Width) + x];
        set => Pixels[(y * Width) + x] = value;
    }

    private static int PixelsOf(int width, int height) => (long)width * height is var pixels && pixels <= Array.MaxLength ? (int)pixels : throw new UserAdviceException(
        $"A label image of {width} x {height} pixels has more than the {Array.MaxLength} that can be held in memory; cut the image into parts (segment --region), or use a lower resolution of it.");
}
