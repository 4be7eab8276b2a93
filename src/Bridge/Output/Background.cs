using FijiBridge.Engine.Images;
using SkiaSharp;

namespace FijiBridge.Bridge.Output;

/// <summary>Draws an image as an 8-bit picture: stretched between percentiles, enlarged or reduced by a whole factor.</summary>
internal static unsafe class Background
{
    private const int SampledValues = 1 << 17;

    /// <summary>The picture; the caller disposes it.</summary>
    public static SKBitmap Draw(Image2D image, OverlayOptions options, PictureScale scale)
    {
        var width = Math.Max(1, image.Width * scale.Enlarge / scale.Reduce);
        var height = Math.Max(1, image.Height * scale.Enlarge / scale.Reduce);
        var picture = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        int[] channels = image.IsRgb ? [0, 1, 2] : [options.Channel, options.Channel, options.Channel];

        // colours stay as they are; grey values have no natural black and white
        var stretch = image.IsRgb && image.Kind == PixelKind.UInt8 ? (0f, 255f) : Percentiles(image, options);
        var row = new float[image.Width];
        var sums = new float[width];
        for (var y = 0; y < height; y++)
        {
            var target = (byte*)picture.GetPixels() + ((long)y * picture.RowBytes);
            for (var c = 0; c < 3; c++)
            {
                if (c == 0 || channels[c] != channels[c - 1])
                {
                    Average(image, channels[c], y, scale, row, sums);
                }

                for (var x = 0; x < width; x++)
                {
                    target[(x * 4) + c] = ToByte(sums[x], stretch);
                }
            }

            for (var x = 0; x < width; x++)
            {
                target[(x * 4) + 3] = 255;
            }
        }

        return picture;
    }

    /// <summary>One row of the picture in the values of the image: the mean of the pixels under each pixel of the picture.</summary>
    private static void Average(Image2D image, int channel, int y, PictureScale scale, float[] row, float[] result)
    {
        var firstRow = y * scale.Reduce / scale.Enlarge;
        var rows = Math.Min(scale.Reduce, image.Height - firstRow);
        Array.Clear(result);
        for (var i = 0; i < rows; i++)
        {
            image.ReadRow(channel, firstRow + i, 0, row);
            for (var x = 0; x < result.Length; x++)
            {
                var first = x * scale.Reduce / scale.Enlarge;
                var count = Math.Min(scale.Reduce, image.Width - first);
                float sum = 0;
                for (var k = 0; k < count; k++)
                {
                    sum += row[first + k];
                }

                result[x] += sum / (count * rows);
            }
        }
    }

    private static (float Black, float White) Percentiles(Image2D image, OverlayOptions options)
    {
        var step = (int)Math.Max(1, Math.Ceiling(Math.Sqrt((double)image.Width * image.Height / SampledValues)));
        var values = new List<float>();
        var row = new float[image.Width];
        for (var y = 0; y < image.Height; y += step)
        {
            image.ReadRow(options.Channel, y, 0, row);
            for (var x = 0; x < row.Length; x += step)
            {
                if (float.IsFinite(row[x]))
                {
                    values.Add(row[x]);
                }
            }
        }

        values.Sort();
        return values.Count == 0 ? (0, 1) : (At(options.LowPercentile), At(options.HighPercentile));
        float At(double percentile) => values[(int)Math.Round(Math.Clamp(percentile, 0, 100) / 100 * (values.Count - 1))];
    }

    private static byte ToByte(float value, (float Black, float White) stretch)
    {
        var range = stretch.White - stretch.Black;
        return float.IsNaN(value) ? (byte)0
            : range > 0 ? (byte)Math.Clamp(((value - stretch.Black) / range * 255) + 0.5f, 0, 255)
            : (byte)(value > stretch.Black ? 255 : 0);
    }
}
