using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Measurement;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Measurement;

public class ObjectShapeTests
{
    private static readonly double Cut = 2 - Math.Sqrt(2);

    [Fact]
    public void A_rectangle_has_the_numbers_worked_out_by_hand()
    {
        var shape = Only(Shapes.Labels(".....", ".111.", ".111."));
        Assert.Equal(6, shape.Area);
        Assert.Equal(10 - (4 * Cut), shape.Perimeter, 1e-12);
        Assert.Equal(Math.Sqrt(13), shape.Feret, 1e-12);
        Assert.Equal(2, shape.MinFeret, 1e-12);
        Assert.Equal(1, shape.Solidity, 1e-12);

        // The ellipse with the moments of a rectangle has its ratio of sides, and its area.
        Assert.Equal(1.5, shape.AspectRatio, 1e-12);
        Assert.Equal(6, Math.PI / 4 * shape.Major * shape.Minor, 1e-12);
        Assert.Equal(0, shape.Angle, 1e-12);
        Assert.Equal(2 / 3.0, shape.Roundness, 1e-12);
    }

    [Fact]
    public void Lengths_follow_the_pixel_size_in_x_and_y()
    {
        var shape = Only(Shapes.Labels("111", "111"), new PixelSize(0.5, 3, "µm"));
        Assert.Equal(9, shape.Area, 1e-12);
        Assert.Equal((2 * (1.5 + 6)) - (4 * (3.5 - Math.Sqrt(9.25))), shape.Perimeter, 1e-12);
        Assert.Equal(Math.Sqrt(2.25 + 36), shape.Feret, 1e-12);
        Assert.Equal(1.5, shape.MinFeret, 1e-12);
        Assert.Equal(90, shape.Angle, 1e-9);
        Assert.Equal(4, shape.AspectRatio, 1e-9);
    }

    [Fact]
    public void Of_stairs_of_single_pixels_every_second_corner_is_cut()
    {
        // 12 sides of 1, a diamond: 6 of its 12 corners.
        Assert.Equal(12 - (6 * Cut), Only(Shapes.Labels(".1.", "111", ".1.")).Perimeter, 1e-12);
    }

    [Fact]
    public void A_single_pixel_is_a_square()
    {
        var shape = Only(Shapes.Labels("...", ".1.", "..."));
        Assert.Equal((1, 1), (shape.Area, shape.AspectRatio));
        Assert.Equal(Math.Sqrt(2), shape.Feret, 1e-12);
        Assert.Equal(1, shape.MinFeret, 1e-12);
        Assert.Equal(1, shape.Circularity);
    }

    [Fact]
    public void Holes_have_no_perimeter_and_parts_add_up()
    {
        var ring = Only(Shapes.Labels("111", "1.1", "111"));
        Assert.Equal(8, ring.Area);
        Assert.Equal(12 - (4 * Cut), ring.Perimeter, 1e-12);
        Assert.Equal(8 / 9.0, ring.Solidity, 1e-12);
        Assert.Equal(2 * (8 - (4 * Cut)), Only(Shapes.Labels("11..11", "11..11")).Perimeter, 1e-12);
        Assert.Equal(8 - (4 * Cut), Only(Shapes.Labels("1.", ".1")).Perimeter, 1e-9); // one outline around both
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(75)]
    [InlineData(120)]
    public void A_large_ellipse_has_the_axes_and_the_direction_that_it_was_drawn_with(double degrees)
    {
        // Angles of measurements count counter-clockwise with y upwards, those of the painter clockwise.
        var shape = Only(new LabelImage(300, 300).PaintEllipse(150, 150, 40, 100, 1, -degrees * Math.PI / 180));
        Assert.Equal(200, shape.Major, 0.5);
        Assert.Equal(80, shape.Minor, 0.5);
        Assert.InRange(Turn(shape.Angle - degrees), -0.2, 0.2);
        Assert.InRange(Turn(shape.FeretAngle - degrees), -2, 2);
        Assert.Equal(200, shape.Feret, 1.5);
        Assert.Equal(80, shape.MinFeret, 1.5);
        Assert.Equal(Math.PI * 40 * 100, shape.Area, 30.0);
        Assert.InRange(shape.Solidity, 0.98, 1);
    }

    [Fact]
    public void A_disc_is_rounder_than_a_square_and_a_line_is_least_round()
    {
        var disc = Only(new LabelImage(100, 100).PaintEllipse(50, 50, 40, 40, 1));
        Assert.InRange(disc.Circularity, 0.88, 1);
        Assert.Equal(80, disc.EquivalentDiameter, 0.3);
        Assert.InRange(Only(Shapes.Labels("11111111111")).Circularity, 0.1, 0.4);
    }

