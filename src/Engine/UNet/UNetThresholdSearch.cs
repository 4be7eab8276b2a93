using FijiBridge.Engine.Data;
using FijiBridge.Engine.Instances;

namespace FijiBridge.Engine.UNet;

/// <summary>
/// Finds the thresholds of a U-Net model on validation images: those that maximise the mean of AP = TP/(TP+FP+FN) over
/// IoU .3, .5 and .7, counts pooled over the images, as for StarDist models. The network runs once per image. Foreground and
/// seed thresholds are searched on a grid, without peak and prominence and with usual ones; then one threshold after the
/// other from the best on, until none helps. What is kept of the images is bounded: see <see cref="SearchImages"/>.
/// </summary>
internal static class UNetThresholdSearch
{
    private static readonly double[] s_prob = [0.3, 0.4, 0.5, 0.6, 0.7];
    private static readonly double[] s_seed = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
    private static readonly (double Peak, double Prominence)[] s_usual = [(0, 0), (0.7, 0.3)];
    private static readonly double[] s_peak = [0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9];
    private static readonly double[] s_prominence = [0, 0.1, 0.2, 0.3, 0.4, 0.5];
    private static readonly double[] s_areaParts = [0, 0.05, 0.1, 0.15, 0.2, 0.3];
    private const double UsualAreaPart = 0.1;
    private const double FineStep = 0.05;
    private const int MaxRounds = 4;

    /// <summary>Searches.</summary>
    /// <param name="model">Model; its own thresholds play no part.</param>
    /// <param name="validation">Images with truth.</param>
    /// <param name="folder">Where maps are kept for a while that take too much memory.</param>
    /// <param name="options">Options of the prediction; its thresholds play no part.</param>
    /// <param name="progress">Receives images done, then trials done.</param>
    /// <param name="ct">Stops the search.</param>
    /// <returns>The best thresholds; the defaults where nothing is found at all.</returns>
    public static (InstanceThresholds Thresholds, double Score) Run(
        UNetModel model, ITrainingSet validation, string folder, SegmentOptions? options = null, IProgress<ProgressReport>? progress = null, CancellationToken ct = default)
    {
        options ??= new SegmentOptions();
        using var images = new SearchImages(SearchImages.UsualBytes, folder);
        for (var i = 0; i < validation.Count; i++)
        {
            progress?.Report(new ProgressReport("thresholds: network", i, validation.Count));
            var pair = validation.Load(i);
            images.Add(model.Predict(pair.Image, options, null, ct).Maps, pair.Labels);
        }

        return Run(images, progress, ct);
    }

    /// <summary>Searches, with the maps of every image and its truth.</summary>
    public static (InstanceThresholds Thresholds, double Score) Run(SearchImages images, IProgress<ProgressReport>? progress, CancellationToken ct) =>
        Run(new ThresholdTrials(new ThresholdScores(images, ct).Of, progress, ct), images.MedianArea, images.HasSeeds);

    /// <summary>Searches.</summary>
    /// <param name="trials">Tries thresholds.</param>
    /// <param name="median">Median area of the true objects, pixels.</param>
    /// <param name="hasSeeds">False where objects are connected regions.</param>
    internal static (InstanceThresholds Thresholds, double Score) Run(ThresholdTrials trials, double median, bool hasSeeds)
    {
        var start = InstanceThresholds.Default with { MinArea = (int)(UsualAreaPart * median) };
        foreach (var (peak, prominence) in hasSeeds ? s_usual : s_usual[..1])
        {
            foreach (var seed in hasSeeds ? s_seed : [start.Seed])
            {
                trials.Try(s_prob.Select(prob => start with { Prob = prob, Seed = seed, Peak = peak, Prominence = prominence }));
            }
        }

        for (var round = 0; round < MaxRounds; round++)
        {
            var before = trials.Best;
            trials.Try(s_areaParts.Select(part => trials.Best with { MinArea = (int)(part * median) }));
            trials.Try(Around(trials.Best.Prob, s_prob).Select(prob => trials.Best with { Prob = prob }));
            if (hasSeeds)
            {
                trials.Try(s_prominence.Select(prominence => trials.Best with { Prominence = prominence }));
                trials.Try(s_peak.Select(peak => trials.Best with { Peak = peak }));
                trials.Try(Around(trials.Best.Seed, s_seed).Select(seed => trials.Best with { Seed = seed }));
            }

            if (trials.Best == before)
            {
                break;
            }
        }

        return (trials.Best, trials.BestScore);
    }

    private static double[] Around(double best, double[] grid) => [.. grid, best - FineStep, best + FineStep];
}
