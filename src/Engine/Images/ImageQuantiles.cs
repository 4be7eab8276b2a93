namespace FijiBridge.Engine.Images;

/// <summary>
/// Exact percentiles of the values of one or several channels, without sorting or copying them: a histogram for 8 and
/// 16 bit; for floats two histograms, of the upper and then of the lower 16 bits of an order-preserving integer key.
/// </summary>
internal static class ImageQuantiles
{
    /// <summary>
    /// Percentiles with linear interpolation between the two nearest ranks (numpy's default): position p/100 * (n-1) in
    /// the sorted values.
    /// </summary>
    /// <param name="image">The image; floats must be finite.</param>
    /// <param name="channels">Channels whose values are taken together.</param>
    /// <param name="percentiles">Percentiles, each 0..100.</param>
    public static double[] Percentiles(Image2D image, int[] channels, double[] percentiles)
    {
        var count = (long)image.Width * image.Height * channels.Length;
        var ranks = new SortedDictionary<long, double>();
        foreach (var p in percentiles)
        {
            var lower = LowerRank(p, count, out _);
            ranks[lower] = 0;
            ranks[Math.Min(lower + 1, count - 1)] = 0;
        }

        var upper = new long[65536];
        foreach (var c in channels)
        {
            ForEachPart(image, c, part => CountUpper(part, upper));
        }

        FindRanks(image, channels, upper, ranks);
        return Array.ConvertAll(percentiles, p =>
        {
            var rank = LowerRank(p, count, out var t);
            double a = ranks[rank], b = ranks[Math.Min(rank + 1, count - 1)];
            return t < 0.5 ? a + ((b - a) * t) : b - ((b - a) * (1 - t)); // numpy's _lerp, for the same last bit
        });
    }

    // the whole plane, or row by row (as floats) where it is not in memory
    private static void ForEachPart(Image2D image, int channel, Action<Array> count)
    {
        if (image.IsInMemory)
        {
            count(image.Plane(channel));
            return;
        }

        var row = new float[image.Width];
        for (var y = 0; y < image.Height; y++)
        {
            image.ReadRow(channel, y, 0, row);
            count(image.Kind == PixelKind.Float32 ? row : Array.ConvertAll(row, v => (ushort)v));
        }
    }

    private static long LowerRank(double percentile, long count, out double fraction)
    {
        var position = percentile / 100 * (count - 1);
        var rank = Math.Clamp((long)Math.Floor(position), 0, count - 1);
        fraction = position - rank;
        return rank;
    }

    private static void FindRanks(Image2D image, int[] channels, long[] upper, SortedDictionary<long, double> ranks)
    {
        long below = 0;
        var bin = 0;
        var lowerOfBin = -1;
        long[] lower = [];
        foreach (var rank in ranks.Keys.ToArray())
        {
            while (below + upper[bin] <= rank)
            {
                below += upper[bin++];
            }

            if (image.Kind != PixelKind.Float32)
            {
                ranks[rank] = bin;
                continue;
            }

            if (lowerOfBin != bin)
            {
                lower = new long[65536];
                lowerOfBin = bin;
                foreach (var c in channels)
                {
                    ForEachPart(image, c, part => CountLower((float[])part, (uint)bin, lower));
                }
            }

            var within = rank - below;
            var low = 0;
            while (lower[low] <= within)
            {
                within -= lower[low++];
            }

            ranks[rank] = ValueOfKey(((uint)bin << 16) | (uint)low);
        }
    }

    private static void CountUpper(Array plane, long[] counts)
    {
        switch (plane)
        {
            case byte[] p:
                foreach (var v in p)
                {
                    counts[v]++;
                }

                break;
            case ushort[] p:
                foreach (var v in p)
                {
                    counts[v]++;
                }

                break;
            case float[] p:
                foreach (var v in p)
                {
                    counts[Key(v) >> 16]++;
                }

                break;
        }
    }

    private static void CountLower(float[] plane, uint upperHalf, long[] counts)
    {
        foreach (var v in plane)
        {
            var key = Key(v);
            if (key >> 16 == upperHalf)
            {
                counts[key & 0xffff]++;
            }
        }
    }

    /// <summary>Grows with the value: negative floats have all bits flipped, the others only the sign bit.</summary>
    private static uint Key(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
    }

    private static float ValueOfKey(uint key) =>
        BitConverter.UInt32BitsToSingle((key & 0x80000000u) != 0 ? key & 0x7fffffffu : ~key);
}
