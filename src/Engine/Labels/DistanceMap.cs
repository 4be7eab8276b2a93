using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Labels;

/// <summary>
/// The exact Euclidean distance of every pixel to the nearest marked pixel, from centre to centre, for pixels of any
/// width and height.
/// </summary>
/// <remarks>
/// Squared distances along columns come first, then the lower envelope of one parabola per column along every row:
/// linear in the pixels. Felzenszwalb and Huttenlocher, Theory of Computing 2012.
/// </remarks>
public static class DistanceMap
{
    /// <summary>Computes the distances.</summary>
    /// <param name="marked">width * height values, row by row; true is where the distance is 0.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixelSize">Size of a pixel; distances are in its unit. Pixels when null.</param>
    /// <returns>width * height distances; infinite everywhere where nothing is marked.</returns>
    public static double[] To(ReadOnlySpan<bool> marked, int width, int height, PixelSize? pixelSize = null)
    {
        if (marked.Length != (long)width * height)
        {
            throw new ArgumentException($"{width} x {height} pixels need {(long)width * height} marks, got {marked.Length}.", nameof(marked));
        }

        var (stepX, stepY) = pixelSize is null ? (1, 1) : (pixelSize.Width, pixelSize.Height);
        var distances = AlongColumns(marked, width, height, stepY);
        var envelope = new Envelope(width, stepX);
        for (var y = 0; y < height; y++)
        {
            envelope.Replace(distances.AsSpan(y * width, width));
        }

        foreach (ref var d in distances.AsSpan())
        {
            d = Math.Sqrt(d);
        }

        return distances;
    }

    private static double[] AlongColumns(ReadOnlySpan<bool> marked, int width, int height, double step)
    {
        var rows = new double[marked.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = marked[i] ? 0 : i < width ? double.PositiveInfinity : rows[i - width] + 1;
        }

        for (var i = rows.Length - width - 1; i >= 0; i--)
        {
            rows[i] = Math.Min(rows[i], rows[i + width] + 1);
        }

        foreach (ref var d in rows.AsSpan())
        {
            d *= step;
            d *= d;
        }

        return rows;
    }

    /// <summary>The lower envelope of the parabolas (step (x - column))² + height over one row.</summary>
    private sealed class Envelope(int width, double step)
    {
        private readonly int[] _columns = new int[width];
        private readonly double[] _heights = new double[width];
        private readonly double[] _from = new double[width];

        /// <summary>Replaces heights of parabolas by the values of their envelope.</summary>
        public void Replace(Span<double> row)
        {
            var count = 0;
            for (var x = 0; x < row.Length; x++)
            {
                if (double.IsPositiveInfinity(row[x]))
                {
                    continue;
                }

                var from = double.NegativeInfinity;
                while (count > 0)
                {
                    from = Crossing(_columns[count - 1], _heights[count - 1], x, row[x]);
                    if (from > _from[count - 1])
                    {
                        break;
                    }

                    count--;
                    from = double.NegativeInfinity;
                }

                (_columns[count], _heights[count], _from[count]) = (x, row[x], from);
                count++;
            }

            var k = 0;
            for (var x = 0; x < row.Length && count > 0; x++)
            {
                while (k + 1 < count && _from[k + 1] < x)
                {
                    k++;
                }

                var d = step * (x - _columns[k]);
                row[x] = (d * d) + _heights[k];
            }
        }

        private double Crossing(int p, double heightP, int q, double heightQ) =>
            (((heightQ - heightP) / (step * step)) + ((double)(q - p) * (q + p))) / (2.0 * (q - p));
    }
}
