namespace FijiBridge.Engine.Labels;

/// <summary>
/// Distances of every pixel to the nearest and to the second nearest object, which say where objects come close to each
/// other (Ronneberger et al., MICCAI 2015: d1 and d2 of the weight map). Euclidean, between pixel centres: 0 on the
/// object itself, 1 on a pixel beside it.
/// </summary>
/// <param name="Nearest">(Height * Width): distance to the nearest object; infinite beyond the reach.</param>
/// <param name="Second">(Height * Width): distance to the second nearest object; infinite beyond the reach.</param>
internal sealed record NeighbourDistances(float[] Nearest, float[] Second)
{
    /// <summary>Computes the distances, object by object in the object's surroundings.</summary>
    /// <param name="labels">Objects; 0 and negative values are none.</param>
    /// <param name="reach">Distances above this count as infinite, pixels.</param>
    public static NeighbourDistances Of(LabelImage labels, int reach)
    {
        int width = labels.Width, height = labels.Height;
        var nearest = new float[labels.Pixels.Length];
        var second = new float[labels.Pixels.Length];
        Array.Fill(nearest, float.PositiveInfinity);
        Array.Fill(second, float.PositiveInfinity);
        var limit = (float)reach * reach;
        var envelope = new ParabolaEnvelope(width);
        foreach (var one in LabelStatistics.Measure(labels))
        {
            int top = Math.Max(0, one.Top - reach), bottom = Math.Min(height - 1, one.Bottom + reach);
            int left = Math.Max(0, one.Left - reach), right = Math.Min(width - 1, one.Right + reach);
            var boxWidth = right - left + 1;
            var columns = Columns(labels, one.Label, top, bottom, left, boxWidth);
            var squared = new float[boxWidth];
            for (var y = top; y <= bottom; y++)
            {
                envelope.Clear();
                for (var x = 0; x < boxWidth; x++)
                {
                    var d = columns[((y - top) * boxWidth) + x];
                    if (d <= reach)
                    {
                        envelope.Add(x, (double)d * d);
                    }
                }

                envelope.Evaluate(0, squared);
                var row = (y * width) + left;
                for (var x = 0; x < boxWidth; x++)
                {
                    var d = squared[x];
                    if (d > limit)
                    {
                        continue;
                    }

                    ref var first = ref nearest[row + x];
                    ref var next = ref second[row + x];
                    (first, next) = d < first ? (d, first) : (first, Math.Min(next, d));
                }
            }
        }

        return new NeighbourDistances(Array.ConvertAll(nearest, MathF.Sqrt), Array.ConvertAll(second, MathF.Sqrt));
    }

    /// <summary>Distance along the column to the nearest pixel of one object; very large where the column has none.</summary>
    private static int[] Columns(LabelImage labels, int label, int top, int bottom, int left, int boxWidth)
    {
        const int far = int.MaxValue / 2;
        var rows = bottom - top + 1;
        var distances = new int[rows * boxWidth];
        for (var y = 0; y < rows; y++)
        {
            var row = labels.Pixels.AsSpan(((top + y) * labels.Width) + left, boxWidth);
            for (var x = 0; x < boxWidth; x++)
            {
                var i = (y * boxWidth) + x;
                distances[i] = row[x] == label ? 0 : y > 0 ? Math.Min(far, distances[i - boxWidth] + 1) : far;
            }
        }

        for (var i = ((rows - 1) * boxWidth) - 1; i >= 0; i--)
        {
            distances[i] = Math.Min(distances[i], distances[i + boxWidth] + 1);
        }

        return distances;
    }
}
