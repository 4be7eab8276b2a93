using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Instances;

/// <summary>What a network says of every pixel of an image, from which objects are made.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Foreground">Probability that the pixel is of an object, (Height * Width).</param>
/// <param name="Seeds">Score of the pixel as part of an object's core, about 0..1; null for objects that are connected regions.</param>
/// <param name="Classes">Most probable class beside the background, from 1, or null for one class.</param>
public sealed record InstanceMaps(int Width, int Height, float[] Foreground, float[]? Seeds, int[]? Classes = null)
{
    /// <summary>The maps as an image of one to three channels: foreground, then seeds and classes where there are some.</summary>
    public Image2D ToImage(PixelSize pixelSize) =>
        new("maps", Width, Height, [Foreground, .. Seeds is null ? [] : new[] { Seeds }, .. Classes is null ? [] : new[] { Array.ConvertAll(Classes, c => (float)c) }], pixelSize);

    /// <summary>Refuses an image whose maps cannot be held in memory.</summary>
    /// <param name="name">Name of the image, for the message.</param>
    /// <param name="width">Columns of the maps.</param>
    /// <param name="height">Rows of the maps.</param>
    /// <param name="bytesPerPixel">What is held for every pixel.</param>
    /// <param name="channels">Channels that lie in one array.</param>
    /// <param name="availableBytes">Memory that this process may use; null for that of the machine.</param>
    /// <exception cref="UserAdviceException">There are more pixels than an array can have, or more bytes than the memory.</exception>
    internal static void RequireRoom(string name, int width, int height, int bytesPerPixel, int channels = 1, long? availableBytes = null)
    {
        var available = availableBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var pixels = (long)width * height * channels;
        if (pixels > Array.MaxLength || pixels * bytesPerPixel > available)
        {
            throw new UserAdviceException(
                $"{name} has {width} x {height} pixels for the network, and this kind of model holds {(double)pixels * bytesPerPixel / (1 << 30):0.#} GB of maps for them ({(double)available / (1 << 30):0.#} GB of memory, at most {Array.MaxLength} values); "
                + "segment parts of it (--region), a lower resolution (--level), or use a StarDist model, which needs no maps of the whole image.");
        }
    }

    /// <summary>The maps at another size, bilinear; classes take the nearest.</summary>
    public InstanceMaps Resize(int width, int height)
    {
        if (width == Width && height == Height)
        {
            return this;
        }

        float[] Scaled(float[] map)
        {
            var (scaled, _) = ImageRescaler.Rescale(Image2D.FromFloats("map", Width, Height, map), (double)height / Height, (double)width / Width);
            var result = new float[width * height];
            for (var y = 0; y < height; y++)
            {
                scaled.ReadRow(0, y, 0, result.AsSpan(y * width, width));
            }

            return result;
        }

        var classes = Classes is null
            ? null
            : ImageRescaler.RescaleLabels(new Labels.LabelImage(Width, Height, Classes), (double)height / Height, (double)width / Width).Labels.Pixels;
        return new InstanceMaps(width, height, Scaled(Foreground), Seeds is null ? null : Scaled(Seeds), classes);
    }
}
