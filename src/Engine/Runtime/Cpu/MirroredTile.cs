using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>
/// One of the four mirror images of a tile (test-time augmentation), and how to read its maps as if it were not mirrored. On a
/// grid g cell o stands for pixel o*g; the mirrored tile is shifted by g - 1 pixels so that its cells stand for the same pixels.
/// </summary>
internal sealed record MirroredTile(bool FlipY, bool FlipX, int GridY, int GridX)
{
    /// <summary>The tile itself, and with <paramref name="flips"/> its mirror images. Mirroring along x needs an even number of rays.</summary>
    public static IEnumerable<MirroredTile> Passes(StarDistConfig config, bool flips) =>
        from flipY in flips ? new[] { false, true } : [false]
        from flipX in flips && config.NRays % 2 == 0 ? new[] { false, true } : [false]
        select new MirroredTile(flipY, flipX, config.GridY, config.GridX);

    /// <summary>The mirrored pixels, planar (channels, height, width); the array itself where nothing is mirrored.</summary>
    public float[] Apply(float[] image, int channels, int height, int width)
    {
        if (!FlipY && !FlipX)
        {
            return image;
        }

        var mirrored = new float[image.Length];
        for (var row = 0; row < channels * height; row++)
        {
            int c = row / height, y = row % height;
            var from = ((c * height) + (FlipY ? Source(y, height, GridY) : y)) * width;
            for (var x = 0; x < width; x++)
            {
                mirrored[(row * width) + x] = image[from + (FlipX ? Source(x, width, GridX) : x)];
            }
        }

        return mirrored;
    }

    /// <summary>Where the maps of the mirrored tile hold cell (y, x).</summary>
    public long Position(int y, int x, int height, int width) =>
        ((long)(FlipY ? height - 1 - y : y) * width) + (FlipX ? width - 1 - x : x);

    /// <summary>The ray of the mirrored tile that points where ray <paramref name="ray"/> does.</summary>
    public int SourceRay(int ray, int nRays)
    {
        var mirrored = FlipY ? (nRays - ray) % nRays : ray;
        return FlipX ? ((nRays / 2) - mirrored + nRays) % nRays : mirrored;
    }

    // Pixel i of the mirrored axis is pixel size - grid - i, reflected at 0 for the last grid - 1 pixels.
    private static int Source(int i, int size, int grid) => Math.Abs(size - grid - i);
}
