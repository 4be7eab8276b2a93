using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Evaluation;

public class MatchingTests
{
    [Fact]
    public void Counts_and_scores_of_a_small_example_are_those_worked_out_by_hand()
    {
        // 1: 4 of 4 pixels found with one too many (IoU 4/5); 2: split in halves (IoU 1/2 each); 3: missed; 9: made up.
        var truth = Shapes.Labels("1111.2222.33", "............");
        var prediction = Shapes.Labels("555556677...", "99..........");

        var at5 = Matching.Compare(truth, prediction).At(0.5);
        var at75 = Matching.Compare(truth, prediction).At(0.75);
        var at9 = Matching.Compare(truth, prediction).At(0.9);

        Assert.Equal((2, 2, 1), (at5.TruePositives, at5.FalsePositives, at5.FalseNegatives));
        Assert.Equal(0.5, at5.Precision);
        Assert.Equal(2 / 3.0, at5.Recall, 1e-12);
        Assert.Equal(4 / 7.0, at5.F1, 1e-12);
        Assert.Equal(0.4, at5.AveragePrecision, 1e-12);
        Assert.Equal(1.3 / 3, at5.MeanTrueScore, 1e-12);
        Assert.Equal(0.65, at5.MeanMatchedScore, 1e-12);
        Assert.Equal(1.3 / 3.5, at5.PanopticQuality, 1e-12);
        Assert.Equal((1, 3, 2), (at75.TruePositives, at75.FalsePositives, at75.FalseNegatives));
        Assert.Equal((0, 4, 3), (at9.TruePositives, at9.FalsePositives, at9.FalseNegatives));
        Assert.Equal(0, at9.MeanMatchedScore);
    }

    [Fact]
    public void A_label_image_matches_itself_perfectly_at_every_threshold()
    {
        var labels = Shapes.RandomScene(80, 80, 20, 4, 10, seed: 1);

        Assert.All([0.1, .. Matching.UsualIou, 1], iou => Assert.Equal(1, Matching.Compare(labels, labels).At(iou).PanopticQuality, 1e-12));
    }

    [Fact]
    public void Relabelling_changes_nothing()
    {
        var truth = Shapes.RandomScene(80, 80, 20, 4, 10, seed: 1);
        var prediction = Shapes.RandomScene(80, 80, 20, 4, 10, seed: 2);
        var renamed = new LabelImage(80, 80, Array.ConvertAll(prediction.Pixels, l => l == 0 ? 0 : int.MaxValue - (l * 1000)));
        foreach (var iou in new[] { 0.05, 0.2, 0.5 })
        {
            var (a, b) = (Matching.Compare(truth, prediction).At(iou), Matching.Compare(truth, renamed).At(iou));
            Assert.Equal(a with { MatchedIouSum = 0 }, b with { MatchedIouSum = 0 });
            Assert.Equal(a.MatchedIouSum, b.MatchedIouSum, 1e-12);
        }
    }

    [Fact]
    public void The_fast_path_from_iou_one_half_on_equals_the_assignment()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var truth = Shapes.RandomScene(60, 60, 15, 4, 10, seed);
            var prediction = new LabelImage(60, 60, [.. truth.Pixels]);
            var random = new Random(seed);
            for (var i = 0; i < 8; i++)
            {
                _ = prediction.PaintEllipse(60 * random.NextDouble(), 60 * random.NextDouble(), 3, 5, random.Next(0, 17));
            }

