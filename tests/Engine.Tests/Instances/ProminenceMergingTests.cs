using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using FijiBridge.Engine.UNet;
using Xunit;

namespace FijiBridge.Engine.Tests.Instances;

public class ProminenceMergingTests
{
    [Theory]
    [InlineData(0, "aaabbbccc")]
    [InlineData(0.15, "aaabbbccc")] // .6 is .2 above .4
    [InlineData(0.25, "aaaaaaccc")] // and .7, the peak of the joined, .5 above .2
    [InlineData(0.45, "aaaaaaccc")]
    [InlineData(0.55, "aaaaaaaaa")]
    public void Neighbours_are_one_where_the_lower_peak_is_less_than_the_prominence_above_their_saddle(double prominence, string expected)
    {
        float[] scores = [0.4f, 0.6f, 0.4f, 0.5f, 0.7f, 0.2f, 0.3f, 0.9f, 0.3f];
        var joined = ProminenceMerging.Run(new LabelImage(9, 1, [1, 1, 1, 2, 2, 2, 3, 3, 3]), scores, prominence);
        Assert.Equal(expected.Select(c => expected.IndexOf(c)), joined.Pixels.Select(l => Array.IndexOf(joined.Pixels, l)));
    }

    [Fact]
    public void The_highest_saddle_counts_and_a_joined_object_has_the_higher_peak()
    {
        // b alone is .3 above the saddle to a, but belongs to c, which is .6 above it.
        float[] scores = [0.9f, 0.2f, 0.5f, 0.45f, 0.8f];
        var labels = new LabelImage(5, 1, [1, 1, 2, 2, 3]);
        Assert.Equal(["11333"], Named(ProminenceMerging.Run(labels, scores, 0.5), labels));
        Assert.Equal(["11223"], Named(ProminenceMerging.Run(labels, scores, 0.04), labels));

        // Two rows: the objects meet at .1 and at .7.
        float[] rows = [0.9f, 0.1f, 0.8f, 0.7f];
        Assert.Single(ProminenceMerging.Run(new LabelImage(2, 2, [1, 2, 1, 2]), rows, 0.05).Pixels.Distinct());
    }

    [Fact]
    public void Background_and_ignored_pixels_stay_and_no_row_touches_the_next_around_the_border()
    {
        var labels = new LabelImage(3, 2, [0, -1, 1, 2, 0, 0]);
        Assert.Equal(labels.Pixels, ProminenceMerging.Run(labels, [1, 1, 1, 1, 1, 1], 1).Pixels);
        Assert.Throws<ArgumentException>(() => ProminenceMerging.Run(labels, new float[5], 1));
    }

    [Theory]
    [InlineData(16, 1)] // the neck is 18.3 pixels wide on each side, .92 of the discs' radius
    [InlineData(34, 2)] // 10.5 pixels, .53
    public void Two_discs_are_one_object_or_two_by_the_width_of_their_neck(int distance, int objects)
    {
        var union = new LabelImage(100, 60, new int[6000]).PaintEllipse(30, 40, 20, 20, 1).PaintEllipse(30, 40 + distance, 20, 20, 1);
        var maps = new InstanceMaps(100, 60, Array.ConvertAll(union.Pixels, l => (float)l), UNetTargets.Depth(union, 0));
        var thresholds = new InstanceThresholds(0.5, 0.95, 0);
        Assert.Equal(2, InstanceBuilder.Build(maps, thresholds).Pixels.Max());
        Assert.Equal(objects, InstanceBuilder.Build(maps, thresholds with { Prominence = 0.3 }).Pixels.Max());
    }

    [Fact]
    public void Objects_without_a_high_score_are_dropped_where_a_peak_is_asked_for()
    {
        float[] seeds = [0.6f, 0.9f, 0.6f, 0.6f, 0, 0.7f, 0.7f, 0.7f, 0.7f];
        var maps = new InstanceMaps(9, 1, [0.9f, 0.9f, 0.9f, 0.9f, 0.1f, 0.9f, 0.9f, 0.9f, 0.9f], seeds);
        var thresholds = new InstanceThresholds(0.5, 0.5, 0);
        Assert.Equal(["1111.2222"], InstanceBuilder.Build(maps, thresholds).Text());
        Assert.Equal(["1111....."], InstanceBuilder.Build(maps, thresholds with { Peak = 0.8 }).Text());
    }

    private static string[] Named(LabelImage joined, LabelImage labels)
    {
        // Which of the numbers of joined objects is kept does not matter: take the one with the highest label.
        var highest = labels.Pixels.Zip(joined.Pixels).GroupBy(p => p.Second).ToDictionary(g => g.Key, g => g.Max(p => p.First));
        return new LabelImage(labels.Width, labels.Height, Array.ConvertAll(joined.Pixels, l => highest[l])).Text();
    }
}
