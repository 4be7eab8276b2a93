using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Labels;

/// <summary>Measurements of one object; coordinates and areas in pixels, (0, 0) is the centre of the upper left pixel.</summary>
/// <param name="Label">The object's label.</param>
/// <param name="Area">Number of its pixels.</param>
/// <param name="CentroidY">Mean row of its pixels.</param>
/// <param name="CentroidX">Mean column of its pixels.</param>
/// <param name="Top">First row.</param>
/// <param name="Left">First column.</param>
/// <param name="Bottom">Last row, included.</param>
/// <param name="Right">Last column, included.</param>
/// <param name="MeanIntensity">Mean of the image's channel over the object; NaN without an image.</param>
public readonly record struct ObjectStatistics(
    int Label, long Area, double CentroidY, double CentroidX, int Top, int Left, int Bottom, int Right, double MeanIntensity)
{
    /// <summary>Columns of the bounding box.</summary>
    public int Width => Right - Left + 1;

    /// <summary>Rows of the bounding box.</summary>
    public int Height => Bottom - Top + 1;
}

/// <summary>Measures the objects of a label image.</summary>
public static class LabelStatistics
{
    /// <summary>Measures every object.</summary>
    /// <param name="labels">Objects; 0 and negative values are none.</param>
    /// <param name="image">Image of the same size for the mean intensity, or null.</param>
    /// <param name="channel">Channel of the image, from 0.</param>
    /// <returns>One entry per object, by rising label.</returns>
    /// <exception cref="ArgumentException">The image has another size or lacks the channel.</exception>
    public static ObjectStatistics[] Measure(LabelImage labels, Image2D? image = null, int channel = 0)
    {
        if (image is not null && (image.Width != labels.Width || image.Height != labels.Height || channel < 0 || channel >= image.Channels))
        {
            throw new ArgumentException(
                $"Channel {channel} of image {image.Name} ({image.Width} x {image.Height}, {image.Channels} channels) does not go with {labels.Width} x {labels.Height} labels.",
                nameof(image));
        }

        var objects = DenseLabels.Of(labels.Pixels);
        var sums = new Sums[objects.Count + 1];
        Array.Fill(sums, new Sums { Top = int.MaxValue, Left = int.MaxValue, Bottom = -1, Right = -1 });
        var intensities = new float[labels.Width];
        for (var y = 0; y < labels.Height; y++)
        {
            image?.ReadRow(channel, y, 0, intensities);
            var row = labels.Pixels.AsSpan(y * labels.Width, labels.Width);
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x] > 0)
                {
                    sums[objects.IndexOf(row[x])].Add(y, x, intensities[x]);
                }
            }
        }

        var result = new ObjectStatistics[objects.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var s = sums[i + 1];
            double n = s.Area;
            result[i] = new ObjectStatistics(
                objects.Labels[i], s.Area, s.Y / n, s.X / n, s.Top, s.Left, s.Bottom, s.Right, image is null ? double.NaN : s.Intensity / n);
        }

        return result;
    }

    private struct Sums
    {
        public long Area, Y, X;
        public double Intensity;
        public int Top, Left, Bottom, Right;

        public void Add(int y, int x, float intensity)
        {
            Area++;
            Y += y;
            X += x;
            Intensity += intensity;
            Top = Math.Min(Top, y);
            Left = Math.Min(Left, x);
            Bottom = Math.Max(Bottom, y);
            Right = Math.Max(Right, x);
        }
    }
}
