using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Evaluation;

/// <summary>Every metric against figures worked out by brute force in Python, on pixels that are not square, with ignored regions, labels above 65535, objects of one pixel and at the border.</summary>
public class EvaluationReferenceTests
{
    // tests/fixtures/golden/make_evaluation_golden.py (numpy, scipy 1.10.1)
    private static readonly Dictionary<string, double> s_expected = new()
    {
        ["true_objects"] = 7,
        ["predicted_objects"] = 9,
        ["tp"] = 6,
        ["fp"] = 3,
        ["fn"] = 1,
        ["precision"] = 0.6666666667,
        ["recall"] = 0.8571428571,
        ["f1"] = 0.75,
        ["ap"] = 0.6,
        ["ap50_95"] = 0.3744655345,
        ["pq"] = 0.6219956041,
        ["mean_matched_iou"] = 0.8293274721,
        ["dice"] = 0.8244047619,
        ["jaccard"] = 0.7012658228,
        ["hausdorff"] = 7.068238819,
        ["hausdorff95"] = 4.351201592,
        ["surface_distance"] = 0.6957141371,
        ["object_hausdorff"] = 0.7206704934,
        ["object_hausdorff95"] = 0.7206704934,
        ["object_surface_distance"] = 0.3227874383,
        ["count_truth"] = 7,
        ["count_bias"] = 2,
        ["count_mae"] = 2,
        ["density_truth"] = 0.005854800937,
        ["density_bias"] = 0.001672800268,
        ["density_mae"] = 0.001672800268,
        ["area_truth"] = 33.53333333,
        ["area_bias"] = -1.8,
        ["area_mae"] = 3.8,
        ["diameter_truth"] = 5.980987867,
        ["diameter_bias"] = -0.1625510563,
        ["diameter_mae"] = 0.338036263,
        ["intensity_truth"] = 115.2135296,
        ["intensity_bias"] = 0.1898227937,
        ["intensity_mae"] = 2.013224481,
    };

    private static readonly (double Y, double X, double RadiusY, double RadiusX, int Label)[] s_truth =
        [(8, 10, 7, 6, 1), (8, 30, 6, 9, 70001), (30, 0, 8, 7, 3), (40, 25, 5, 5, 4), (47, 63, 9, 6, 100000), (24, 45, 4, 12, 6), (20, 20, 0.5, 0.5, 7), (36, 50, 3, 3, 8)];

    private static readonly (double Y, double X, double RadiusY, double RadiusX, int Label)[] s_prediction =
    [
        (9, 11, 7, 6, 5), (8, 26, 6, 5, 90000), (8, 36, 6, 4, 2), (30, 1, 8, 7, 200001), (41, 25, 4, 5, 11), (47, 63, 9, 6, 12), (25, 45, 4, 10, 9), (20, 20, 0.5, 0.5, 1), (15, 55, 4, 4, 77),
        (36, 50, 3, 3, 8),
    ];

    [Fact]
    public void All_metrics_are_those_of_the_reference()
    {
        var (truth, prediction) = Scene();
        var pixels = Enumerable.Range(0, 64 * 48).Select(i => (float)(((i % 64 * 7) + (i / 64 * 13) + (i % 64 * (i / 64))) % 251)).ToArray();
        var set = new EvaluationSet();
        set.Add(ImageEvaluation.Of("a", truth, prediction, new EvaluationOptions { Intensities = Image2D.FromFloats("a", 64, 48, pixels) }));

        var metrics = EvaluationMetrics.Of(set);

        Assert.Equal(s_expected.Keys.Order(), metrics.Select(m => m.Key).Order());
        Assert.All(metrics, m => Assert.Equal(s_expected[m.Key], m.Value!.Value, 1e-8 * Math.Max(1, Math.Abs(s_expected[m.Key]))));
    }

    [Theory]
    [InlineData(0.3, 7, 2, 0)]
    [InlineData(0.5, 6, 3, 1)]
    [InlineData(0.75, 3, 6, 4)]
    [InlineData(0.95, 2, 7, 5)]
    public void Partners_are_those_of_the_assignment_that_scipy_finds(double iou, int truePositives, int falsePositives, int falseNegatives)
    {
        var (truth, prediction) = Scene();
        var result = Matching.Compare(truth, prediction).At(iou);
        Assert.Equal((truePositives, falsePositives, falseNegatives), (result.TruePositives, result.FalsePositives, result.FalseNegatives));
    }

    private static (LabelImage Truth, LabelImage Prediction) Scene()
    {
        var size = new PixelSize(0.5, 0.8, "µm");
        LabelImage truth = new(64, 48, new int[64 * 48], size), prediction = new(64, 48, new int[64 * 48], size);
        foreach (var (y, x, radiusY, radiusX, label) in s_truth)
        {
            _ = truth.PaintEllipse(y, x, radiusY, radiusX, label);
        }

        foreach (var (y, x, radiusY, radiusX, label) in s_prediction)
        {
            _ = prediction.PaintEllipse(y, x, radiusY, radiusX, label);
        }

        Ignore(33, 40, 46, 55);
        Ignore(10, 14, 53, 58);
        return (truth, prediction);

        void Ignore(int top, int bottom, int left, int right)
        {
            for (var y = top; y < bottom; y++)
            {
                truth.Pixels.AsSpan((y * 64) + left, right - left).Fill(LabelImage.Ignore);
            }
        }
    }
}
