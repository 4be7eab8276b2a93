using FijiBridge.Engine.Data;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Tests.TestData;
using FijiBridge.Engine.Tests.Training;
using Xunit;

namespace FijiBridge.Engine.Tests.Network;

public class StarDistModelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Perfect_maps_give_back_the_truth(int grid)
    {
        using var model = PerfectRuntime.Model(new StarDistConfig { NRays = 64, Grid = [grid, grid], UnetNDepth = 1 }, out _);
        var truth = SimulatedDiscs.Pair("discs", 300, 200, 5).Labels;
        var options = new SegmentOptions { BoundaryExclusion = 0, ProbThresh = 0.3 };
        foreach (var refine in new[] { false, true })
        {
            var result = model.Segment(PerfectRuntime.ImageOf(truth), options with { RefineShapes = refine });
            var matching = Matching.Compare(truth, result.RenderLabels());
            Assert.True(matching.At(0.75).AveragePrecision > 0.95, $"AP {matching.At(0.75).AveragePrecision}");
            Assert.True(matching.At(0.5).MeanMatchedScore > 0.9, $"IoU {matching.At(0.5).MeanMatchedScore}");
        }
    }

    [Fact]
    public void Rows_are_those_of_the_whole_label_image()
    {
        using var model = PerfectRuntime.Model(new StarDistConfig { NRays = 16, UnetNDepth = 1 }, out _);
        var result = model.Segment(PerfectRuntime.ImageOf(Shapes.RandomScene(90, 70, 6, 6, 9, 5)));
        var whole = result.RenderLabels();
        var rows = new int[90 * 70];
        for (var y = 0; y < 70; y += 7)
        {
            result.RenderRows(y, 7, rows.AsSpan(y * 90, 7 * 90));
        }

        Assert.Equal(whole.Pixels, rows);
        Assert.Equal(result.Objects.Count, whole.Pixels.Max());
    }

    [Fact]
    public void Objects_come_best_first_and_probabilities_exceed_the_threshold()
    {
        using var model = PerfectRuntime.Model(new StarDistConfig { NRays = 16, UnetNDepth = 1 }, out _);
        var objects = model.Segment(PerfectRuntime.ImageOf(Shapes.RandomScene(200, 200, 30, 4, 9, 5)), new SegmentOptions { ProbThresh = 0.9 }).Objects;
        Assert.NotEqual(0, objects.Count);
        Assert.Equal(objects.Prob.OrderDescending(), objects.Prob);
        Assert.All(objects.Prob, p => Assert.True(p > 0.9f));
    }

    [Fact]
    public void Threshold_search_runs_the_network_once_per_image_and_finds_thresholds_that_work()
    {
        using var model = PerfectRuntime.Model(new StarDistConfig { NRays = 32, UnetNDepth = 1 }, out var runtime);
        var set = new InMemoryTrainingSet(Enumerable.Range(0, 3).Select(i =>
        {
            var labels = SimulatedDiscs.Pair("x", 128, 128, i).Labels;
            return new TrainingPair($"{i}", PerfectRuntime.ImageOf(labels), labels);
        }));
        var found = ThresholdSearch.Run(model, set);
        Assert.Equal(3, runtime.Runs);
        var matching = ModelEvaluation.Run(model, set, new SegmentOptions { ProbThresh = found.Thresholds.Prob, NmsThresh = found.Thresholds.Nms });
        var score = new[] { 0.3, 0.5, 0.7 }.Average(iou => matching.Pooled(iou).AveragePrecision);
        Assert.Equal(score, found.Score, 1e-9);
        Assert.True(score > 0.85, $"score {score}");
    }

    [Fact]
    public void Threshold_search_without_any_candidate_gives_the_defaults()
    {
        using var model = PerfectRuntime.Model(new StarDistConfig { NRays = 8, UnetNDepth = 1 }, out _);
        var empty = new LabelImage(32, 32);
        var set = new InMemoryTrainingSet([new TrainingPair("empty", PerfectRuntime.ImageOf(empty), empty)]);
        Assert.Equal(StarDistThresholds.Default, ThresholdSearch.Run(model, set).Thresholds);
    }
}
