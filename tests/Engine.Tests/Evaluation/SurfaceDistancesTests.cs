using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Evaluation;

public class SurfaceDistancesTests
{
    [Fact]
    public void Two_pixels_are_as_far_apart_as_their_centres()
    {
        var truth = Shapes.Labels("1....", ".....", ".....", ".....");
        var prediction = Shapes.Labels(".....", ".....", ".....", "....1");

        var pixels = SurfaceDistances.OfForeground(truth, prediction)!.Value;
        var microns = SurfaceDistances.OfForeground(truth, prediction, new PixelSize(0.5, 2, "µm"))!.Value;

        Assert.Equal((5, 5, 5), (pixels.Hausdorff, pixels.Hausdorff95, pixels.Average));
        Assert.Equal(Math.Sqrt(4 + 36), microns.Hausdorff, 1e-12);
    }

    [Fact]
    public void A_lost_corner_has_the_distances_worked_out_by_hand()
    {
        // The outlines share 7 pixels; the truth has the corner besides, which is 1 from its neighbours. (The centre shares no
        // edge with the outside in either.)
        var truth = Shapes.Labels("111", "111", "111");
        var prediction = Shapes.Labels("11.", "111", "111");

        var distances = SurfaceDistances.OfForeground(truth, prediction)!.Value;

        Assert.Equal(1, distances.Hausdorff);
        Assert.Equal(8 + 7, distances.Count);
        Assert.Equal(1, distances.Sum, 1e-12);
        Assert.Equal(1 / 15.0, distances.Average, 1e-12);

        // 8 distances 0 0 0 0 0 0 0 1: rank 6.65 of 0..7 is .65 between the last two.
        Assert.Equal(0.65, distances.Hausdorff95, 1e-12);
    }

    [Fact]
    public void Ellipses_have_the_distances_that_scipy_finds()
    {
        // tests/fixtures/golden/make_metrics_golden.py: scipy 1.10.1, binary_erosion and distance_transform_edt.
        var truth = new LabelImage(64, 48).PaintEllipse(20, 25, 12, 18, 1);
        var prediction = new LabelImage(64, 48).PaintEllipse(23, 29, 14, 15, 1).PaintEllipse(40, 56, 4, 4, 2);

        var pixels = SurfaceDistances.OfForeground(truth, prediction)!.Value;
        var microns = SurfaceDistances.OfForeground(truth, prediction, new PixelSize(0.5, 0.8, "µm"))!.Value;

        Assert.Equal(Golden.Hausdorff, pixels.Hausdorff, 1e-9);
        Assert.Equal(Golden.Hausdorff95, pixels.Hausdorff95, 1e-9);
        Assert.Equal(Golden.Average, pixels.Average, 1e-9);
        Assert.Equal(Golden.HausdorffMicrons, microns.Hausdorff, 1e-9);
        Assert.Equal(Golden.Hausdorff95Microns, microns.Hausdorff95, 1e-9);
        Assert.Equal(Golden.AverageMicrons, microns.Average, 1e-9);
    }

    [Fact]
    public void Empty_shapes_differ_by_nothing_from_each_other_and_have_no_distance_from_others()
    {
        var empty = new LabelImage(5, 5);
        Assert.Equal(0, SurfaceDistances.OfForeground(empty, empty)!.Value.Hausdorff);
        Assert.Equal(0, SurfaceDistances.OfForeground(empty, empty)!.Value.Average);
        Assert.Null(SurfaceDistances.OfForeground(empty, Shapes.Labels(".....", "..1..", ".....", ".....", ".....")));
    }

    [Fact]
    public void Distances_are_the_same_in_both_directions_and_0_between_equal_shapes()
    {
        var a = Shapes.RandomScene(60, 50, 8, 4, 10, seed: 3);
        var b = Shapes.RandomScene(60, 50, 8, 4, 10, seed: 4);

        var (forth, back) = (SurfaceDistances.OfForeground(a, b)!.Value, SurfaceDistances.OfForeground(b, a)!.Value);
        Assert.Equal(forth.Hausdorff, back.Hausdorff, 1e-12);
        Assert.Equal(forth.Hausdorff95, back.Hausdorff95, 1e-12);
        Assert.Equal(forth.Average, back.Average, 1e-12);
        Assert.InRange(forth.Hausdorff95, forth.Average, forth.Hausdorff);
        Assert.Equal(0, SurfaceDistances.OfForeground(a, a)!.Value.Hausdorff);
    }

    [Fact]
    public void Ignored_pixels_belong_to_no_outline()
    {
        var truth = Shapes.Labels("11..--", "11..--");
        Assert.Equal(0, SurfaceDistances.OfForeground(truth, Shapes.Labels("11..22", "11..22"))!.Value.Hausdorff);
    }

    private static class Golden
    {
        public const double Hausdorff = 24.758836806280, Hausdorff95 = 24.041630560343, Average = 4.924471443865;
        public const double HausdorffMicrons = 15.620499351813, Hausdorff95Microns = 14.691003887513, AverageMicrons = 3.105891668618;
    }
}
