using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>An image as the network shall see it, and the way back to its own pixels.</summary>
internal sealed class ScaledImage
{
    // A network that was trained with changes of scale does not notice less.
    private const double Tolerance = 0.05;
    private readonly PixelScale _scale;

    private ScaledImage(Image2D image, PixelScale scale, string? notice)
    {
        Image = image;
        _scale = scale;
        Notice = notice;
    }

    /// <summary>The image, rescaled or not.</summary>
    public Image2D Image { get; }

    /// <summary>What was done, or null.</summary>
    public string? Notice { get; }

    /// <summary>Rescales a calibrated image to the model's pixel size; where both sizes are within 5 %, it is left alone.</summary>
    public static ScaledImage For(Image2D image, ModelInfo info, bool wanted)
    {
        if (!wanted || info.PixelWidthMicrons is not { } modelWidth || image.PixelSize.WidthMicrons is not { } width || image.PixelSize.HeightMicrons is not { } height)
        {
            return new ScaledImage(image, PixelScale.Identity, null);
        }

        double factorX = width / modelWidth, factorY = height / (info.PixelHeightMicrons ?? modelWidth);
        if (!(factorX > 0 && factorY > 0) || (Math.Abs(factorX - 1) < Tolerance && Math.Abs(factorY - 1) < Tolerance))
        {
            return new ScaledImage(image, PixelScale.Identity, null);
        }

        var (scaled, scale) = ImageRescaler.Rescale(image, factorY, factorX);
        return new ScaledImage(scaled, scale, FormattableString.Invariant(
            $"{image.Name}: pixels of {width:0.####} x {height:0.####} µm were rescaled to the model's {modelWidth:0.####} µm ({image.Width} x {image.Height} to {scaled.Width} x {scaled.Height} pixels)."));
    }

    /// <summary>The options with their region in pixels of the scaled image.</summary>
    public SegmentOptions ToScaled(SegmentOptions options)
    {
        if (options.Region is not { } region || _scale.IsIdentity)
        {
            return options;
        }

        int x = (int)Math.Floor(_scale.ToScaledX(region.X - 0.5)), y = (int)Math.Floor(_scale.ToScaledY(region.Y - 0.5));
        int right = (int)Math.Ceiling(_scale.ToScaledX(region.X + region.Width - 0.5)), lower = (int)Math.Ceiling(_scale.ToScaledY(region.Y + region.Height - 0.5));
        return options with { Region = new PixelRectangle(x, y, right - x + 1, lower - y + 1) };
    }

    /// <summary>Polygons of the scaled image in pixels of the original.</summary>
    public StarPolygons ToImage(StarPolygons objects)
    {
        if (_scale.IsIdentity)
        {
            return objects;
        }

        var rays = new RayAngles(objects.NRays);
        var dist = new float[objects.Dist.Length];
        var seen = new double[objects.NRays];
        for (var i = 0; i < objects.Count; i++)
        {
            // Unequal factors turn the rays, so that the outline is cut anew along the right ones.
            StarOutline.SeenFromCentre(objects.DistOf(i), 1 / _scale.FactorY, 1 / _scale.FactorX, rays, seen);
            for (var k = 0; k < seen.Length; k++)
            {
                dist[(i * seen.Length) + k] = (float)seen[k];
            }
        }

        return new StarPolygons(
            objects.NRays, Array.ConvertAll(objects.Y, y => (float)_scale.ToSourceY(y)), Array.ConvertAll(objects.X, x => (float)_scale.ToSourceX(x)), dist, objects.Prob, objects.ClassId);
    }
}
