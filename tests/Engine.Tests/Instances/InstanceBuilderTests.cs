using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using FijiBridge.Engine.UNet;
using Xunit;

namespace FijiBridge.Engine.Tests.Instances;

public class InstanceBuilderTests
{
    [Theory]
    [InlineData(UNetOutput.Boundary)]
    [InlineData(UNetOutput.Distance)]
    public void Objects_made_from_the_targets_are_the_true_ones(UNetOutput output)
    {
        // Overlapping ellipses, painted one over the other: long contacts; slivers of a few pixels are left out.
        var scene = ConnectedComponents.Label(Shapes.RandomScene(256, 256, 40, 6, 20, 3), Connectivity.Four);
        var large = LabelStatistics.Measure(scene).Where(o => o.Area >= 60).Select(o => o.Label).ToHashSet();
        var truth = new LabelImage(256, 256, Array.ConvertAll(scene.Pixels, l => large.Contains(l) ? l : 0));
        var found = InstanceBuilder.Build(TrueMaps(truth, output), new(0.5, 0.3, 0));
        var ap = Matching.Compare(truth, found).At(0.5).AveragePrecision;
        Assert.True(large.Count > 25 && ap > 0.95, $"AP is {ap} of {large.Count} objects");
    }

    [Fact]
    public void Two_cores_in_one_foreground_become_two_objects_divided_at_the_lowest_score()
    {
        float[] seeds = [0.9f, 0.9f, 0.9f, 0.9f, 0.2f, 0.8f, 0.8f, 0.8f, 0.8f];
        var maps = new InstanceMaps(9, 1, [.. Enumerable.Repeat(0.9f, 9)], seeds);
        Assert.Equal(["111112222"], InstanceBuilder.Build(maps, new(0.5, 0.5, 0)).Text());
        Assert.Equal(["111111111"], InstanceBuilder.Build(maps, new(0.5, 0.1, 0)).Text());
    }

    [Fact]
    public void Foreground_without_a_core_is_an_object_and_small_ones_are_dropped()
    {
        float[] foreground = [0.9f, 0.9f, 0.1f, 0.9f, 0.9f, 0.9f];
        var maps = new InstanceMaps(6, 1, foreground, new float[6]);
        Assert.Equal(["11.222"], InstanceBuilder.Build(maps, new(0.5, 0.5, 0)).Text());
        Assert.Equal(["...111"], InstanceBuilder.Build(maps, new(0.5, 0.5, 3)).Text());
    }

    [Fact]
    public void Holes_of_instances_are_filled()
    {
        var truth = Shapes.Labels("11111", "1...1", "1...1", "11111");
        var foreground = Array.ConvertAll(truth.Pixels, l => (float)l);
        Assert.All(InstanceBuilder.Build(new InstanceMaps(5, 4, foreground, foreground), new(0.5, 0.5, 0)).Pixels, l => Assert.Equal(1, l));
        Assert.Contains(0, InstanceBuilder.Build(new InstanceMaps(5, 4, foreground, null), new(0.5, 0.5, 0)).Pixels); // regions keep theirs
    }

    [Fact]
    public void Regions_of_two_classes_that_touch_are_two_objects()
    {
        var maps = new InstanceMaps(4, 1, [1, 1, 1, 1], null, [1, 1, 2, 2]);
        Assert.Equal(["1122"], InstanceBuilder.Build(maps, new(0.5, 0.5, 0)).Text());
    }

    [Fact]
    public void Nothing_above_the_threshold_gives_no_object() =>
        Assert.All(InstanceBuilder.Build(new InstanceMaps(8, 8, new float[64], new float[64]), new(0.5, 0.5, 0)).Pixels, l => Assert.Equal(0, l));

    [Fact]
    public void Outlines_of_labels_enclose_as_many_pixels_as_the_objects_have()
    {
        var truth = Relabel.Sequential(ConnectedComponents.Label(Shapes.RandomScene(120, 90, 20, 4, 12, 5), Connectivity.Four));
        var objects = LabelStatistics.Measure(truth);
        var outlines = new TracedOutlines(truth, new float[objects.Length]);
        for (var i = 0; i < objects.Length; i++)
        {
            var n = outlines.CornersOf(i);
            float[] y = new float[n], x = new float[n];
            outlines.Corners(i, y, x);
            var area = 0.0;
            for (var k = 0; k < n; k++)
            {
                var next = (k + 1) % n;
                area += ((double)x[k] * y[next]) - ((double)x[next] * y[k]);
            }

            var alone = new LabelImage(120, 90, Array.ConvertAll(truth.Pixels, l => l == i + 1 ? 1 : 0));
            Assert.Equal(LabelHoles.Fill(alone).Pixels.Count(l => l == 1), area / 2, 1e-6); // others may lie inside
            Assert.Equal(objects[i].Left - 0.5f, x.Min());
            Assert.Equal(objects[i].Bottom + 0.5f, y.Max());
        }
    }

    private static InstanceMaps TrueMaps(LabelImage truth, UNetOutput output)
    {
        var classes = UNetTargets.Boundary(truth, 1);
        var depth = UNetTargets.Depth(truth, 3);
        return new InstanceMaps(
            truth.Width, truth.Height, Array.ConvertAll(classes, c => c > 0 ? 1f : 0f),
            [.. classes.Select((c, i) => output == UNetOutput.Distance ? depth[i] * (c == UNetTargets.Between ? 0 : 1) : c == UNetTargets.Inside ? 1f : 0f)]);
    }
}
