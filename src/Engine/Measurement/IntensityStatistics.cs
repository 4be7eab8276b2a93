using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Measurement;

/// <summary>Grey values of one channel inside one object.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="Deviation">Standard deviation with n - 1, as ImageJ has it; 0 for one pixel.</param>
/// <param name="Min">Smallest.</param>
/// <param name="Max">Largest.</param>
/// <param name="Sum">Sum of the pixels' values (ImageJ's RawIntDen).</param>
public readonly record struct IntensityStatistics(double Mean, double Deviation, double Min, double Max, double Sum)
{
    /// <summary>Measures a channel in every object.</summary>
    /// <param name="labels">Objects.</param>
    /// <param name="objects">The objects, by rising label.</param>
    /// <param name="image">Image of the same size.</param>
    /// <param name="channel">Channel, from 0.</param>
    public static IntensityStatistics[] Measure(LabelImage labels, IReadOnlyList<ObjectStatistics> objects, Image2D image, int channel)
    {
        var index = DenseLabels.Of(labels.Pixels);
        var sums = new Sums[objects.Count];
        Array.Fill(sums, new Sums { Min = double.PositiveInfinity, Max = double.NegativeInfinity });
        var row = new float[labels.Width];
        var means = objects.Select(o => o.MeanIntensity).ToArray();
        for (var y = 0; y < labels.Height; y++)
        {
            image.ReadRow(channel, y, 0, row);
            for (var x = 0; x < row.Length; x++)
            {
                var i = index.IndexOf(labels[y, x]) - 1;
                if (i >= 0)
                {
                    sums[i].Add(row[x], means[i]);
                }
            }
        }

        return [.. sums.Select((s, i) => s.Statistics(means[i]))];
    }

    private struct Sums
    {
        public long Count;
        public double Sum, Squares, Min, Max;

        // Squares are taken from the mean, or large values would lose their small differences.
        public void Add(double value, double mean)
        {
            Count++;
            Sum += value;
            Squares += (value - mean) * (value - mean);
            Min = Math.Min(Min, value);
            Max = Math.Max(Max, value);
        }

        public readonly IntensityStatistics Statistics(double mean) =>
            new(mean, Count > 1 ? Math.Sqrt(Squares / (Count - 1)) : 0, Min, Max, Sum);
    }
}
