using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Packages;

/// <summary>Images as the arrays (.npy) of a package.</summary>
internal static class PackageArray
{
    /// <summary>An image as (1, channels, height, width), its values as they are.</summary>
    public static byte[] Of(Image2D image)
    {
        var values = new float[image.Channels * image.Height * image.Width];
        for (var c = 0; c < image.Channels; c++)
        {
            for (var y = 0; y < image.Height; y++)
            {
                image.ReadRow(c, y, 0, values.AsSpan(((c * image.Height) + y) * image.Width, image.Width));
            }
        }

        return Of(values, image.Channels, image.Height, image.Width);
    }

    /// <summary>Maps as (1, channels, height, width).</summary>
    public static byte[] Of(float[] values, int channels, int height, int width) => Bytes("<f4", [1, channels, height, width], values);

    /// <summary>Labels as (height, width).</summary>
    public static byte[] Of(LabelImage labels) => Bytes("<i4", [labels.Height, labels.Width], labels.Pixels);

    private static byte[] Bytes<T>(string type, ReadOnlySpan<int> shape, T[] values)
        where T : unmanaged
    {
        using var memory = new MemoryStream();
        NpyFormat.Write(memory, type, shape, [values]);
        return memory.ToArray();
    }
}
