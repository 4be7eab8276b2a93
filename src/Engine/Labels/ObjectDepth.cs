namespace FijiBridge.Engine.Labels;

/// <summary>How far inside its object every pixel lies.</summary>
/// <remarks>
/// The distance is the exact Euclidean distance to the nearest pixel of another label. Distances along columns come
/// first, then the lower envelope of parabolas along every run of one label in a row (<see cref="ParabolaEnvelope"/>). A
/// pixel beyond either end of a run is nearer than anything behind it, so the runs are independent and the cost is linear
/// in the pixels, whatever the number of objects.
/// </remarks>
internal static class ObjectDepth
{
    private const int Far = int.MaxValue;

    /// <summary>Squared distance of every object pixel to the nearest pixel of another label; infinite if there is none.</summary>
    public static float[] SquaredDistances(int[] labels, int width, int height, bool borderIsBackground)
    {
        var columns = ColumnDistances(labels, width, height, borderIsBackground);
        var result = new float[labels.Length];
        var envelope = new ParabolaEnvelope(width + 2);
        for (var y = 0; y < height; y++)
        {
            var row = labels.AsSpan(y * width, width);
            for (var start = 0; start < width;)
            {
                var length = row[start..].IndexOfAnyExcept(row[start]);
                var end = length < 0 ? width : start + length;
                if (row[start] > 0)
                {
                    envelope.Clear();
                    if (start > 0 || borderIsBackground)
                    {
                        envelope.Add(start - 1, 0);
                    }

                    for (var x = start; x < end; x++)
                    {
                        var d = columns[(y * width) + x];
                        if (d != Far)
                        {
                            envelope.Add(x, (double)d * d);
                        }
                    }

                    if (end < width || borderIsBackground)
                    {
                        envelope.Add(end, 0);
                    }

                    envelope.Evaluate(start, result.AsSpan((y * width) + start, end - start));
                }

                start = end;
            }
        }

        return result;
    }

    /// <summary>Distance to the nearest pixel of another label in the same column; <see cref="Far"/> if there is none.</summary>
    private static int[] ColumnDistances(int[] labels, int width, int height, bool borderIsBackground)
    {
        var distances = new int[labels.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = (y * width) + x;
                distances[i] = y == 0 ? (borderIsBackground ? 1 : Far)
                    : labels[i] != labels[i - width] ? 1
                    : distances[i - width] == Far ? Far : distances[i - width] + 1;
            }
        }

        for (var y = height - 1; y >= 0; y--)
        {
            for (var x = 0; x < width; x++)
            {
                var i = (y * width) + x;
                var below = y == height - 1 ? (borderIsBackground ? 1 : Far)
                    : labels[i] != labels[i + width] ? 1
                    : distances[i + width] == Far ? Far : distances[i + width] + 1;
                distances[i] = Math.Min(distances[i], below);
            }
        }

        return distances;
    }
}
