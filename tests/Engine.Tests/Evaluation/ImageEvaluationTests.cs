using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Evaluation;

public class ImageEvaluationTests
{
    private static readonly LabelImage Truth = Shapes.Labels("1111.2222.33", "............");
    private static readonly LabelImage Prediction = Shapes.Labels("555556677...", "99..........");

    [Fact]
    public void Partners_missed_and_false_objects_are_listed_with_their_numbers()
    {
        var image = new Image2D("i", 12, 2, [Enumerable.Range(0, 24).Select(i => (byte)(i % 12)).ToArray()]);
        var evaluation = ImageEvaluation.Of("a", Truth, Prediction, new EvaluationOptions { Intensities = image, PixelSize = new PixelSize(0.5, 2, "µm") });

        var objects = evaluation.Objects;
        Assert.Equal(
            [(ObjectFate.TruePositive, 1, 5), (ObjectFate.TruePositive, 2, 6), (ObjectFate.FalseNegative, 3, 0), (ObjectFate.FalsePositive, 0, 7), (ObjectFate.FalsePositive, 0, 9)],
            objects.Select(o => (o.Fate, o.TrueLabel, o.PredictedLabel)));
        Assert.Equal((0.8, 4, 5, 1.5, 2), (objects[0].Iou, objects[0].TrueArea, objects[0].PredictedArea, objects[0].TrueIntensity, objects[0].PredictedIntensity));
        Assert.Equal(0.5, objects[0].Surface!.Value.Hausdorff); // one pixel of 0.5 µm more
        Assert.Equal((2, double.NaN, double.NaN), (objects[2].TrueArea, objects[2].PredictedArea, objects[2].Iou));
        Assert.Null(objects[2].Surface);
        Assert.Equal((3, 4, 24.0), (evaluation.TrueCount, evaluation.PredictedCount, evaluation.Area));
    }

    [Fact]
    public void Errors_of_partners_are_those_worked_out_by_hand()
    {
        var set = SetOf(ImageEvaluation.Of("a", Truth, Prediction));

        // partners: areas 4 and 5, 4 and 2
        Assert.Equal(new ErrorStatistics(2, 4, -0.5, 1.5), set.AreaErrors);
        Assert.Equal(new ErrorStatistics(1, 3, 1, 1), set.CountErrors);
        Assert.Equal(1 / 24.0, set.DensityErrors.Bias, 1e-12);
        double D(double area) => Math.Sqrt(4 * area / Math.PI);
        Assert.Equal((D(5) - D(4) + D(2) - D(4)) / 2, set.DiameterErrors.Bias, 1e-12);
        Assert.Equal(0, set.IntensityErrors.Count);
    }

    [Fact]
    public void Every_metric_has_a_value_or_a_reason_a_meaning_and_a_warning()
    {
        var empty = new LabelImage(12, 2);
        foreach (var (truth, prediction) in new[] { (Truth, Prediction), (empty, Prediction), (Truth, empty), (empty, empty), (Shapes.Labels("----"), Shapes.Labels("11..")) })
        {
            var metrics = EvaluationMetrics.Of(SetOf(ImageEvaluation.Of("a", truth, prediction)));
            Assert.All(metrics, m =>
            {
                Assert.True(m.Value is { } v ? double.IsFinite(v) && m.Why.Length == 0 : m.Why.Length > 0, $"{m.Key} {m.Value} {m.Why}");
                Assert.True(m.Meaning.Length > 0 && m.Misleads.Length > 0, m.Key);
            });
            Assert.Equal(metrics.Count, metrics.Select(m => m.Key).Distinct().Count());
        }
    }

    [Theory]
    [InlineData(false, false, 1, 1, 0.0)]
    [InlineData(true, false, 0, 0, null)]
    [InlineData(false, true, 0, 0, null)]
    public void Empty_images_have_defined_results(bool hasTruth, bool hasPrediction, double f1, double dice, double? hausdorff)
    {
        var empty = new LabelImage(12, 2);
        var set = SetOf(ImageEvaluation.Of("a", hasTruth ? Truth : empty, hasPrediction ? Prediction : empty));
        var metrics = EvaluationMetrics.Of(set).ToDictionary(m => m.Key, m => m.Value);
        Assert.Equal((f1, f1, f1, dice), (metrics["f1"], metrics["ap50_95"], metrics["pq"], metrics["dice"]));
        Assert.Equal(hausdorff, metrics["hausdorff"]);
        Assert.Null(metrics["area_bias"]);
        Assert.Contains("object", EvaluationNotes.Of(set)[0]);
    }

