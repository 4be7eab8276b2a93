using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Measurement;

/// <summary>
/// Size and shape of one object, in the unit of the pixel size, with ImageJ's conventions: the object is the union of its
/// square pixels, its perimeter cuts corners, and its ellipse has its area.
/// </summary>
/// <param name="Area">Number of pixels times the area of a pixel; holes are not counted.</param>
/// <param name="Perimeter">
/// Length of the outer outlines along the edges of the pixels, where a corner counts as a diagonal: every corner, but in stairs of single
/// pixels every second one. Holes do not count.
/// </param>
/// <param name="Feret">Largest distance of two points of the object (maximum caliper).</param>
/// <param name="FeretAngle">Its direction in degrees, 0 to 180, counter-clockwise from the x axis.</param>
/// <param name="MinFeret">Smallest width (minimum caliper).</param>
/// <param name="Major">Longer axis of the ellipse with the object's second moments and area.</param>
/// <param name="Minor">Its shorter axis.</param>
/// <param name="Angle">Direction of the longer axis in degrees, 0 to 180, counter-clockwise from the x axis.</param>
/// <param name="Solidity">Area / area of the convex hull, in (0, 1].</param>
public readonly record struct ObjectShape(
    double Area, double Perimeter, double Feret, double FeretAngle, double MinFeret, double Major, double Minor, double Angle, double Solidity)
{
    /// <summary>4 π area / perimeter², 1 for a disc, at most 1 (the perimeter of small objects comes out too short).</summary>
    public double Circularity => Math.Min(1, 4 * Math.PI * Area / (Perimeter * Perimeter));

    /// <summary>Longer / shorter axis of the ellipse.</summary>
    public double AspectRatio => Major / Minor;

    /// <summary>4 area / (π longer axis²), 1 for a disc.</summary>
    public double Roundness => 4 * Area / (Math.PI * Major * Major);

    /// <summary>Diameter of the disc of the same area.</summary>
    public double EquivalentDiameter => Math.Sqrt(4 * Area / Math.PI);

    /// <summary>Measures an object.</summary>
    /// <param name="labels">The label image.</param>
    /// <param name="one">The object, as <see cref="LabelStatistics"/> found it.</param>
    /// <param name="pixelSize">Size of a pixel.</param>
    public static ObjectShape Of(LabelImage labels, ObjectStatistics one, PixelSize pixelSize)
    {
        double w = pixelSize.Width, h = pixelSize.Height;
        var outlines = Outlines.Trace(labels, one);
        var hull = new ConvexHull(outlines.SelectMany(o => o).Select(c => (c.X * w, c.Y * h)));
        var area = one.Area * w * h;
        var (feret, feretAngle) = hull.Longest();
        var (ratio, angle) = Ellipse(labels, one, w, h);
        return new ObjectShape(
            area,
            outlines.Sum(o => Length(o, w, h)),
            feret,
            feretAngle,
            hull.Narrowest(),
            Math.Sqrt(4 * area / Math.PI * ratio),
            Math.Sqrt(4 * area / Math.PI / ratio),
            angle,
            area / hull.Area);
    }

    private static double Length(IReadOnlyList<Corner> outline, double w, double h)
    {
        double length = 0;
        var cut = 0;
        var last = outline[^1];
        var longSide = true;
        var isCut = false;
        for (var i = 0; i < outline.Count; i++)
        {
            var (here, next) = (outline[i], outline[(i + 1) % outline.Count]);
            if (i == 0)
            {
                longSide = Side(last, here) > 1;
            }

            length += (Math.Abs(next.X - here.X) * w) + (Math.Abs(next.Y - here.Y) * h);
            isCut = longSide || !isCut;
            cut += isCut ? 1 : 0;
            longSide = Side(here, next) > 1;
        }

        return length - (cut * (w + h - Math.Sqrt((w * w) + (h * h))));

        static int Side(Corner a, Corner b) => Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y);
    }

    // Ratio of the axes and direction of the longer one; every pixel is a square with its own second moment of 1/12.
    private static (double Ratio, double Angle) Ellipse(LabelImage labels, ObjectStatistics one, double w, double h)
    {
        double xx = 0, yy = 0, xy = 0;
        for (var y = one.Top; y <= one.Bottom; y++)
        {
            for (var x = one.Left; x <= one.Right; x++)
            {
                if (labels[y, x] == one.Label)
                {
                    double dx = x - one.CentroidX, dy = y - one.CentroidY;
                    xx += dx * dx;
                    yy += dy * dy;
                    xy += dx * dy;
                }
            }
        }

        xx = ((xx / one.Area) + (1 / 12.0)) * w * w;
        yy = ((yy / one.Area) + (1 / 12.0)) * h * h;
        xy = xy / one.Area * w * h;
        double mean = (xx + yy) / 2, spread = Math.Sqrt(((xx - yy) * (xx - yy) / 4) + (xy * xy));
        return (Math.Sqrt((mean + spread) / (mean - spread)), ConvexHull.Degrees(Math.Cos(Half()), Math.Sin(Half())));

        double Half() => 0.5 * Math.Atan2(-2 * xy, xx - yy);
    }
}
