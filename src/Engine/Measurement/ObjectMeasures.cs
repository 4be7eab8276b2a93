using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Measurement;

/// <summary>A column of a table of measurements.</summary>
/// <param name="Name">Name as ImageJ's Results table has it, where it has one: Area, Perim., Circ., Feret, ...</param>
/// <param name="Unit">Unit of its numbers: that of the pixel size, its square, "°", or "" for counts, ratios and grey values.</param>
public sealed record MeasurementColumn(string Name, string Unit);

/// <summary>
/// Measurements of all objects of an image, one row per object by rising label, and of the image as a whole. NaN marks what does
/// not exist: the distance to a neighbour where there is only one object, intensities without an image.
/// </summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">One array of Columns.Count numbers per object.</param>
/// <param name="Summary">The image as a whole.</param>
public sealed record ObjectMeasures(IReadOnlyList<MeasurementColumn> Columns, IReadOnlyList<double[]> Rows, ImageSummary Summary)
{
    private const double HalfPixel = 0.5; // ImageJ's coordinates begin at the corner of the first pixel, ours at its centre

    /// <summary>Measures every object.</summary>
    /// <param name="labels">Objects; 0 is background, negative values are ignored and belong to no area.</param>
    /// <param name="image">Image of the same size for intensities, or null.</param>
    /// <param name="pixelSize">Size of a pixel; that of the labels when null.</param>
    /// <param name="cancellation">Stops between objects.</param>
    /// <exception cref="UserAdviceException">The image has another size.</exception>
    public static ObjectMeasures Measure(LabelImage labels, Image2D? image = null, PixelSize? pixelSize = null, CancellationToken cancellation = default)
    {
        if (image is not null && (image.Width != labels.Width || image.Height != labels.Height))
        {
            throw new UserAdviceException(
                $"Image {image.Name} has {image.Width} x {image.Height} pixels and the labels {labels.Width} x {labels.Height}; measure in the image that was segmented.");
        }

        var size = pixelSize ?? labels.PixelSize;
        var channels = image?.Channels ?? 0;
        var perChannel = Enumerable.Range(0, channels).Select(c => LabelStatistics.Measure(labels, image, c)).ToArray();
        var objects = channels > 0 ? perChannel[0] : LabelStatistics.Measure(labels);
        var intensities = perChannel.Select((o, c) => IntensityStatistics.Measure(labels, o, image!, c)).ToArray();
        var touching = Neighbours.Touching(labels);
        var nearest = Neighbours.NearestDistances(objects, size);
        var rows = new double[objects.Length][];
        var shapes = new ObjectShape[objects.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            shapes[i] = ObjectShape.Of(labels, objects[i], size);
            var index = i;
            rows[i] =
            [
                .. Geometry(objects[i], shapes[i], size, labels),
                touching[i],
                nearest[i],
                .. intensities.SelectMany(c => Intensity(c[index], size)),
            ];
        }

        return new ObjectMeasures(ColumnsOf(size, channels), rows, ImageSummary.Of(labels, shapes, nearest, size));
    }

    private static IEnumerable<double> Geometry(ObjectStatistics one, ObjectShape shape, PixelSize size, LabelImage labels) =>
    [
        one.Label,
        shape.Area,
        (one.CentroidX + HalfPixel) * size.Width,
        (one.CentroidY + HalfPixel) * size.Height,
        shape.Perimeter,
        one.Left * size.Width,
        one.Top * size.Height,
        one.Width * size.Width,
        one.Height * size.Height,
        shape.Major,
        shape.Minor,
        shape.Angle,
        shape.Circularity,
        shape.Feret,
        shape.FeretAngle,
        shape.MinFeret,
        shape.AspectRatio,
        shape.Roundness,
        shape.Solidity,
        one.Left == 0 || one.Top == 0 || one.Right == labels.Width - 1 || one.Bottom == labels.Height - 1 ? 1 : 0,
    ];

    private static IEnumerable<double> Intensity(IntensityStatistics i, PixelSize size) =>
        [i.Mean, i.Deviation, i.Min, i.Max, i.Sum * size.Width * size.Height, i.Sum];

    private static List<MeasurementColumn> ColumnsOf(PixelSize size, int channels)
    {
        var length = size.Unit;
        var area = size.Unit + "²";
        List<MeasurementColumn> columns =
        [
            new("Object", ""), new("Area", area), new("X", length), new("Y", length), new("Perim.", length),
            new("BX", length), new("BY", length), new("Width", length), new("Height", length),
            new("Major", length), new("Minor", length), new("Angle", "°"), new("Circ.", ""),
            new("Feret", length), new("FeretAngle", "°"), new("MinFeret", length),
            new("AR", ""), new("Round", ""), new("Solidity", ""), new("OnEdge", ""), new("Touching", ""), new("NNDist", length),
        ];
        for (var c = 1; c <= channels; c++)
        {
            var suffix = channels > 1 ? $" C{c}" : "";
            columns.AddRange(new[] { "Mean", "StdDev", "Min", "Max", "IntDen", "RawIntDen" }.Select(n => new MeasurementColumn(n + suffix, "")));
        }

        return columns;
    }
}
