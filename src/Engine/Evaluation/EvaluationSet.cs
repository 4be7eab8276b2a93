using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Evaluation;

/// <summary>Evaluations of one or many images together: counts are pooled, what exists once per image is averaged.</summary>
public sealed class EvaluationSet
{
    private readonly List<ImageEvaluation> _images = [];

    /// <summary>The images in the order in which they were added.</summary>
    public IReadOnlyList<ImageEvaluation> Images => _images;

    /// <summary>The matchings of all images.</summary>
    public DatasetMatching Objects { get; } = new();

    /// <summary>Foreground of all images, all pixels together.</summary>
    public ForegroundOverlap Foreground => _images.Aggregate(default(ForegroundOverlap), (sum, image) => sum + image.Foreground);

    /// <summary>All objects of all images.</summary>
    public IEnumerable<ObjectComparison> Comparisons => _images.SelectMany(i => i.Objects);

    /// <summary>All true objects with a partner.</summary>
    public IEnumerable<ObjectComparison> Partners => Comparisons.Where(o => o.Fate == ObjectFate.TruePositive);

    /// <summary>Areas of the partners.</summary>
    public ErrorStatistics AreaErrors => ErrorStatistics.Of(Partners.Select(o => (o.TrueArea, o.PredictedArea)));

    /// <summary>Equivalent diameters of the partners.</summary>
    public ErrorStatistics DiameterErrors => ErrorStatistics.Of(Partners.Select(o => (o.TrueDiameter, o.PredictedDiameter)));

    /// <summary>Mean grey values of the partners in images with intensities.</summary>
    public ErrorStatistics IntensityErrors => ErrorStatistics.Of(
        _images.Where(i => i.HasIntensities).SelectMany(i => i.Objects).Where(o => o.Fate == ObjectFate.TruePositive).Select(o => (o.TrueIntensity, o.PredictedIntensity)));

    /// <summary>Number of objects, image by image.</summary>
    public ErrorStatistics CountErrors => ErrorStatistics.Of(_images.Select(i => ((double)i.TrueCount, (double)i.PredictedCount)));

    /// <summary>Objects per area, image by image; images that are ignored as a whole have none.</summary>
    public ErrorStatistics DensityErrors => ErrorStatistics.Of(_images.Where(i => i.Area > 0).Select(i => (i.TrueCount / i.Area, i.PredictedCount / i.Area)));

    /// <summary>Unit of lengths.</summary>
    public string Unit => _images.Count > 0 ? _images[0].PixelSize.Unit : PixelSize.Uncalibrated.Unit;

    /// <summary>Adds an image.</summary>
    /// <exception cref="UserAdviceException">Its unit or its IoU of partners is not that of the others.</exception>
    public void Add(ImageEvaluation image)
    {
        if (_images.Count > 0 && image.PixelSize.Unit != Unit)
        {
            throw new UserAdviceException(
                $"{_images[0].Name} is calibrated in {Unit} and {image.Name} in {image.PixelSize.Unit}, so their areas and distances cannot be averaged; calibrate them alike, or evaluate in pixels.");
        }

        if (_images.Count > 0 && image.PartnerIou != _images[0].PartnerIou)
        {
            throw new UserAdviceException($"Partners in {_images[0].Name} were chosen at IoU {_images[0].PartnerIou} and in {image.Name} at {image.PartnerIou}; use one for all images.");
        }

        _images.Add(image);
        Objects.Add(image.Name, image.Matching);
    }
}
