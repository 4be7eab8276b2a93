using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.StarDist;

/// <summary>
/// The way that a perfect network would go: true labels, distances and probabilities, candidates, suppression, labels. What
/// is lost here no training can bring back.
/// </summary>
public class RealMasksTests(ITestOutputHelper output)
{
    [Fact]
    public void StarDists_sample_comes_back_whole()
    {
        var truth = new TinyTiff().ReadLabels(SharedData.Require("stardist-samples", "mask2d.tif"));

        var all = new DatasetMatching();
        all.Add("mask2d", Matching.Compare(truth, ThereAndBack(truth, 32, 1)));

        Assert.Equal(125, all.Images[0].Matching.TrueObjects);
        Assert.Equal((125, 123, 122), Report(all));
    }

    [Theory]
    [InlineData(32, 2, 1807, 1800, 1779)]
    [InlineData(64, 1, 1807, 1805, 1792)]
    public void The_nuclei_of_the_2018_data_science_bowl_come_back(int nRays, int grid, int at5, int at75, int at9)
    {
        var all = new DatasetMatching();
        foreach (var path in Directory.GetFiles(SharedData.Require("dsb2018", "test", "masks"), "*.tif").Order())
        {
            var truth = new TinyTiff().ReadLabels(path);
            all.Add(Path.GetFileName(path), Matching.Compare(truth, ThereAndBack(truth, nRays, grid)));
        }

        Assert.Equal(1808, all.Pooled(0.5).TrueObjects);
        Assert.Equal((at5, at75, at9), Report(all));
    }

    private static LabelImage ThereAndBack(LabelImage truth, int nRays, int grid)
    {
        var candidates = Shapes.Candidates(truth, nRays, grid, probThresh: 0.4f);
        var survivors = candidates.Take(StarConvexNms.Run(candidates, 0.4, TestContext.Current.CancellationToken));
        return PolygonRasterizer.Paint(survivors, truth.Width, truth.Height);
    }

    private (int At5, int At75, int At9) Report(DatasetMatching all)
    {
        foreach (var iou in Matching.UsualIou)
        {
            var r = all.Pooled(iou);
            output.WriteLine($"IoU {iou:0.00}: TP {r.TruePositives} FP {r.FalsePositives} FN {r.FalseNegatives} AP {r.AveragePrecision:0.0000} mean IoU {r.MeanMatchedScore:0.0000}");
        }

        return (all.Pooled(0.5).TruePositives, all.Pooled(0.75).TruePositives, all.Pooled(0.9).TruePositives);
    }
}