    [Theory]
    [InlineData(3, 0.978, 0.99)]
    [InlineData(5, 1.015, 0.97)]
    [InlineData(10, 1.036, 0.93)]
    [InlineData(20, 1.045, 0.92)]
    [InlineData(50, 1.051, 0.905)]
    public void The_perimeter_of_discs_has_the_bias_that_the_documentation_states(double radius, double ratio, double circularity)
    {
        // means over discs whose centres lie anywhere in a pixel
        var random = new Random(1);
        var side = (int)((2 * radius) + 6);
        var discs = Enumerable.Range(0, 100).Select(_ => Only(new LabelImage(side, side).PaintEllipse((side / 2.0) + random.NextDouble(), (side / 2.0) + random.NextDouble(), radius, radius, 1))).ToList();
        Assert.Equal(ratio, discs.Average(d => d.Perimeter) / (2 * Math.PI * radius), 0.01);
        Assert.Equal(circularity, discs.Average(d => d.Circularity), 0.01);
        Assert.Equal(2 * radius, discs.Average(d => d.MinFeret), 0.15);
        Assert.InRange(discs.Average(d => d.Feret) - (2 * radius), 0.8, 1.4);
        Assert.Equal(Math.PI * radius * radius, discs.Average(d => d.Area), 0.02 * Math.PI * radius * radius);
    }

    [Theory]
    [InlineData(0, 0.97, 0.83)]
    [InlineData(22.5, 1.05, 0.71)]
    [InlineData(45, 0.98, 0.81)]
    public void The_perimeter_of_a_square_depends_on_its_direction(double degrees, double ratio, double circularity)
    {
        const int side = 20;
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var random = new Random(2);
        var squares = Enumerable.Range(0, 50).Select(_ =>
        {
            double cx = 19 + random.NextDouble(), cy = 19 + random.NextDouble();
            var labels = new LabelImage(40, 40);
            for (var i = 0; i < labels.Pixels.Length; i++)
            {
                double x = (i % 40) - cx, y = (i / 40) - cy;
                labels.Pixels[i] = Math.Max(Math.Abs((x * cos) + (y * sin)), Math.Abs((y * cos) - (x * sin))) <= side / 2.0 ? 1 : 0;
            }

            return Only(labels);
        }).ToList();
        Assert.Equal(ratio, squares.Average(s => s.Perimeter) / (4 * side), 0.015);
        Assert.Equal(circularity, squares.Average(s => s.Circularity), 0.015);
    }

    [Fact]
    public void Angles_are_never_minus_zero() => Assert.False(double.IsNegative(Only(Shapes.Labels(".....", ".111.")).Angle));

    [Theory]
    [MemberData(nameof(ImageJCases))]
    public void Area_perimeter_feret_and_ellipse_are_those_of_ImageJ(int index, double[] imageJ)
    {
        // ImageJ 1.52i: doWand(x, y, 0, "8-connected") on the same label image, then Measure. MinFeret of that version turns the
        // object in steps and may come out a little too large.
        var shape = Only(ImageJScene(index));
        Assert.Equal(imageJ[0], shape.Area, 1e-9);
        Assert.InRange(shape.Perimeter - imageJ[1], -Cut - 1e-3, Cut + 1e-3); // where a stair begins may cost one corner
        Assert.Equal(imageJ[2], shape.Feret, 1e-3);
        Assert.Equal(imageJ[3], shape.MinFeret, 0.02 * imageJ[3]);
        Assert.Equal(imageJ[4], shape.Major, 1e-3);
        Assert.Equal(imageJ[5], shape.Minor, 1e-3);
        Assert.Equal(imageJ[6], shape.Angle, 1e-2);
        Assert.Equal(imageJ[7], shape.Solidity, 1e-3);
    }

    public static TheoryData<int, double[]> ImageJCases => new()
    {
        { 0, [943, 125.05382386916, 50.69516742254, 25.06887065390, 49.98719523286, 24.01944908275, 157.18810571296, 0.95833333333] },
        { 1, [1257, 133.53910524340, 41.40048308896, 40.60654986442, 40.00577592963, 40.00577592963, 0, 0.95734958111] },
        { 2, [443, 124.36753236814, 56.79788728465, 11.18033988749, 55.52498875063, 10.15840130728, 62.87501774275, 0.89314516129] },
        { 3, [943, 132.02438661763, 49.73932046178, 27.14547314615, 48.42494815296, 24.79434540420, 150.40949367827, 0.90109890109] },
    };

    private static LabelImage ImageJScene(int index) => index switch
    {
        0 => new LabelImage(80, 60).PaintEllipse(30, 40, 12, 25, 1, 0.4),
        1 => new LabelImage(80, 60).PaintEllipse(30, 40, 20, 20, 1),
        2 => new LabelImage(80, 60).PaintEllipse(30, 40, 5, 28, 1, -1.1),
        _ => new LabelImage(80, 60).PaintEllipse(25, 30, 12, 18, 1).PaintEllipse(36, 45, 9, 14, 1, 0.7),
    };

    // difference of two directions, -90 to 90: 179° is next to 0°
    private static double Turn(double degrees) => degrees - (180 * Math.Round(degrees / 180));

    private static ObjectShape Only(LabelImage labels, PixelSize? size = null) =>
        ObjectShape.Of(labels, Assert.Single(LabelStatistics.Measure(labels)), size ?? PixelSize.Uncalibrated);
}
