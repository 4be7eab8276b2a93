using FijiBridge.Engine.Data;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Instances;

namespace FijiBridge.Engine.UNet;

/// <summary>
/// Finds the foreground threshold and the smallest region of a semantic U-Net on validation images: those with the highest mean IoU of the
/// classes, pixels pooled over the images. Among equals, the threshold nearest to .5 and the smaller region. Images are
/// looked at one after the other, none is kept.
/// </summary>
/// <param name="classes">Classes of the network beside the background.</param>
internal sealed class ClassThresholdSearch(int classes)
{
    private static readonly double[] s_prob = [.. Enumerable.Range(2, 17).Select(i => Math.Round(0.05 * i, 2)).OrderBy(p => Math.Abs(p - 0.5))];
    private static readonly int[] s_minArea = [0, 4, 16, 64, 256, 1024];
    private readonly ClassOverlap[][] _overlaps = [.. s_prob.Select(_ => s_minArea.Select(_ => new ClassOverlap()).ToArray())];

    /// <summary>Searches.</summary>
    /// <param name="model">Model; its own thresholds play no part.</param>
    /// <param name="validation">Images with truth.</param>
    /// <param name="truthOf">Class of every pixel of a pair, negative where it is not known.</param>
    /// <param name="options">Options of the prediction; its thresholds play no part.</param>
    /// <param name="progress">Receives images done.</param>
    /// <param name="ct">Stops the search.</param>
    /// <returns>The best thresholds and their mean IoU; the defaults where nothing is found at all.</returns>
    public static (InstanceThresholds Thresholds, double Score) Run(
        UNetModel model, ITrainingSet validation, Func<TrainingPair, float[]> truthOf, SegmentOptions? options = null, IProgress<ProgressReport>? progress = null, CancellationToken ct = default)
    {
        var search = new ClassThresholdSearch(model.Config.NClasses);
        for (var i = 0; i < validation.Count; i++)
        {
            progress?.Report(new ProgressReport("thresholds", i, validation.Count));
            var pair = validation.Load(i);
            search.Add(model.Predict(pair.Image, options ?? new SegmentOptions(), null, ct).Maps, truthOf(pair), ct);
        }

        return search.Best;
    }

    /// <summary>The best thresholds for the images so far.</summary>
    public (InstanceThresholds Thresholds, double Score) Best
    {
        get
        {
            var best = (Thresholds: InstanceThresholds.Default, Score: 0.0);
            for (var k = 0; k < s_prob.Length; k++)
            {
                for (var a = 0; a < s_minArea.Length; a++)
                {
                    var score = _overlaps[k][a].MeanJaccard ?? 0;
                    best = score > best.Score ? (InstanceThresholds.Default with { Prob = s_prob[k], MinArea = s_minArea[a] }, score) : best;
                }
            }

            return best;
        }
    }

    /// <summary>Takes in an image.</summary>
    /// <param name="maps">Its maps.</param>
    /// <param name="truth">Class of every pixel, negative where it is not known.</param>
    /// <param name="ct">Stops the work.</param>
    public void Add(InstanceMaps maps, float[] truth, CancellationToken ct = default) => Parallel.For(0, s_prob.Length, k =>
    {
        ct.ThrowIfCancellationRequested();
        var regions = InstanceBuilder.Grow(maps, s_prob[k], 0, ct).Pixels;
        var areas = new int[regions.Max() + 1];
        foreach (var region in regions)
        {
            areas[region]++;
        }

        var reaches = Array.ConvertAll(areas, area => s_minArea.Count(a => area >= a));
        reaches[0] = 0;

        // [true class, predicted class, how many of the smallest areas the region reaches]
        var counts = new long[classes + 1, classes + 1, s_minArea.Length + 1];
        for (var i = 0; i < regions.Length; i++)
        {
            if (truth[i] >= 0)
            {
                var region = regions[i];
                counts[(int)truth[i], region == 0 ? 0 : maps.Classes?[i] ?? 1, reaches[region]]++;
            }
        }

        for (var t = 0; t <= classes; t++)
        {
            for (var p = 0; p <= classes; p++)
            {
                for (var reached = 0; reached <= s_minArea.Length; reached++)
                {
                    for (var a = 0; a < s_minArea.Length; a++)
                    {
                        _overlaps[k][a].Add(t, a < reached ? p : 0, counts[t, p, reached]);
                    }
                }
            }
        }
    });
}
