using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;

namespace FijiBridge.Engine.Instances;

/// <summary>An image as the network shall see it, and the way back to its own pixels.</summary>
internal sealed class ScaledImage
{
    // A network that was trained with changes of scale does not notice less.
    private const double Tolerance = 0.05;

    private ScaledImage(Image2D image, PixelScale scale, string? notice)
    {
        Image = image;
        Scale = scale;
        Notice = notice;
    }

    /// <summary>The image, rescaled or not.</summary>
    public Image2D Image { get; }

    /// <summary>How its pixels belong to those of the original.</summary>
    public PixelScale Scale { get; }

    /// <summary>What was done, or null.</summary>
    public string? Notice { get; }

    /// <summary>
    /// Rescales an image as the model wants it: calibrated images to the model's pixel size (where both sizes are within
    /// 5 %, they count as equal), and all images by the model's own <see cref="ModelInfo.Scale"/>.
    /// </summary>
    /// <param name="image">Image.</param>
    /// <param name="info">Model.</param>
    /// <param name="wanted">False to leave the pixel sizes aside.</param>
    public static ScaledImage For(Image2D image, ModelInfo info, bool wanted)
    {
        var (factorY, factorX) = wanted ? PixelSizeFactors(image.PixelSize, info) : (1, 1);
        if (factorY * info.Scale == 1 && factorX * info.Scale == 1)
        {
            return new ScaledImage(image, PixelScale.Identity, null);
        }

        var (scaled, scale) = ImageRescaler.Rescale(image, factorY * info.Scale, factorX * info.Scale);
        var notice = factorY == 1 && factorX == 1 ? null : FormattableString.Invariant(
            $"{image.Name}: pixels of {image.PixelSize.WidthMicrons:0.####} x {image.PixelSize.HeightMicrons:0.####} µm were rescaled to the model's {info.PixelWidthMicrons:0.####} µm ({image.Width} x {image.Height} to {scaled.Width} x {scaled.Height} pixels).");
        return new ScaledImage(scaled, scale, notice);
    }

    /// <summary>The options with their region in pixels of the scaled image.</summary>
    public SegmentOptions ToScaled(SegmentOptions options)
    {
        if (options.Region is not { } region || Scale.IsIdentity)
        {
            return options;
        }

        int x = (int)Math.Floor(Scale.ToScaledX(region.X - 0.5)), y = (int)Math.Floor(Scale.ToScaledY(region.Y - 0.5));
        int right = (int)Math.Ceiling(Scale.ToScaledX(region.X + region.Width - 0.5)), lower = (int)Math.Ceiling(Scale.ToScaledY(region.Y + region.Height - 0.5));
        return options with { Region = new PixelRectangle(x, y, right - x + 1, lower - y + 1) };
    }

    private static (double Y, double X) PixelSizeFactors(PixelSize size, ModelInfo info)
    {
        if (info.PixelWidthMicrons is not { } modelWidth || size.WidthMicrons is not { } width || size.HeightMicrons is not { } height)
        {
            return (1, 1);
        }

        double factorX = width / modelWidth, factorY = height / (info.PixelHeightMicrons ?? modelWidth);
        return !(factorX > 0 && factorY > 0) || (Math.Abs(factorX - 1) < Tolerance && Math.Abs(factorY - 1) < Tolerance) ? (1, 1) : (factorY, factorX);
    }
}
