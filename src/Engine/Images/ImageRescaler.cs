using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Images;

/// <summary>
/// Changes the number of pixels of an image, for models that were trained at another pixel size. Sizes are rounded to
/// whole pixels, at least 1; <see cref="PixelScale"/> then holds the exact factors.
/// </summary>
public static class ImageRescaler
{
    // of an image that is not in memory, so many rows of so large blocks are kept once rescaled
    private const int BlockWidth = 2048;
    private const int BlockHeight = 256;
    private const int BlockRowsKept = 8;

    /// <summary>The sizes, and so the exact factors, for wanted factors.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="factorY">New rows per row.</param>
    /// <param name="factorX">New columns per column.</param>
    /// <param name="held">True where the result is held in memory and must fit into an array.</param>
    /// <exception cref="UserAdviceException">A factor is not above 0, or the result would have more than 2^31 pixels (or columns or rows, where it is not held).</exception>
    public static (int Height, int Width, PixelScale Scale) Plan(int height, int width, double factorY, double factorX, bool held = true)
    {
        double newHeight = Math.Max(1, Math.Round(height * factorY)), newWidth = Math.Max(1, Math.Round(width * factorX));
        if (!(factorY > 0 && factorX > 0))
        {
            throw new UserAdviceException(FormattableString.Invariant(
                $"Scaling a {width} x {height} image by {factorX} x {factorY} is not possible; check the pixel sizes of image and model."));
        }

        if (Math.Max(newHeight, newWidth) > Array.MaxLength || (held && newHeight * newWidth > Array.MaxLength))
        {
            throw new UserAdviceException(FormattableString.Invariant(
                $"Scaling a {width} x {height} image by {factorX:G6} x {factorY:G6} gives {newWidth} x {newHeight} pixels, which is too large; check the pixel sizes of image and model, leave the image as it is (--no-rescale), or cut it into parts."));
        }

        return ((int)newHeight, (int)newWidth, new PixelScale(newHeight / height, newWidth / width));
    }

    /// <summary>
    /// Rescales all channels to float: bilinear when enlarging; when shrinking, the same triangle widened by the factor,
    /// which averages the pixels that merge (anti-aliasing). Weights at the border are normalised to the pixels that exist.
    /// </summary>
    /// <param name="image">Source.</param>
    /// <param name="factorY">New rows per row.</param>
    /// <param name="factorX">New columns per column.</param>
    /// <returns>The image, its pixel size adapted (itself where no size changes), and the exact factors.</returns>
    public static (Image2D Image, PixelScale Scale) Rescale(Image2D image, double factorY, double factorX)
    {
        var (height, width, scale) = Plan(image.Height, image.Width, factorY, factorX, image.IsInMemory);
        if (scale.IsIdentity)
        {
            return (image, scale);
        }

        var rowTaps = Taps(image.Height, height);
        var columnTaps = Taps(image.Width, width);
        var pixelSize = Divide(image.PixelSize, scale);
        if (!image.IsInMemory)
        {
            var block = (Width: Math.Min(width, BlockWidth), Height: Math.Min(height, BlockHeight));
            var kept = BlockRowsKept * ((width + block.Width - 1) / block.Width) * image.Channels;
            var source = new BlockSource(width, height, image.Channels, PixelKind.Float32, block, kept, (c, area) => RescaleArea(image, c, area, rowTaps, columnTaps));
            return (new Image2D(image.Name, source, pixelSize, image.IsRgb) { Metadata = image.Metadata }, scale);
        }

        var planes = new Array[image.Channels];
        for (var c = 0; c < planes.Length; c++)
        {
            planes[c] = RescaleArea(image, c, new PixelRectangle(0, 0, width, height), rowTaps, columnTaps);
        }

        return (new Image2D(image.Name, width, height, planes, pixelSize, image.IsRgb) { Metadata = image.Metadata }, scale);
    }

