namespace FijiBridge.Engine.Evaluation;

/// <summary>Mean over images of the rates of their own matchings; every image counts the same.</summary>
/// <param name="Iou">The IoU threshold.</param>
/// <param name="Images">Number of images.</param>
/// <param name="Precision">Mean of <see cref="MatchingResult.Precision"/>.</param>
/// <param name="Recall">Mean of <see cref="MatchingResult.Recall"/>.</param>
/// <param name="F1">Mean of <see cref="MatchingResult.F1"/>.</param>
/// <param name="AveragePrecision">Mean of <see cref="MatchingResult.AveragePrecision"/>.</param>
/// <param name="MeanTrueScore">Mean of <see cref="MatchingResult.MeanTrueScore"/>.</param>
/// <param name="MeanMatchedScore">Mean of <see cref="MatchingResult.MeanMatchedScore"/>.</param>
/// <param name="PanopticQuality">Mean of <see cref="MatchingResult.PanopticQuality"/>.</param>
public readonly record struct PerImageMeans(
    double Iou,
    int Images,
    double Precision,
    double Recall,
    double F1,
    double AveragePrecision,
    double MeanTrueScore,
    double MeanMatchedScore,
    double PanopticQuality);

/// <summary>
/// Matchings of many images together. Benchmarks average in two ways: StarDist pools the counts of all images, EmbedSeg
/// and others take the mean of the images' rates. Images without any object count 1 in the second way (see
/// <see cref="MatchingResult"/>) and nothing in the first.
/// </summary>
public sealed class DatasetMatching
{
    private readonly List<(string Name, Matching Matching)> _images = [];

    /// <summary>Number of images.</summary>
    public int Count => _images.Count;

    /// <summary>The images in the order in which they were added.</summary>
    public IReadOnlyList<(string Name, Matching Matching)> Images => _images;

    /// <summary>Adds an image. Safe to call from several threads.</summary>
    public void Add(string name, Matching matching)
    {
        lock (_images)
        {
            _images.Add((name, matching));
        }
    }

    /// <summary>Counts of all images added up, and their rates.</summary>
    /// <exception cref="InvalidOperationException">There is no image.</exception>
    public MatchingResult Pooled(double iou) => At(iou).Aggregate((a, b) => a + b);

    /// <summary>Means of the rates of the single images.</summary>
    /// <exception cref="InvalidOperationException">There is no image.</exception>
    public PerImageMeans PerImageMean(double iou)
    {
        var images = At(iou);
        return new PerImageMeans(
            iou,
            images.Count,
            images.Average(r => r.Precision),
            images.Average(r => r.Recall),
            images.Average(r => r.F1),
            images.Average(r => r.AveragePrecision),
            images.Average(r => r.MeanTrueScore),
            images.Average(r => r.MeanMatchedScore),
            images.Average(r => r.PanopticQuality));
    }

    /// <summary>Mean over the IoU thresholds .5, .55, ..., .95 of the pooled average precision.</summary>
    public double PooledMeanAveragePrecision => Matching.UsualIou.Average(iou => Pooled(iou).AveragePrecision);

    private List<MatchingResult> At(double iou) => _images.Count > 0
        ? [.. _images.Select(image => image.Matching.At(iou))]
        : throw new InvalidOperationException("No image was added.");
}
