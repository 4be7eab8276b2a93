using FijiBridge.Engine.Data;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.UNet;

/// <summary>
/// Finds the thresholds of a U-Net model on validation images: those that maximise the mean of AP = TP/(TP+FP+FN) over
/// IoU .3, .5 and .7, counts pooled over the images, as for StarDist models. The network runs once per image; foreground and
/// seed thresholds are searched on a grid, then around its best, then the smallest area.
/// </summary>
internal static class UNetThresholdSearch
{
    private static readonly double[] s_iou = [0.3, 0.5, 0.7];
    private static readonly double[] s_prob = [0.3, 0.4, 0.5, 0.6, 0.7];
    private static readonly double[] s_seed = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
    private static readonly double[] s_areaParts = [0, 0.05, 0.1, 0.15, 0.2, 0.3];
    private const double UsualAreaPart = 0.1;
    private const double FineStep = 0.05;

    /// <summary>Searches.</summary>
    /// <param name="model">Model; its own thresholds play no part.</param>
    /// <param name="validation">Images with truth.</param>
    /// <param name="options">Options of the prediction; its thresholds play no part.</param>
    /// <param name="progress">Receives images done, then trials done.</param>
    /// <param name="ct">Stops the search.</param>
    /// <returns>The best thresholds; the defaults where nothing is found at all.</returns>
    public static (UNetThresholds Thresholds, double Score) Run(
        UNetModel model, ITrainingSet validation, SegmentOptions? options = null, IProgress<ProgressReport>? progress = null, CancellationToken ct = default)
    {
        options ??= new SegmentOptions();
        var maps = new InstanceMaps[validation.Count];
        var truths = new LabelImage[validation.Count];
        for (var i = 0; i < maps.Length; i++)
        {
            progress?.Report(new ProgressReport("thresholds: network", i, maps.Length));
            var pair = validation.Load(i);
            truths[i] = pair.Labels;
            maps[i] = model.Predict(pair.Image, options, null, ct).Maps;
        }

        var median = MedianArea(truths);
        var tried = new Dictionary<UNetThresholds, double>();
        var seeds = model.Config.Output == UNetOutput.Semantic ? [UNetThresholds.Default.Seed] : s_seed;
        var best = (Thresholds: UNetThresholds.Default, Score: 0.0);
        void Try(double prob, double seed, double areaPart)
        {
            var thresholds = new UNetThresholds(Math.Round(prob, 4), Math.Round(seed, 4), (int)(areaPart * median));
            if (thresholds is not { Prob: > 0 and < 1, Seed: > 0 and < 1 } || tried.ContainsKey(thresholds))
            {
                return;
            }

            ct.ThrowIfCancellationRequested();
            progress?.Report(new ProgressReport("thresholds: search", tried.Count, (s_prob.Length * seeds.Length) + 12));
            var score = tried[thresholds] = MeanAccuracy(maps, truths, thresholds, ct);
            best = score > best.Score ? (thresholds, score) : best;
        }

        foreach (var seed in seeds)
        {
            foreach (var prob in s_prob)
            {
                Try(prob, seed, UsualAreaPart);
            }
        }

        var coarse = best.Thresholds;
        foreach (var (dp, ds) in new[] { (-FineStep, 0), (FineStep, 0), (0, -FineStep), (0, FineStep), (FineStep, FineStep), (-FineStep, -FineStep) })
        {
            Try(coarse.Prob + dp, seeds.Length > 1 ? coarse.Seed + ds : coarse.Seed, UsualAreaPart);
        }

        var fine = best.Thresholds;
        foreach (var part in s_areaParts)
        {
            Try(fine.Prob, fine.Seed, part);
        }

        return best;
    }

    private static double MeanAccuracy(InstanceMaps[] maps, LabelImage[] truths, UNetThresholds thresholds, CancellationToken ct)
    {
        var counts = new MatchingResult[maps.Length][];
        Parallel.For(0, maps.Length, i =>
        {
            var labels = InstanceBuilder.Build(maps[i], thresholds.Prob, thresholds.Seed, thresholds.MinArea, ct);
            var matching = Matching.Compare(truths[i], labels);
            counts[i] = Array.ConvertAll(s_iou, matching.At);
        });
        return s_iou.Select((_, t) => counts.Select(c => c[t]).Aggregate((a, b) => a + b).AveragePrecision).Average();
    }

    private static double MedianArea(LabelImage[] truths)
    {
        var areas = truths.SelectMany(t => LabelStatistics.Measure(t)).Select(o => o.Area).Order().ToList();
        return areas.Count == 0 ? 0 : areas[areas.Count / 2];
    }
}
