using System.Collections.Concurrent;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.UNet;

/// <summary>
/// How good thresholds are on images with truth. Objects are grown once for each foreground and seed threshold; what is left of
/// them are regions, who touches whom, and what they share with the truth, from which the other thresholds are tried without pixels.
/// </summary>
/// <param name="maps">What the network gives for each image.</param>
/// <param name="truths">Truth of each image.</param>
/// <param name="ct">Stops the work.</param>
internal sealed class ThresholdScores(InstanceMaps[] maps, LabelImage[] truths, CancellationToken ct)
{
    private static readonly double[] s_iou = [0.3, 0.5, 0.7];
    private readonly ConcurrentDictionary<(int Image, double Prob, double Seed), (RegionGraph Regions, OverlapTable Shared)> _grown = new();
    private readonly Lazy<FloodLevels?>[] _reliefs = Array.ConvertAll(maps, m => new Lazy<FloodLevels?>(() => InstanceBuilder.ReliefOf(m)));
    private readonly ParallelOptions _parallel = new() { CancellationToken = ct };

    /// <summary>Mean AP over IoU .3, .5 and .7, counts pooled over the images; one number for each of the thresholds.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public double[] Of(IReadOnlyList<InstanceThresholds> trials)
    {
        var images = Enumerable.Range(0, maps.Length);
        var ungrown = trials.SelectMany(t => images.Select(i => (i, t.Prob, t.Seed))).Distinct().Where(key => !_grown.ContainsKey(key)).ToList();
        _ = Parallel.ForEach(ungrown, _parallel, key => _grown[key] = Grow(key.i, key.Prob, key.Seed));
        var counts = new MatchingResult[trials.Count][][];
        _ = Parallel.For(0, trials.Count, _parallel, k => counts[k] = [.. images.Select(i => Counts(i, trials[k]))]);
        return [.. counts.Select(byImage => s_iou.Select((_, t) => byImage.Select(c => c[t]).Aggregate((a, b) => a + b).AveragePrecision).Average())];
    }

    private (RegionGraph Regions, OverlapTable Shared) Grow(int image, double prob, double seed)
    {
        var regions = new RegionGraph(InstanceBuilder.Grow(maps[image], prob, seed, ct, _reliefs[image].Value), maps[image].Seeds);
        var shared = OverlapTable.Of(truths[image], regions.Nodes!);
        regions.Forget();
        return (regions, shared);
    }

    private MatchingResult[] Counts(int image, InstanceThresholds thresholds)
    {
        ct.ThrowIfCancellationRequested();
        var (regions, shared) = _grown[(image, thresholds.Prob, thresholds.Seed)];
        return Array.ConvertAll(s_iou, new Matching(shared.Merge(regions.Choose(thresholds))).At);
    }
}