            var matching = Matching.Compare(truth, prediction);
            foreach (var iou in Matching.UsualIou)
            {
                var assigned = matching.AssignedPairs(iou);
                var fast = matching.At(iou);
                Assert.Equal(assigned.Count, fast.TruePositives);
                Assert.Equal(assigned.Sum(p => p.Iou), fast.MatchedIouSum, 1e-9);
            }
        }
    }

    [Fact]
    public void Halves_of_an_object_have_an_iou_of_exactly_one_half_and_only_one_of_them_matches()
    {
        var result = Matching.Compare(Shapes.Labels("1122", "3344"), Shapes.Labels("5677", "5688")).At(0.5);

        // Truth 1 and 3 share nothing half; predictions 7 and 8 equal 2 and 4.
        Assert.Equal((2, 2, 2), (result.TruePositives, result.FalsePositives, result.FalseNegatives));
        Assert.Equal((1, 1, 0), Counts(Matching.Compare(Shapes.Labels("11"), Shapes.Labels("23")).At(0.5)));
        Assert.Equal((1, 0, 1), Counts(Matching.Compare(Shapes.Labels("12"), Shapes.Labels("33")).At(0.5)));
    }

    [Fact]
    public void Below_one_half_more_pairs_win_over_better_ones()
    {
        // Prediction 5 fits truth 1 best, but if truth 2 takes it, truth 1 can take 6, and there are two pairs.
        var truth = Shapes.Labels("1111111222");
        var prediction = Shapes.Labels("6655555555");

        Assert.Equal((2, 0, 0), Counts(Matching.Compare(truth, prediction).At(0.25)));
    }

    [Fact]
    public void Predictions_in_ignored_regions_are_neither_right_nor_wrong()
    {
        var truth = Shapes.Labels("11..----", "11..----");
        var prediction = Shapes.Labels("22.33334", "22.33334");

        // 2 matches; 3 (two of its eight pixels outside) and 4 lie mostly in the ignored region.
        Assert.Equal((1, 0, 0), Counts(Matching.Compare(truth, prediction).At(0.5)));

        // Here 3 has half of its pixels outside.
        Assert.Equal((1, 1, 0), Counts(Matching.Compare(truth, Shapes.Labels("223333..", "22......")).At(0.5)));
    }

    [Fact]
    public void An_object_that_reaches_into_an_ignored_region_is_compared_outside_it()
    {
        var result = Matching.Compare(Shapes.Labels("1111--"), Shapes.Labels("222222")).At(0.9);

        Assert.Equal((1, 0, 0), Counts(result));
        Assert.Equal(1, result.MeanMatchedScore);
    }

    [Fact]
    public void Empty_images_are_defined()
    {
        LabelImage empty = Shapes.Labels("...."), one = Shapes.Labels(".11.");

        var both = Matching.Compare(empty, empty).At(0.5);
        Assert.Equal((1, 1, 1, 1), (both.AveragePrecision, both.F1, both.Precision, both.PanopticQuality));
        var missed = Matching.Compare(one, empty).At(0.3);
        Assert.Equal((0, 0, 0, 0, 0), (missed.AveragePrecision, missed.Recall, missed.Precision, missed.F1, missed.PanopticQuality));
        var madeUp = Matching.Compare(empty, one).At(0.5);
        Assert.Equal((0, 0, 0), (madeUp.AveragePrecision, madeUp.Recall, madeUp.Precision));
    }

    [Fact]
    public void Images_of_different_sizes_are_refused_with_advice()
    {
        var error = Assert.Throws<UserAdviceException>(() => Matching.Compare(new LabelImage(3, 4), new LabelImage(4, 3)));
        Assert.Contains("3 x 4 pixels and the prediction 4 x 3", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_threshold_that_means_nothing_is_refused_with_advice(double iou)
    {
        var error = Assert.Throws<UserAdviceException>(() => Matching.Compare(new LabelImage(3, 4), new LabelImage(3, 4)).At(iou));
        Assert.Contains("IoU threshold", error.Message);
    }

    [Fact]
    public void The_assignment_is_the_best_of_all_permutations()
    {
        var random = new Random(1);
        for (var repeat = 0; repeat < 400; repeat++)
        {
            int rows = random.Next(1, 6), columns = random.Next(1, 6);
            var entries = new List<(int Row, int Column, double Weight)>();
            for (var r = 0; r < rows; r++)
            {
                for (var c = 0; c < columns; c++)
                {
                    if (random.Next(10) < 6)
                    {
                        entries.Add((r, c, random.Next(4) == 0 ? 0.5 : random.NextDouble()));
                    }
                }
            }

            var chosen = SparseAssignment.Maximize(rows, columns, entries);

            Assert.Equal(chosen.Count, chosen.Select(e => entries[e].Row).Distinct().Count());
            Assert.Equal(chosen.Count, chosen.Select(e => entries[e].Column).Distinct().Count());
            Assert.Equal(Best(0, 0), chosen.Sum(e => entries[e].Weight), 1e-9);

            double Best(int row, int taken) => row == rows
                ? 0
                : Math.Max(Best(row + 1, taken), entries.Where(e => e.Row == row && (taken & (1 << e.Column)) == 0)
                    .Select(e => e.Weight + Best(row + 1, taken | (1 << e.Column))).DefaultIfEmpty(0).Max());
        }
    }

    private static (int, int, int) Counts(MatchingResult r) => (r.TruePositives, r.FalsePositives, r.FalseNegatives);
}
