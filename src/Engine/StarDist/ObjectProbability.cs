using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// How far inside its object every pixel lies, relative to the deepest pixel of that object: StarDist's target for the
/// object probability. Schmidt et al., MICCAI 2018.
/// </summary>
/// <remarks>
/// The distance is the exact Euclidean distance to the nearest pixel of another label, on the label image as sampled by
/// the grid and in grid steps. What lies outside the image is not background, unless the whole image is one object.
/// <para>
/// Distances along columns come first, then the lower envelope of parabolas along every run of one label in a row
/// (Felzenszwalb and Huttenlocher, Theory of Computing 2012). A pixel beyond either end of a run is nearer than anything
/// behind it, so the runs are independent and the cost is linear in the pixels, whatever the number of objects.
/// </para>
/// </remarks>
public static class ObjectProbability
{
    /// <summary>Computes the probabilities at the grid points (y * gridY, x * gridX).</summary>
    /// <param name="labels">Objects; 0 is background, negative values are ignored.</param>
    /// <param name="gridY">Row step of the result, at least 1.</param>
    /// <param name="gridX">Column step of the result, at least 1.</param>
    /// <returns>
    /// (ceil(Height / gridY), ceil(Width / gridX)): distance / (largest distance in the object + 1e-10), in (0, 1]; 0 in
    /// background; -1 where the label is negative.
    /// </returns>
    public static float[] Compute(LabelImage labels, int gridY, int gridX)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gridY, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(gridX, 1);
        int height = (labels.Height + gridY - 1) / gridY, width = (labels.Width + gridX - 1) / gridX;
        var sampled = new int[height * width];
        for (var y = 0; y < height; y++)
        {
            var row = labels.Pixels.AsSpan(y * gridY * labels.Width, labels.Width);
            for (var x = 0; x < width; x++)
            {
                sampled[(y * width) + x] = row[x * gridX];
            }
        }

        var borderIsBackground = sampled[0] > 0 && sampled.AsSpan().IndexOfAnyExcept(sampled[0]) < 0;
        var result = SquaredDistances(sampled, width, height, borderIsBackground);
        Normalize(result, sampled);
        return result;
    }

    /// <summary>Squared distance of every object pixel to the nearest pixel of another label; infinite if there is none.</summary>
    private static float[] SquaredDistances(int[] labels, int width, int height, bool borderIsBackground)
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

    private const int Far = int.MaxValue;

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

    private static void Normalize(float[] squared, int[] labels)
    {
        var objects = DenseLabels.Of(labels);
        var largest = new float[objects.Count + 1];
        for (var i = 0; i < labels.Length; i++)
        {
            ref var max = ref largest[objects.IndexOf(labels[i])];
            max = Math.Max(max, squared[i]);
        }

        for (var i = 0; i < labels.Length; i++)
        {
            // An object without any other label in sight (an infinite distance everywhere) cannot be: then the whole image
            // is this object, and its border counts as background.
            squared[i] = labels[i] > 0
                ? (float)(Math.Sqrt(squared[i]) / (Math.Sqrt(largest[objects.IndexOf(labels[i])]) + 1e-10))
                : labels[i] < 0 ? -1 : 0;
        }
    }

    /// <summary>The lower envelope of the parabolas (x - position)² + height, added from left to right.</summary>
    private sealed class ParabolaEnvelope(int capacity)
    {
        private readonly int[] _positions = new int[capacity];
        private readonly double[] _heights = new double[capacity];
        private readonly double[] _from = new double[capacity];
        private int _count;

        public void Clear() => _count = 0;

        public void Add(int position, double height)
        {
            var from = double.NegativeInfinity;
            while (_count > 0)
            {
                int p = _positions[_count - 1];
                from = (height - _heights[_count - 1] + ((double)(position - p) * (position + p))) / (2.0 * (position - p));
                if (from > _from[_count - 1])
                {
                    break;
                }

                _count--;
                from = double.NegativeInfinity;
            }

            (_positions[_count], _heights[_count], _from[_count]) = (position, height, from);
            _count++;
        }

        public void Evaluate(int start, Span<float> destination)
        {
            if (_count == 0)
            {
                destination.Fill(float.PositiveInfinity);
                return;
            }

            var k = 0;
            for (var i = 0; i < destination.Length; i++)
            {
                var x = start + i;
                while (k + 1 < _count && _from[k + 1] < x)
                {
                    k++;
                }

                var d = (double)(x - _positions[k]);
                destination[i] = (float)((d * d) + _heights[k]);
            }
        }
    }
}
