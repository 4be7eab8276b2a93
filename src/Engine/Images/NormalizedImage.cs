namespace FijiBridge.Engine.Images;

/// <summary>The raw values that become 0 and 1 in one channel.</summary>
/// <param name="Low">Raw value that becomes 0.</param>
/// <param name="High">Raw value that becomes 1; equal to Low in a constant channel, which becomes 0 everywhere.</param>
/// <param name="PercentilesCoincide">True where the percentiles were equal and minimum and maximum were taken instead.</param>
public readonly record struct ChannelRange(float Low, float High, bool PercentilesCoincide = false)
{
    /// <summary>True where all values are equal.</summary>
    public bool IsConstant => !(High > Low);
}

/// <summary>
/// An image with the affine map of each channel. Pixels are converted while they are read, so that a large 8-bit image
/// never needs a float copy. Safe to read from several threads.
/// </summary>
public sealed class NormalizedImage
{
    private readonly ChannelRange[] _ranges;

    /// <summary>Joins an image and the range of each channel.</summary>
    /// <exception cref="ArgumentException">There is not one range per channel.</exception>
    public NormalizedImage(Image2D source, IReadOnlyList<ChannelRange> ranges)
    {
        if (ranges.Count != source.Channels)
        {
            throw new ArgumentException($"{source.Channels} channels need {source.Channels} ranges, got {ranges.Count}.", nameof(ranges));
        }

        Source = source;
        _ranges = [.. ranges];
    }

    /// <summary>The raw image.</summary>
    public Image2D Source { get; }

    /// <summary>Columns.</summary>
    public int Width => Source.Width;

    /// <summary>Rows.</summary>
    public int Height => Source.Height;

    /// <summary>Number of channels.</summary>
    public int Channels => Source.Channels;

    /// <summary>The raw values that become 0 and 1, channel by channel.</summary>
    public IReadOnlyList<ChannelRange> Ranges => _ranges;

    /// <summary>
    /// Reads a window as planar (C, h, w) floats. Outside the image the pixels are reflected about the border pixels
    /// (<see cref="ReflectedIndex"/>), as often as needed.
    /// </summary>
    /// <param name="y0">First row; may be negative or beyond the image.</param>
    /// <param name="x0">First column; may be negative or beyond the image.</param>
    /// <param name="h">Rows, at least 1.</param>
    /// <param name="w">Columns, at least 1.</param>
    /// <param name="destination">Receives Channels * h * w values; channel c, row y, column x at (c * h + y) * w + x.</param>
    /// <exception cref="ArgumentException">The destination is too small, or a side below 1.</exception>
    public void ReadTile(int y0, int x0, int h, int w, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(h, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(w, 1);
        var size = checked(Channels * h * w);
        if (destination.Length < size)
        {
            throw new ArgumentException($"A {Channels} x {h} x {w} tile needs {size} values, the destination has {destination.Length}.", nameof(destination));
        }

        var inside = x0 >= 0 && x0 + (long)w <= Width;
        var columns = inside ? [] : ReflectedIndex.Range(x0, w, Width);
        var firstColumn = inside ? x0 : columns.Min();
        var buffer = inside ? [] : new float[columns.Max() - firstColumn + 1];
        for (var c = 0; c < Channels; c++)
        {
            for (var y = 0; y < h; y++)
            {
                var row = destination.Slice(((c * h) + y) * w, w);
                var sourceY = ReflectedIndex.Of(y0 + y, Height);
                if (inside)
                {
                    Source.ReadRow(c, sourceY, x0, row);
                }
                else
                {
                    Source.ReadRow(c, sourceY, firstColumn, buffer);
                    for (var x = 0; x < w; x++)
                    {
                        row[x] = buffer[columns[x] - firstColumn];
                    }
                }

                Apply(_ranges[c], row);
            }
        }
    }

    /// <summary>The whole normalised image, planar (C, H, W).</summary>
    public float[] ToArray()
    {
        var values = new float[checked(Channels * Height * Width)];
        ReadTile(0, 0, Height, Width, values);
        return values;
    }

    private static void Apply(ChannelRange range, Span<float> row)
    {
        if (range.IsConstant)
        {
            row.Clear();
            return;
        }

        if (range is { Low: 0, High: 1 })
        {
            return;
        }

        // A division, not a product with the reciprocal: the same last bit as numpy's (x - lo) / (hi - lo).
        float low = range.Low, width = range.High - range.Low;
        RowArithmetic.SubtractAndDivide(row, low, width);
    }
}
