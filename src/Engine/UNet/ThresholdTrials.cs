using FijiBridge.Engine.Instances;

namespace FijiBridge.Engine.UNet;

/// <summary>Tries thresholds and keeps the best.</summary>
/// <param name="scores">Scores of thresholds that are in range, one each: of <see cref="ThresholdScores"/>.</param>
/// <param name="progress">Receives trials done; how many there will be is not known.</param>
/// <param name="ct">Stops the trials.</param>
internal sealed class ThresholdTrials(Func<IReadOnlyList<InstanceThresholds>, double[]> scores, IProgress<ProgressReport>? progress, CancellationToken ct)
{
    private const int UsualTrials = 130;
    private readonly HashSet<InstanceThresholds> _tried = [];

    /// <summary>The thresholds of the highest score; among equals, those tried first. The defaults where none found anything.</summary>
    public InstanceThresholds Best { get; private set; } = InstanceThresholds.Default;

    /// <summary>Mean AP over IoU .3, .5 and .7, counts pooled over the images.</summary>
    public double BestScore { get; private set; }

    /// <summary>Tries thresholds, but for those out of range or tried before.</summary>
    public void Try(IEnumerable<InstanceThresholds> thresholds)
    {
        ct.ThrowIfCancellationRequested();
        progress?.Report(new ProgressReport("thresholds: search", _tried.Count, Math.Max(UsualTrials, _tried.Count)));
        List<InstanceThresholds> untried =
        [
            .. thresholds.Select(t => t with { Prob = Math.Round(t.Prob, 4), Seed = Math.Round(t.Seed, 4) })
                .Where(t => t is { IsValid: true, Seed: > 0 and < 1 } && _tried.Add(t)),
        ];
        var found = scores(untried);
        for (var k = 0; k < untried.Count; k++)
        {
            (Best, BestScore) = found[k] > BestScore ? (untried[k], found[k]) : (Best, BestScore);
        }
    }
}