    [Fact]
    public void Images_are_pooled_and_those_without_a_distance_are_left_out_and_told()
    {
        var set = SetOf(ImageEvaluation.Of("a", Truth, Truth), ImageEvaluation.Of("b", new LabelImage(12, 2), Prediction));
        var metrics = EvaluationMetrics.Of(set).ToDictionary(m => m.Key);
        Assert.Equal(3 / 7.0, metrics["ap"].Value!.Value, 1e-12);
        Assert.Equal(0, metrics["hausdorff"].Value);
        Assert.Contains("mean over 1 of 2 images", metrics["hausdorff"].Meaning);
        Assert.Equal((4 - 0) / 2.0, metrics["count_bias"].Value);
        Assert.Contains("1 of 2 images (first b): the truth has no object", EvaluationNotes.Of(set)[0]);
    }

    [Fact]
    public void Ignored_regions_count_nowhere()
    {
        var truth = Shapes.Labels("11..----", "11..----");
        var evaluation = ImageEvaluation.Of("a", truth, Shapes.Labels("11.22333", "11.22333"));
        Assert.Equal((1, 1, 8.0), (evaluation.TrueCount, evaluation.PredictedCount - 1, evaluation.Area));
        Assert.Equal(2, evaluation.Objects[^1].PredictedLabel);
        Assert.Equal(2, evaluation.Objects[^1].PredictedArea);
        Assert.Equal(4 / 6.0, evaluation.Foreground.Jaccard, 1e-12);
    }

    [Fact]
    public void Tiny_rare_and_few_objects_are_told()
    {
        var truth = new LabelImage(100, 100);
        truth[50, 50] = 1;
        var notes = EvaluationNotes.Of(SetOf(ImageEvaluation.Of("a", truth, truth)));
        Assert.Contains(notes, n => n.StartsWith("The truth has only 1 object:", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.StartsWith("True objects are tiny (median 1 pixels)", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.StartsWith("Objects cover 0 % of the image", StringComparison.Ordinal));
    }

    [Fact]
    public void A_binary_mask_in_place_of_labels_is_told()
    {
        var mask = Shapes.Labels("99..99.99.99");
        var notes = EvaluationNotes.Of(SetOf(ImageEvaluation.Of("cells", Shapes.Labels("11..22.33.44"), mask)));
        Assert.Contains(notes, n => n.StartsWith("The prediction of cells is one object in 4 parts: if it is a binary mask", StringComparison.Ordinal));
        Assert.DoesNotContain(notes, n => n.StartsWith("The truth of", StringComparison.Ordinal));
    }

    [Fact]
    public void Images_of_different_units_are_not_averaged()
    {
        var set = SetOf(ImageEvaluation.Of("a", Truth, Truth));
        var other = ImageEvaluation.Of("b", Truth, Truth, new EvaluationOptions { PixelSize = new PixelSize(1, 1, "µm") });
        Assert.Contains("a is calibrated in pixel and b in µm", Assert.Throws<UserAdviceException>(() => set.Add(other)).Message);
    }

    [Fact]
    public void An_intensity_image_that_does_not_fit_is_named()
    {
        var small = new Image2D("cells.tif", 3, 3, [new byte[9]]);
        Assert.Contains("Image cells.tif has 3 x 3 pixels and the truth 12 x 2", Message(new EvaluationOptions { Intensities = small }));
        Assert.Contains("cells.tif has no channel 2; it has 1", Message(new EvaluationOptions { Intensities = new Image2D("cells.tif", 12, 2, [new byte[24]]), Channel = 1 }));
    }

    private static string Message(EvaluationOptions options) => Assert.Throws<UserAdviceException>(() => ImageEvaluation.Of("a", Truth, Prediction, options)).Message;

    private static EvaluationSet SetOf(params ImageEvaluation[] images)
    {
        var set = new EvaluationSet();
        Array.ForEach(images, set.Add);
        return set;
    }
}
