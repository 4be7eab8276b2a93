using System.Collections.Concurrent;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Instances;

namespace FijiBridge.Engine.UNet;

/// <summary>
/// How good thresholds are on images with truth. Objects are grown once for each foreground and seed threshold; what is left of
/// them are regions, who touches whom, and what they share with the truth, from which the other thresholds are tried without pixels.
/// </summary>
/// <param name="images">What the network gives for each image, and its truth.</param>
/// <param name="ct">Stops the work.</param>
internal sealed class ThresholdScores(SearchImages images, CancellationToken ct)
{
    private static readonly double[] s_iou = [0.3, 0.5, 0.7];
    private readonly ConcurrentDictionary<(int Image, double Prob, double Seed), (RegionGraph Regions, OverlapTable Shared)> _grown = new();
    private readonly ParallelOptions _parallel = new() { CancellationToken = ct, MaxDegreeOfParallelism = images.Workers };

    /// <summary>Mean AP over IoU .3, .5 and .7, counts pooled over the images; one number for each of the thresholds.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public double[] Of(IReadOnlyList<InstanceThresholds> trials)
    {
        var all = Enumerable.Range(0, images.Count);
        var ungrown = trials.SelectMany(t => all.Select(i => (Image: i, t.Prob, t.Seed))).Distinct().Where(key => !_grown.ContainsKey(key)).ToList();
        _ = Parallel.ForEach(ungrown.Where(key => images.IsInMemory(key.Image)).ToList(), _parallel, key => _grown[key] = Grow(images.Get(key.Image), key.Prob, key.Seed));
        foreach (var ofImage in ungrown.Where(key => !images.IsInMemory(key.Image)).GroupBy(key => key.Image))
        {
            var image = images.Get(ofImage.Key);
            _ = Parallel.ForEach(ofImage.ToList(), _parallel, key => _grown[key] = Grow(image, key.Prob, key.Seed));
            images.GiveBack(ofImage.Key, image);
        }

        var counts = new MatchingResult[trials.Count][][];
        _ = Parallel.For(0, trials.Count, _parallel, k => counts[k] = [.. all.Select(i => Counts(i, trials[k]))]);
        return [.. counts.Select(byImage => s_iou.Select((_, t) => byImage.Select(c => c[t]).Aggregate((a, b) => a + b).AveragePrecision).Average())];
    }

    private (RegionGraph Regions, OverlapTable Shared) Grow(SearchImage image, double prob, double seed)
    {
        var grown = InstanceBuilder.Grow(image.Maps, prob, seed, ct, image.Relief.Value, images.Arrays);
        var regions = new RegionGraph(grown, image.Maps.Seeds, images.Arrays);
        images.Arrays.GiveBack(grown.Pixels);
        var shared = OverlapTable.Of(image.Truth, regions.Nodes!);
        regions.Forget(images.Arrays);
        return (regions, shared);
    }

    private MatchingResult[] Counts(int image, InstanceThresholds thresholds)
    {
        ct.ThrowIfCancellationRequested();
        var (regions, shared) = _grown[(image, thresholds.Prob, thresholds.Seed)];
        return Array.ConvertAll(s_iou, new Matching(shared.Merge(regions.Choose(thresholds))).At);
    }
}