    /// <summary>Rescales labels: each new pixel takes the label of the source pixel that its centre falls into.</summary>
    public static (LabelImage Labels, PixelScale Scale) RescaleLabels(LabelImage labels, double factorY, double factorX)
    {
        var (height, width, scale) = Plan(labels.Height, labels.Width, factorY, factorX);
        if (scale.IsIdentity)
        {
            return (labels, scale);
        }

        var pixels = new int[height * width];
        for (var y = 0; y < height; y++)
        {
            var source = labels.Pixels.AsSpan(Nearest(y, labels.Height, height) * labels.Width, labels.Width);
            for (var x = 0; x < width; x++)
            {
                pixels[(y * width) + x] = source[Nearest(x, labels.Width, width)];
            }
        }

        return (new LabelImage(width, height, pixels, Divide(labels.PixelSize, scale)), scale);

        static int Nearest(int i, int from, int to) => (int)(((2L * i) + 1) * from / (2L * to)); // floor((i + 1/2) * from / to)
    }

    private static PixelSize Divide(PixelSize size, PixelScale scale) =>
        size with { Width = size.Width / scale.FactorX, Height = size.Height / scale.FactorY };

    /// <summary>A rectangle of the rescaled plane.</summary>
    private static float[] RescaleArea(
        Image2D image, int channel, PixelRectangle area, (int First, float[] Weights)[] rowTaps, (int First, float[] Weights)[] columnTaps)
    {
        var columns = columnTaps.AsSpan(area.X, area.Width);
        var firstColumn = columns[0].First;
        var result = new float[area.Height * area.Width];
        var sourceRow = new float[columns[^1].First + columns[^1].Weights.Length - firstColumn];
        var cache = new Dictionary<int, float[]>(); // source rows, already narrowed to the new width
        for (var y = 0; y < area.Height; y++)
        {
            var (first, weights) = rowTaps[area.Y + y];
            foreach (var old in cache.Keys.Where(k => k < first).ToArray())
            {
                cache.Remove(old);
            }

            var row = result.AsSpan(y * area.Width, area.Width);
            for (var k = 0; k < weights.Length; k++)
            {
                if (!cache.TryGetValue(first + k, out var narrowed))
                {
                    image.ReadRow(channel, first + k, firstColumn, sourceRow);
                    cache[first + k] = narrowed = Narrow(sourceRow, firstColumn, columns);
                }

                RowArithmetic.AddScaled(row, narrowed, weights[k]);
            }
        }

        return result;
    }

    private static float[] Narrow(float[] row, int firstColumn, ReadOnlySpan<(int First, float[] Weights)> taps)
    {
        var narrowed = new float[taps.Length];
        for (var x = 0; x < taps.Length; x++)
        {
            var (first, weights) = taps[x];
            float sum = 0;
            for (var k = 0; k < weights.Length; k++)
            {
                sum += row[first - firstColumn + k] * weights[k];
            }

            narrowed[x] = sum;
        }

        return narrowed;
    }

    /// <summary>For each new position the first source index and the weights of it and the following ones; they sum to 1.</summary>
    private static (int First, float[] Weights)[] Taps(int from, int to)
    {
        var ratio = (double)from / to;
        var reach = Math.Max(1, ratio);
        var taps = new (int, float[])[to];
        for (var i = 0; i < to; i++)
        {
            var centre = ((i + 0.5) * ratio) - 0.5;
            var first = Math.Max(0, (int)Math.Floor(centre - reach) + 1);
            var last = Math.Min(from - 1, (int)Math.Ceiling(centre + reach) - 1);
            var weights = new double[last - first + 1];
            for (var k = 0; k < weights.Length; k++)
            {
                weights[k] = 1 - (Math.Abs(first + k - centre) / reach);
            }

            var sum = weights.Sum();
            taps[i] = (first, Array.ConvertAll(weights, w => (float)(w / sum)));
        }

        return taps;
    }
}
