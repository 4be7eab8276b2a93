namespace FijiBridge.Engine.Images;

/// <summary>
/// Computes the normalisation of an image once, from all its pixels; the pixels are converted when they are read.
/// </summary>
public static class Normalizer
{
    /// <summary>
    /// Normalises an image: value = (pixel - lo) / (hi - lo), where (lo, hi) are the two percentiles (numpy's linear
    /// interpolation, exact), minimum and maximum, or mean and mean + standard deviation. Nothing is clipped.
    /// </summary>
    /// <remarks>
    /// A constant channel becomes 0 everywhere. Where the two percentiles coincide although the channel is not constant
    /// (a few bright spots on an even background), lo and hi are the minimum and the maximum instead, and
    /// <see cref="ChannelRange.PercentilesCoincide"/> says so; dividing by nearly nothing would blow the spots up to 1e20.
    /// </remarks>
    /// <param name="image">Raw image; kept by the result, not copied.</param>
    /// <param name="options">Kind and percentiles.</param>
    /// <exception cref="UserAdviceException">The image has NaN or infinite pixels, or the percentiles are not possible.</exception>
    public static NormalizedImage Normalize(Image2D image, NormalizationOptions options)
    {
        options.Validate();
        RefuseNonFinite(image);
        var ranges = new ChannelRange[image.Channels];
        if (options.JointChannels)
        {
            Array.Fill(ranges, RangeOf(image, [.. Enumerable.Range(0, image.Channels)], options));
        }
        else
        {
            for (var c = 0; c < image.Channels; c++)
            {
                ranges[c] = RangeOf(image, [c], options);
            }
        }

        return new NormalizedImage(image, ranges);
    }

    private static ChannelRange RangeOf(Image2D image, int[] channels, NormalizationOptions options)
    {
        switch (options.Kind)
        {
            case NormalizationKind.None:
                return new ChannelRange(0, 1);
            case NormalizationKind.Standard:
                var (mean, deviation) = MeanAndDeviation(image, channels);
                return new ChannelRange((float)mean, (float)(mean + deviation));
            case NormalizationKind.MinMax:
                return Extremes(image, channels);
            default:
                var q = ImageQuantiles.Percentiles(image, channels, [options.Low, options.High]);
                var range = new ChannelRange((float)q[0], (float)q[1]);
                if (range.High > range.Low)
                {
                    return range;
                }

                range = Extremes(image, channels);
                return range with { PercentilesCoincide = !range.IsConstant };
        }
    }

    private static ChannelRange Extremes(Image2D image, int[] channels)
    {
        float min = float.PositiveInfinity, max = float.NegativeInfinity;
        ForEachRow(image, channels, row =>
        {
            foreach (var v in row)
            {
                min = Math.Min(min, v);
                max = Math.Max(max, v);
            }
        });
        return new ChannelRange(min, max);
    }

    private static (double Mean, double Deviation) MeanAndDeviation(Image2D image, int[] channels)
    {
        var n = (double)image.Width * image.Height * channels.Length;
        double sum = 0, squares = 0;
        ForEachRow(image, channels, row =>
        {
            foreach (var v in row)
            {
                sum += v;
            }
        });
        var mean = sum / n;
        ForEachRow(image, channels, row =>
        {
            foreach (var v in row)
            {
                squares += (v - mean) * (v - mean);
            }
        });
        return (mean, Math.Sqrt(squares / n));
    }

    private static void ForEachRow(Image2D image, int[] channels, Action<float[]> visit)
    {
        var row = new float[image.Width];
        foreach (var c in channels)
        {
            for (var y = 0; y < image.Height; y++)
            {
                image.ReadRow(c, y, 0, row);
                visit(row);
            }
        }
    }

    private static void RefuseNonFinite(Image2D image)
    {
        if (image.Kind != PixelKind.Float32)
        {
            return;
        }

        long bad = 0, nan = 0;
        var first = "";
        var row = new float[image.Width];
        for (var c = 0; c < image.Channels; c++)
        {
            for (var y = 0; y < image.Height; y++)
            {
                image.ReadRow(c, y, 0, row);
                for (var x = 0; x < row.Length; x++)
                {
                    if (float.IsFinite(row[x]))
                    {
                        continue;
                    }

                    nan += float.IsNaN(row[x]) ? 1 : 0;
                    if (bad++ == 0)
                    {
                        first = $"x = {x}, y = {y}" + (image.Channels > 1 ? $", channel {c + 1}" : "");
                    }
                }
            }
        }

        if (bad > 0)
        {
            throw new UserAdviceException(
                $"Image \"{image.Name}\" has {bad} pixels that are not numbers ({nan} NaN, {bad - nan} infinite; first at {first}); "
                + "replace them first, for example in ImageJ with Process > Noise > Remove NaNs.");
        }
    }
}
