using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Labels;

/// <summary>
/// The exact Euclidean distance of every pixel to the nearest marked pixel, from centre to centre, for pixels of any
/// width and height.
/// </summary>
/// <remarks>
/// Squared distances along columns come first, then the lower envelope of one parabola per column along every row:
/// linear in the pixels (<see cref="ParabolaEnvelope"/>).
/// </remarks>
public static class DistanceMap
{
    /// <summary>Computes the distances.</summary>
    /// <param name="marked">width * height values, row by row; true is where the distance is 0.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixelSize">Size of a pixel; distances are in its unit. Pixels when null.</param>
    /// <returns>width * height distances; infinite everywhere where nothing is marked.</returns>
    /// <exception cref="ArgumentException">There are not width * height marks.</exception>
    public static double[] To(ReadOnlySpan<bool> marked, int width, int height, PixelSize? pixelSize = null)
    {
        if (marked.Length != (long)width * height)
        {
            throw new ArgumentException($"{width} x {height} pixels need {(long)width * height} marks, got {marked.Length}.", nameof(marked));
        }

        var (stepX, stepY) = pixelSize is null ? (1, 1) : (pixelSize.Width, pixelSize.Height);
        var distances = AlongColumns(marked, width, height, stepY);
        var envelope = new ParabolaEnvelope(width, stepX);
        for (var y = 0; y < height; y++)
        {
            var row = distances.AsSpan(y * width, width);
            envelope.Clear();
            for (var x = 0; x < width; x++)
            {
                if (!double.IsPositiveInfinity(row[x]))
                {
                    envelope.Add(x, row[x]);
                }
            }

            envelope.Evaluate(0, row);
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
}
