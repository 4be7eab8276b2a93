using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Evaluation;

public class DatasetMatchingTests
{
    [Fact]
    public void Pooled_counts_weigh_objects_and_means_weigh_images()
    {
        // One object found; of three, one is found.
        var all = new DatasetMatching();
        all.Add("a", Matching.Compare(Shapes.Labels("11.."), Shapes.Labels("11..")));
        all.Add("b", Matching.Compare(Shapes.Labels("1.2.3"), Shapes.Labels("1....")));

        var pooled = all.Pooled(0.5);
        Assert.Equal((2, 0, 2), (pooled.TruePositives, pooled.FalsePositives, pooled.FalseNegatives));
        Assert.Equal(0.5, pooled.AveragePrecision);
        Assert.Equal(2 / 3.0, all.PerImageMean(0.5).AveragePrecision, 1e-12);
        Assert.Equal(2, all.PerImageMean(0.5).Images);
        Assert.Equal(["a", "b"], all.Images.Select(i => i.Name));
        Assert.Equal(0.5, all.PooledMeanAveragePrecision, 1e-12);
    }

    [Fact]
    public void Images_without_objects_change_nothing_in_the_pool_and_count_1_in_the_mean()
    {
        var all = new DatasetMatching();
        all.Add("a", Matching.Compare(Shapes.Labels("12"), Shapes.Labels("1.")));
        all.Add("empty", Matching.Compare(Shapes.Labels(".."), Shapes.Labels("..")));

        Assert.Equal(0.5, all.Pooled(0.5).AveragePrecision);
        Assert.Equal(0.75, all.PerImageMean(0.5).AveragePrecision);
    }

    [Fact]
    public void A_set_without_images_has_no_figures()
    {
        Assert.Contains("No image", Assert.Throws<InvalidOperationException>(() => new DatasetMatching().Pooled(0.5)).Message);
        Assert.Contains("No image", Assert.Throws<InvalidOperationException>(() => new DatasetMatching().PerImageMean(0.5)).Message);
    }

    [Fact]
    public void Results_of_different_thresholds_cannot_be_added()
    {
        var matching = Matching.Compare(Shapes.Labels("1"), Shapes.Labels("1"));

        Assert.Contains("0.5 and 0.6", Assert.Throws<ArgumentException>(() => matching.At(0.5) + matching.At(0.6)).Message);
    }

    [Fact]
    public void Foreground_overlap_counts_pixels_outside_ignored_regions()
    {
        var overlap = ForegroundOverlap.Of(Shapes.Labels("1122..--"), Shapes.Labels(".3333.33"));

        Assert.Equal(new ForegroundOverlap(3, 1, 1), overlap);
        Assert.Equal(0.75, overlap.Dice);
        Assert.Equal(0.6, overlap.Jaccard);
        Assert.Equal(new ForegroundOverlap(6, 2, 2), overlap + overlap);
        var empty = ForegroundOverlap.Of(Shapes.Labels(".."), Shapes.Labels(".."));
        Assert.Equal((1, 1), (empty.Dice, empty.Jaccard));
        Assert.Contains("1 x 1", Assert.Throws<UserAdviceException>(() => ForegroundOverlap.Of(new LabelImage(2, 2), new LabelImage(1, 1))).Message);
    }
}
