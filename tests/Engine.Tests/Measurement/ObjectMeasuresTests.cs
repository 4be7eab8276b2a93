using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Measurement;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Measurement;

public class ObjectMeasuresTests
{
    private static readonly LabelImage Labels = Shapes.Labels("11..", "112.", "....", "...7");

    [Fact]
    public void Places_and_neighbours_of_a_small_example_are_those_worked_out_by_hand()
    {
        var measures = ObjectMeasures.Measure(Labels, pixelSize: new PixelSize(2, 3, "µm"));
        double[] Column(string name) => [.. measures.Rows.Select(r => r[measures.Columns.ToList().FindIndex(c => c.Name == name)])];

        Assert.Equal([1, 2, 7], Column("Object"));
        Assert.Equal([24, 6, 6], Column("Area"));
        Assert.Equal([2, 5, 7], Column("X")); // corners at 0: object 1 spans 0 to 4 µm
        Assert.Equal([3, 4.5, 10.5], Column("Y"));
        Assert.Equal([0, 4, 6], Column("BX"));
        Assert.Equal([6, 3, 3], Column("Height"));
        Assert.Equal([1, 0, 1], Column("OnEdge"));
        Assert.Equal([1, 1, 0], Column("Touching"));
        Assert.Equal([Math.Sqrt(9 + 2.25), Math.Sqrt(9 + 2.25), Math.Sqrt(4 + 36)], Column("NNDist"));
        Assert.Equal("µm²", measures.Columns.First(c => c.Name == "Area").Unit);
        Assert.DoesNotContain(measures.Columns, c => c.Name.StartsWith("Mean", StringComparison.Ordinal));
    }

    [Fact]
    public void Objects_that_share_a_corner_touch_and_those_across_a_gap_do_not() =>
        Assert.Equal([1, 2, 1, 0], Neighbours.Touching(Shapes.Labels("1....", ".2.4.", "3....")));

    [Fact]
    public void The_nearest_neighbour_is_the_nearest_of_all()
    {
        var labels = Shapes.RandomScene(200, 200, 60, 3, 6, seed: 9);
        var objects = LabelStatistics.Measure(labels);
        var size = new PixelSize(0.3, 0.7, "µm");
        var found = Neighbours.NearestDistances(objects, size);
        for (var i = 0; i < objects.Length; i++)
        {
            var nearest = objects.Where((_, j) => j != i).Min(o => Math.Sqrt(
                Math.Pow((o.CentroidX - objects[i].CentroidX) * size.Width, 2) + Math.Pow((o.CentroidY - objects[i].CentroidY) * size.Height, 2)));
            Assert.Equal(nearest, found[i], 1e-9);
        }
    }

    [Fact]
    public void Intensities_of_every_channel_are_those_worked_out_by_hand()
    {
        var first = Enumerable.Range(0, 16).Select(i => (ushort)i).ToArray();
        var second = Enumerable.Repeat((ushort)60000, 16).ToArray();
        var measures = ObjectMeasures.Measure(Labels, new Image2D("i", 4, 4, [first, second]), new PixelSize(0.5, 0.5, "µm"));
        double At(int row, string name) => measures.Rows[row][measures.Columns.ToList().FindIndex(c => c.Name == name)];

        // object 1 has the values 0, 1, 4, 5
        Assert.Equal((2.5, 0, 5, 10, 2.5), (At(0, "Mean C1"), At(0, "Min C1"), At(0, "Max C1"), At(0, "RawIntDen C1"), At(0, "IntDen C1")));
        Assert.Equal(Math.Sqrt(17 / 3.0), At(0, "StdDev C1"), 1e-12);
        Assert.Equal((60000, 0), (At(1, "Mean C2"), At(1, "StdDev C2")));
        Assert.Equal(15, At(2, "Mean C1"));
    }

    [Fact]
    public void The_summary_counts_covers_and_averages()
    {
        var summary = ObjectMeasures.Measure(Shapes.Labels("11-.", "112.", "...."), pixelSize: new PixelSize(2, 2, "µm")).Summary;
        Assert.Equal((2, 44.0, 2 / 44.0), (summary.Count, summary.ImageArea, summary.Density));
        Assert.Equal(5 / 11.0, summary.AreaFraction, 1e-12);
        Assert.Equal((10, 10), (summary.MeanArea, summary.MedianArea));
    }

    [Fact]
    public void Without_objects_there_are_no_rows_and_no_means()
    {
        var measures = ObjectMeasures.Measure(new LabelImage(5, 4));
        Assert.Empty(measures.Rows);
        Assert.Equal((0, 0.0, 0.0), (measures.Summary.Count, measures.Summary.Density, measures.Summary.AreaFraction));
        Assert.Equal(double.NaN, measures.Summary.MeanArea);
        Assert.Equal(double.NaN, ObjectMeasures.Measure(Shapes.Labels("1")).Rows[0][21]);
    }

    [Fact]
    public void An_image_of_another_size_is_named() =>
        Assert.Contains(
            "Image i has 2 x 2 pixels and the labels 4 x 4",
            Assert.Throws<UserAdviceException>(() => ObjectMeasures.Measure(Labels, new Image2D("i", 2, 2, [new byte[4]]))).Message);
}
