using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.UNet;

/// <summary>Tries thresholds on images with truth and keeps the best; thresholds of one foreground and one seed share the growing of the objects.</summary>
/// <param name="maps">What the network gives for each image.</param>
/// <param name="truths">Truth of each image.</param>
/// <param name="progress">Receives trials done; how many there will be is not known.</param>
/// <param name="ct">Stops the trials.</param>
internal sealed class ThresholdTrials(InstanceMaps[] maps, LabelImage[] truths, IProgress<ProgressReport>? progress, CancellationToken ct)
{
    private const int UsualTrials = 130;
    private static readonly double[] s_iou = [0.3, 0.5, 0.7];
    private readonly HashSet<InstanceThresholds> _tried = [];

    /// <summary>The thresholds of the highest score; among equals, those tried first. The defaults where none found anything.</summary>
    public InstanceThresholds Best { get; private set; } = InstanceThresholds.Default;

    /// <summary>Mean AP over IoU .3, .5 and .7, counts pooled over the images.</summary>
    public double BestScore { get; private set; }

    /// <summary>Tries thresholds, but for those out of range or tried before.</summary>
    public void Try(IEnumerable<InstanceThresholds> thresholds)
    {
        var rounded = thresholds.Select(t => t with { Prob = Math.Round(t.Prob, 4), Seed = Math.Round(t.Seed, 4) }).ToList();
        foreach (var alike in rounded.Where(t => t is { IsValid: true, Seed: > 0 and < 1 } && _tried.Add(t)).GroupBy(t => (t.Prob, t.Seed)))
        {
            ct.ThrowIfCancellationRequested();
            progress?.Report(new ProgressReport("thresholds: search", _tried.Count, Math.Max(UsualTrials, _tried.Count)));
            InstanceThresholds[] group = [.. alike];
            var scores = Scores(alike.Key.Prob, alike.Key.Seed, group);
            for (var k = 0; k < group.Length; k++)
            {
                (Best, BestScore) = scores[k] > BestScore ? (group[k], scores[k]) : (Best, BestScore);
            }
        }
    }

    private double[] Scores(double prob, double seed, InstanceThresholds[] group)
    {
        var counts = new MatchingResult[maps.Length][][];
        Parallel.For(0, maps.Length, i =>
        {
            var grown = InstanceBuilder.Grow(maps[i], prob, seed, ct);
            counts[i] = Array.ConvertAll(group, thresholds =>
            {
                ct.ThrowIfCancellationRequested();
                var matching = Matching.Compare(truths[i], InstanceBuilder.Choose(grown, maps[i].Seeds, thresholds));
                return Array.ConvertAll(s_iou, matching.At);
            });
        });
        return [.. group.Select((_, k) => s_iou.Select((_, t) => counts.Select(c => c[k][t]).Aggregate((a, b) => a + b).AveragePrecision).Average())];
    }
}
