using FijiBridge.Engine.Data;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>What a <see cref="ThresholdSearch"/> found.</summary>
/// <param name="Thresholds">The best pair.</param>
/// <param name="Score">Its mean AP over the searched IoU thresholds, counts pooled over the images.</param>
public sealed record ThresholdSearchResult(StarDistThresholds Thresholds, double Score);

/// <summary>
/// Finds the thresholds of a model on validation images: for each overlap threshold in {.3, .4, .5} the probability
/// threshold is searched (a coarse scan, then golden section around its best to 0.01) that maximises the mean of
/// AP = TP/(TP+FP+FN) over IoU .3, .5 and .7 with counts pooled over the images, as StarDist does. The network runs once
/// per image, and suppression once per image and overlap threshold: it goes from the best candidate down, so that the
/// survivors above a probability threshold are the same whether or not worse candidates take part.
/// </summary>
public static class ThresholdSearch
{
    private const double LowestProb = 0.1;
    private const double Tolerance = 0.01;
    private static readonly double[] NmsThresholds = [0.3, 0.4, 0.5];
    private static readonly double[] IouThresholds = [0.3, 0.5, 0.7];

    /// <summary>Searches.</summary>
    /// <param name="model">Model; its own thresholds play no part.</param>
    /// <param name="validation">Images with truth.</param>
    /// <param name="options">Options of the prediction; its thresholds play no part.</param>
    /// <param name="progress">Receives images done, then trials done.</param>
    /// <param name="ct">Stops the search.</param>
    /// <returns>The best pair; StarDist's defaults where no candidate is found at all.</returns>
    public static ThresholdSearchResult Run(
        StarDistModel model, ITrainingSet validation, SegmentOptions? options = null, IProgress<ProgressReport>? progress = null, CancellationToken ct = default)
    {
        options ??= new SegmentOptions();
        var survivors = new StarPolygons[NmsThresholds.Length][];
        var truths = new LabelImage[validation.Count];
        for (var n = 0; n < survivors.Length; n++)
        {
            survivors[n] = new StarPolygons[validation.Count];
        }

        for (var i = 0; i < validation.Count; i++)
        {
            progress?.Report(new ProgressReport("thresholds: network", i, validation.Count));
            var pair = validation.Load(i);
            truths[i] = pair.Labels;
            var scaled = ScaledImage.For(pair.Image, model.Info, options.RescaleToModel);
            var candidates = model.Candidates(scaled.Image, LowestProb, options, ct);
            Parallel.For(0, NmsThresholds.Length, n =>
            {
                var winners = StarConvexNms.Run(candidates, NmsThresholds[n], ct);
                var objects = options.RefineShapes ?? model.Info.RefineShapes ? ShapeConsensus.Refine(candidates, candidates.Take(winners)) : candidates.Take(winners);
                survivors[n][i] = ScaledPolygons.ToImage(objects, scaled.Scale);
            });
        }

        var best = new ThresholdSearchResult(StarDistThresholds.Default, 0);
        if (survivors.All(images => images.All(objects => objects.Count == 0)))
        {
            return best;
        }

        for (var n = 0; n < NmsThresholds.Length; n++)
        {
            progress?.Report(new ProgressReport("thresholds: search", n, NmsThresholds.Length));
            var tried = new Dictionary<double, double>();
            double Score(double prob)
            {
                ct.ThrowIfCancellationRequested();
                var key = Math.Round(prob, 4);
                return tried.TryGetValue(key, out var known) ? known : tried[key] = MeanAccuracy(survivors[n], truths, key);
            }

            var (probThresh, score) = Maximize(Score);
            if (score > best.Score)
            {
                best = new ThresholdSearchResult(new StarDistThresholds(probThresh, NmsThresholds[n]), score);
            }
        }

        progress?.Report(new ProgressReport("thresholds: search", NmsThresholds.Length, NmsThresholds.Length));
        return best;
    }

    /// <summary>Mean AP over the IoU thresholds at one probability threshold, counts pooled over the images.</summary>
    private static double MeanAccuracy(StarPolygons[] objects, LabelImage[] truths, double probThresh)
    {
        var counts = new MatchingResult[truths.Length][];
        Parallel.For(0, truths.Length, i =>
        {
            var above = 0;
            while (above < objects[i].Count && objects[i].Prob[above] > (float)probThresh)
            {
                above++;
            }

            var kept = objects[i].Take([.. Enumerable.Range(0, above)]);
            var matching = Matching.Compare(truths[i], PolygonRasterizer.Paint(kept, truths[i].Width, truths[i].Height));
            counts[i] = Array.ConvertAll(IouThresholds, matching.At);
        });
        return IouThresholds.Select((_, t) => counts.Select(c => c[t]).Aggregate((a, b) => a + b).AveragePrecision).Average();
    }

    private static (double Argument, double Value) Maximize(Func<double, double> f)
    {
        const double step = 0.1;
        var coarse = Enumerable.Range(1, 9).Select(i => i * step).Select(p => (Argument: p, Value: f(p)))
            .OrderByDescending(p => p.Value).ThenBy(p => Math.Abs(p.Argument - 0.5)).First();
        double low = Math.Max(LowestProb, coarse.Argument - step), high = Math.Min(0.99, coarse.Argument + step);
        var golden = (Math.Sqrt(5) - 1) / 2;
        var best = coarse;
        while (high - low > Tolerance)
        {
            double left = high - (golden * (high - low)), right = low + (golden * (high - low));
            double leftValue = f(left), rightValue = f(right);
            best = new[] { best, (left, leftValue), (right, rightValue) }.MaxBy(p => p.Item2);
            (low, high) = leftValue >= rightValue ? (low, right) : (left, high);
        }

        return (Math.Round(best.Argument, 4), best.Value);
    }
}
