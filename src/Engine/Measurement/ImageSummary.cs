using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Measurement;

/// <summary>The objects of one image in a few numbers. Means are NaN where there are no objects.</summary>
/// <param name="Count">Number of objects, those cut by the border included.</param>
/// <param name="ImageArea">Area of the image without ignored pixels, in the squared unit of the pixel size.</param>
/// <param name="Density">Objects per area.</param>
/// <param name="AreaFraction">Part of the area that objects cover, 0 to 1.</param>
/// <param name="MeanArea">Mean area of an object.</param>
/// <param name="MedianArea">Median area of an object.</param>
/// <param name="MeanDiameter">Mean diameter of the discs with the objects' areas.</param>
/// <param name="MeanCircularity">Mean circularity.</param>
/// <param name="MeanNearestDistance">Mean distance of an object's centroid to the nearest other one; NaN for fewer than two objects.</param>
/// <param name="Unit">Unit of lengths.</param>
public sealed record ImageSummary(
    int Count,
    double ImageArea,
    double Density,
    double AreaFraction,
    double MeanArea,
    double MedianArea,
    double MeanDiameter,
    double MeanCircularity,
    double MeanNearestDistance,
    string Unit)
{
    /// <summary>Sums up an image.</summary>
    internal static ImageSummary Of(LabelImage labels, IReadOnlyList<ObjectShape> shapes, IReadOnlyList<double> nearest, PixelSize size)
    {
        var counted = labels.Pixels.LongCount(l => l >= 0);
        var area = counted * size.Width * size.Height;
        double Mean(Func<ObjectShape, double> of) => shapes.Count > 0 ? shapes.Average(of) : double.NaN;
        return new ImageSummary(
            shapes.Count,
            area,
            area > 0 ? shapes.Count / area : double.NaN,
            area > 0 ? shapes.Sum(s => s.Area) / area : double.NaN,
            Mean(s => s.Area),
            Median([.. shapes.Select(s => s.Area)]),
            Mean(s => s.EquivalentDiameter),
            Mean(s => s.Circularity),
            shapes.Count > 1 ? nearest.Average() : double.NaN,
            size.Unit);
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? double.NaN : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
