using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.UNet;
using Xunit;

namespace FijiBridge.Engine.Tests.Evaluation;

public class ClassOverlapTests
{
    [Fact]
    public void Figures_are_those_counted_by_hand()
    {
        // Class 1: both 2, truth 3, prediction 3. Class 2: both 1, truth 2, prediction 1. Class 3 only predicted. The last pixel is ignored.
        var overlap = ClassOverlap.Of([0, 1, 1, 1, 2, 2, 0, -1], [1, 1, 1, 0, 2, 3, 0, 2]);
        Assert.Equal(7, overlap.Pixels);
        Assert.Equal(4 / 7.0, overlap.Accuracy);
        Assert.Equal(2 / 4.0, overlap.Jaccard(1));
        Assert.Equal(4 / 6.0, overlap.Dice(1));
        Assert.Equal(1 / 2.0, overlap.Jaccard(2));
        Assert.Equal(2 / 3.0, overlap.Dice(2));
        Assert.Equal(0, overlap.Jaccard(3));
        Assert.Equal(1 / 3.0, overlap.MeanJaccard!.Value, 12);
        Assert.Equal(2, overlap.TruePixels(2));
        Assert.Equal(
            ["accuracy", "mean_iou", "mean_dice", "iou_1", "dice_1", "iou_2", "dice_2", "iou_3", "dice_3"], overlap.Metrics().Select(m => m.Key));
        Assert.Equal([4 / 7.0, overlap.MeanJaccard, overlap.MeanDice, 2 / 4.0, 4 / 6.0], overlap.Metrics().Take(5).Select(m => m.Value));
    }

    [Fact]
    public void Counts_of_images_are_added_and_what_nobody_has_is_undefined()
    {
        var sum = new ClassOverlap();
        sum.Add(ClassOverlap.Of([1, 0], [1, 0]));
        sum.Add(ClassOverlap.Of([3, 3, 1], [3, 0, 0]));
        Assert.Equal(0.5, sum.Jaccard(1));
        Assert.Null(sum.Jaccard(2));
        Assert.Null(sum.Dice(2));
        Assert.Equal(0.5, sum.MeanJaccard); // of classes 1 and 3
        Assert.Null(new ClassOverlap().MeanJaccard);
        Assert.Null(new ClassOverlap().Accuracy);
    }

    [Fact]
    public void The_threshold_search_finds_what_separates_classes_and_drops_specks()
    {
        // A region of class 1 (40 pixels, p = .35), one of class 2 (40, p = .35), background at .3, and specks of two pixels at .9.
        const int width = 20;
        var (foreground, classes, truth) = (new float[width * 10], new int[width * 10], new float[width * 10]);
        for (var i = 0; i < foreground.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            truth[i] = y < 4 ? x < 10 ? 1 : 2 : 0;
            foreground[i] = truth[i] > 0 ? 0.37f : y % 3 == 0 && x % 5 < 2 ? 0.9f : 0.32f;
            classes[i] = x < 10 ? 1 : 2;
        }

        truth[0] = -1; // not known
        var search = new ClassThresholdSearch(2);
        search.Add(new InstanceMaps(width, 10, foreground, null, classes), truth);
        var (thresholds, score) = search.Best;
        Assert.Equal(1, score);
        Assert.Equal(0.35, thresholds.Prob);
        Assert.Equal(4, thresholds.MinArea);
    }

    [Fact]
    public void Among_equal_thresholds_the_search_takes_a_half_and_keeps_all_regions()
    {
        var search = new ClassThresholdSearch(1);
        search.Add(new InstanceMaps(4, 1, [0.99f, 0.99f, 0.01f, 0.01f], null), [1, 1, 0, 0]);
        Assert.Equal((InstanceThresholds.Default, 1.0), search.Best);
        Assert.Equal((InstanceThresholds.Default, 0.0), new ClassThresholdSearch(1).Best);
    }
}
