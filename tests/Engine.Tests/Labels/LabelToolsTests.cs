using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Labels;

public class LabelToolsTests
{
    [Fact]
    public void Holes_are_filled_object_by_object()
    {
        var labels = Shapes.Labels(
            "111.2222",
            "1.1.2..2",
            "111.2.32",
            "....2222",
            "44444...",
            "4.4.4...",
            "4.444...");

        Assert.Equal(
            [
                "111.2222",
                "111.2222",
                "111.2232",
                "....2222",
                "44444...",
                "4.444...",
                "4.444...",
            ],
            LabelHoles.Fill(labels).Text());
    }

    [Fact]
    public void Ignored_pixels_in_a_hole_stay_and_a_diagonal_gap_does_not_open_it() =>
        Assert.Equal([".11.", "11-1", "1111", ".11."], LabelHoles.Fill(Shapes.Labels(".11.", "1.-1", "1..1", ".11.")).Text());

    [Fact]
    public void The_innermost_of_nested_rings_has_the_hole() =>
        Assert.Equal(
            ["11111", "12221", "12221", "12221", "11111"],
            LabelHoles.Fill(Shapes.Labels("11111", "12221", "12.21", "12221", "11111")).Text());

    [Fact]
    public void Objects_without_holes_are_unchanged()
    {
        var labels = Shapes.RandomScene(80, 80, 20, 4, 10, seed: 1);
        var filled = LabelHoles.Fill(labels);

        Assert.All(labels.Pixels.Zip(filled.Pixels), p => Assert.True(p.First == p.Second || p.First == 0));
        Assert.Equal(filled.Pixels, LabelHoles.Fill(filled).Pixels);
    }

    [Fact]
    public void Sequential_labels_keep_their_order_and_negative_values()
    {
        var labels = new LabelImage(6, 1, [9, 0, -3, 70000, 2, 9], new PixelSize(2, 2, "µm"));

        var sequential = Relabel.Sequential(labels);

        Assert.Equal([2, 0, -3, 3, 1, 2], sequential.Pixels);
        Assert.Equal(labels.PixelSize, sequential.PixelSize);
    }

    [Fact]
    public void Components_join_over_corners_only_where_eight_pixels_are_neighbours()
    {
        var mask = Shapes.Labels("1.1", ".1.", "..1").Pixels.Select(l => l > 0).ToArray();

        Assert.Equal(["1.2", ".3.", "..4"], ConnectedComponents.Label(mask, 3, 3, Connectivity.Four).Text());
        Assert.Equal(["1.1", ".1.", "..1"], ConnectedComponents.Label(mask, 3, 3, Connectivity.Eight).Text());
    }

    [Fact]
    public void Components_of_a_label_image_split_objects_and_never_join_them() =>
        Assert.Equal(
            ["12.3", "11-3", "..4."],
            ConnectedComponents.Label(Shapes.Labels("57.5", "55-5", "..7."), Connectivity.Four).Text());

    [Theory]
    [InlineData(Connectivity.Four)]
    [InlineData(Connectivity.Eight)]
    public void Components_equal_those_of_a_flood_fill(Connectivity connectivity)
    {
        var random = new Random(3);
        var mask = Enumerable.Range(0, 50 * 40).Select(_ => random.Next(100) < 55).ToArray();

        var labels = ConnectedComponents.Label(mask, 50, 40, connectivity);

        var flooded = new LabelImage(50, 40);
        var count = 0;
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i] && flooded.Pixels[i] == 0)
            {
                Flood(i / 50, i % 50, ++count);
            }
        }

        Assert.Equal(flooded.Pixels, labels.Pixels);

        void Flood(int y, int x, int label)
        {
            if (y is < 0 or >= 40 || x is < 0 or >= 50 || !mask[(y * 50) + x] || flooded[y, x] != 0)
            {
                return;
            }

            flooded[y, x] = label;
            for (var dy = -1; dy <= 1; dy++)
            {
                for (var dx = -1; dx <= 1; dx++)
                {
                    if (connectivity == Connectivity.Eight || dy * dx == 0)
                    {
                        Flood(y + dy, x + dx, label);
                    }
                }
            }
        }
    }

    [Fact]
    public void Objects_are_measured()
    {
        var labels = Shapes.Labels("11.9", "1..9", "...-");
        var image = Image2D.FromFloats("i", 4, 3, [1, 2, 0, 10, 6, 0, 0, 20, 0, 0, 0, 99]);

        Assert.Equal(
            [
                new ObjectStatistics(1, 3, 1 / 3.0, 1 / 3.0, 0, 0, 1, 1, 3),
                new ObjectStatistics(9, 2, 0.5, 3, 0, 3, 1, 3, 15),
            ],
            LabelStatistics.Measure(labels, image));
        Assert.True(double.IsNaN(LabelStatistics.Measure(labels)[0].MeanIntensity));
        Assert.Equal((2, 2), (LabelStatistics.Measure(labels)[0].Width, LabelStatistics.Measure(labels)[0].Height));
    }

    [Fact]
    public void An_image_of_another_size_cannot_be_measured()
    {
        var error = Assert.Throws<ArgumentException>(() => LabelStatistics.Measure(new LabelImage(2, 2), Image2D.FromFloats("i", 3, 2, new float[6])));
        Assert.Contains("3 x 2", error.Message);
    }

    [Fact]
    public void Outlines_are_where_the_label_changes_but_not_at_the_image_border()
    {
        var outline = LabelBoundaries.Find(Shapes.Labels("1112", "1112", "111."));

        Assert.Equal([false, false, true, true, false, false, true, true, false, false, true, false], outline);
    }

    [Fact]
    public void Objects_in_the_border_are_removed_whole()
    {
        var labels = Shapes.Labels("1....", "1.2..", "1.22.", "-...3");

        Assert.Equal([".....", "..2..", "..22.", "-...."], BorderObjects.Remove(labels).Text());
        Assert.Equal([".....", ".....", ".....", "-...."], BorderObjects.Remove(labels, 2).Text());
        Assert.Equal(labels.Text(), BorderObjects.Remove(labels, 0).Text());
    }
}
