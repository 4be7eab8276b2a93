using System.Buffers;
using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Data.Augmentation;

/// <summary>
/// Gaussian filter, rows then columns, kernel cut off at 3 standard deviations (rounded up) and normalised to sum 1,
/// reflection at the border. Exact enough for simulation and augmentation, not for differential measurements.
/// </summary>
public static class GaussianBlur
{
    /// <summary>Blurs one channel in place.</summary>
    /// <param name="image">Pixels, (height, width).</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="sigma">Standard deviation in pixels; 0 or less leaves the image alone.</param>
    public static void Apply(Span<float> image, int height, int width, double sigma)
    {
        if (sigma <= 0)
        {
            return;
        }

        var kernel = Kernel(sigma);
        var radius = kernel.Length / 2;
        var rented = ArrayPool<float>.Shared.Rent(height * width);
        var rows = rented.AsSpan(0, height * width);
        var padded = new float[width + (2 * radius)];
        var columns = ReflectedIndex.Range(-radius, padded.Length, width);
        for (var y = 0; y < height; y++)
        {
            var source = image.Slice(y * width, width);
            for (var x = 0; x < padded.Length; x++)
            {
                padded[x] = source[columns[x]];
            }

            var row = rows.Slice(y * width, width);
            row.Clear();
            for (var k = 0; k < kernel.Length; k++)
            {
                RowArithmetic.AddScaled(row, padded.AsSpan(k, width), kernel[k]);
            }
        }

        for (var y = 0; y < height; y++)
        {
            var row = image.Slice(y * width, width);
            row.Clear();
            for (var k = 0; k < kernel.Length; k++)
            {
                RowArithmetic.AddScaled(row, rows.Slice(ReflectedIndex.Of(y + k - radius, height) * width, width), kernel[k]);
            }
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    private static float[] Kernel(double sigma)
    {
        var radius = (int)Math.Ceiling(3 * sigma);
        var kernel = new double[(2 * radius) + 1];
        double sum = 0;
        for (var i = 0; i < kernel.Length; i++)
        {
            var d = (i - radius) / sigma;
            sum += kernel[i] = PortableMath.Exp(Math.Max(-700, -d * d / 2));
        }

        return Array.ConvertAll(kernel, k => (float)(k / sum));
    }
}
