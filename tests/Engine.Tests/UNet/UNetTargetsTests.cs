using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using FijiBridge.Engine.UNet;
using Xunit;

namespace FijiBridge.Engine.Tests.UNet;

public class UNetTargetsTests
{
    [Fact]
    public void Weight_between_two_half_planes_is_the_formula_of_the_paper()
    {
        // Object 1 left of column 10, object 2 from column 14: a gap of four columns, d1 + d2 = 5 in it.
        var labels = new LabelImage(24, 5);
        for (var i = 0; i < labels.Pixels.Length; i++)
        {
            labels.Pixels[i] = i % 24 < 10 ? 1 : i % 24 >= 14 ? 2 : 0;
        }

        var classes = Array.ConvertAll(labels.Pixels, l => l > 0 ? 1f : 0f);
        var weights = UNetTargets.Weights(labels, classes, [0.5, 2], 10, 3);

        double Border(double sum) => 10 * Math.Exp(-sum * sum / (2 * 9));
        for (var x = 10; x < 14; x++)
        {
            Assert.Equal(0.5 + Border(5), weights[24 + x], 1e-4); // from column 9 to x and on to 14
        }

        Assert.Equal(2 + Border(14 - 9), weights[24 + 9], 1e-4); // on object 1: d1 = 0, d2 = 5
        Assert.Equal(2 + Border(14 - 5), weights[24 + 5], 1e-4);
    }

    [Fact]
    public void Weight_of_a_lone_object_is_that_of_its_class()
    {
        var labels = new LabelImage(20, 20).PaintEllipse(10, 10, 4, 4, 1);
        var classes = Array.ConvertAll(labels.Pixels, l => l > 0 ? 1f : 0f);
        Assert.All(UNetTargets.Weights(labels, classes, null, 10, 5), w => Assert.Equal(1, w));
    }

    [Fact]
    public void Ignored_pixels_weigh_nothing()
    {
        var labels = Shapes.Labels("11.22", "11.22");
        labels[0, 2] = LabelImage.Ignore;
        var classes = UNetTargets.Boundary(labels, 2);
        Assert.Equal(UNetTargets.Ignored, classes[2]);
        Assert.Equal(0, UNetTargets.Weights(labels, classes, null, 10, 5)[2]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Distances_to_the_nearest_two_objects_are_those_of_all_pairs_of_pixels(int seed)
    {
        var labels = Shapes.RandomScene(40, 30, 8, 2, 6, seed);
        const int reach = 9;
        var distances = NeighbourDistances.Of(labels, reach);
        for (var i = 0; i < labels.Pixels.Length; i++)
        {
            var byObject = labels.Pixels
                .Select((label, j) => (label, d: Math.Sqrt(Math.Pow((i % 40) - (j % 40), 2) + Math.Pow((i / 40) - (j / 40), 2))))
                .Where(p => p.label > 0).GroupBy(p => p.label).Select(g => g.Min(p => p.d)).Select(d => d > reach ? double.PositiveInfinity : d).Order().ToList();
            Assert.Equal(byObject[0], distances.Nearest[i], 1e-4);
            Assert.Equal(byObject[1], distances.Second[i], 1e-4);
        }
    }

    [Fact]
    public void Boundary_lies_on_both_sides_of_a_contact_and_in_narrow_gaps()
    {
        var classes = UNetTargets.Boundary(Shapes.Labels("1111222.333.."), 2);
        Assert.Equal([1, 1, 2, 2, 2, 2, 2, 2, 2, 1, 1, 0, 0], classes); // the gap of one pixel: both sides are 2 away
    }

    [Fact]
    public void Depth_is_the_distance_to_the_rim_up_to_the_cap_and_one_at_the_deepest()
    {
        var labels = new LabelImage(31, 31);
        for (var y = 5; y < 26; y++)
        {
            for (var x = 3; x < 28; x++)
            {
                labels[y, x] = x == 27 ? 2 : 1;
            }
        }

        var depth = UNetTargets.Depth(labels, 4);
        Assert.Equal(0.25f, depth[(15 * 31) + 3], 1e-5f);
        Assert.Equal(0.5f, depth[(15 * 31) + 4], 1e-5f);
        Assert.Equal(1f, depth[(15 * 31) + 10], 1e-5f);
        Assert.Equal(0.25f, depth[(15 * 31) + 26], 1e-5f); // beside object 2
        Assert.Equal(1f, depth[(15 * 31) + 27], 1e-5f); // one pixel wide, and deepest all the same
        Assert.Equal(0f, depth[0]);
        Assert.Equal(1f, UNetTargets.Depth(labels, 0)[(15 * 31) + 15], 1e-5f); // without a cap only the middle is
        Assert.Equal(5 / 11f, UNetTargets.Depth(labels, 0)[(9 * 31) + 15], 1e-5f);
    }
}
