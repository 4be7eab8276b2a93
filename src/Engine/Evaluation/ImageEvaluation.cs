using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Evaluation;

/// <summary>How an image is evaluated.</summary>
public sealed record EvaluationOptions
{
    /// <summary>IoU from which a true and a predicted object are partners whose areas, intensities and outlines are compared.</summary>
    public double PartnerIou { get; init; } = 0.5;

    /// <summary>Size of a pixel; null for that of the truth, or of the prediction where the truth has none.</summary>
    public PixelSize? PixelSize { get; init; }

    /// <summary>Image for intensities, or null.</summary>
    public Image2D? Intensities { get; init; }

    /// <summary>Its channel, from 0.</summary>
    public int Channel { get; init; }
}

/// <summary>Everything that is known about the agreement of one label image with its truth.</summary>
public sealed class ImageEvaluation
{
    private ImageEvaluation(string name, Matching matching, ForegroundOverlap foreground, PixelSize pixelSize, double partnerIou)
    {
        Name = name;
        Matching = matching;
        Foreground = foreground;
        PixelSize = pixelSize;
        PartnerIou = partnerIou;
    }

    /// <summary>Name of the image.</summary>
    public string Name { get; }

    /// <summary>One-to-one matching of the objects.</summary>
    public Matching Matching { get; }

    /// <summary>Agreement of the foreground, pixel by pixel.</summary>
    public ForegroundOverlap Foreground { get; }

    /// <summary>Distances of the outlines of the whole foreground; null where only one of the two has objects.</summary>
    public SurfaceDistances? ForegroundSurface { get; private init; }

    /// <summary>Partners by true label, then missed objects, then false ones. Predicted objects that are mostly ignored are not among them.</summary>
    public IReadOnlyList<ObjectComparison> Objects { get; private init; } = [];

    /// <summary>Size of a pixel, in whose unit areas and distances are.</summary>
    public PixelSize PixelSize { get; }

    /// <summary>IoU that partners have at least.</summary>
    public double PartnerIou { get; }

    /// <summary>Area of the image without ignored pixels, calibrated.</summary>
    public double Area { get; private init; }

    /// <summary>Median area of the true objects in pixels; NaN without any.</summary>
    public double MedianTrueAreaPixels { get; private init; }

    /// <summary>True where intensities were compared.</summary>
    public bool HasIntensities { get; private init; }

    /// <summary>Separate parts of the only true object; 0 where there are several objects or none. More than one looks like a binary mask.</summary>
    public int PartsOfOnlyTrueObject { get; private init; }

    /// <summary>Separate parts of the only predicted object; 0 where there are several objects or none.</summary>
    public int PartsOfOnlyPredictedObject { get; private init; }

    /// <summary>Number of true objects.</summary>
    public int TrueCount => Matching.TrueObjects;

    /// <summary>Number of predicted objects, without those that are mostly ignored and have no partner.</summary>
    public int PredictedCount => Matching.At(PartnerIou).PredictedObjects;

    /// <summary>Compares a label image with its truth.</summary>
    /// <param name="name">Name of the image.</param>
    /// <param name="truth">True objects; negative values are ignored: they count neither as object nor as background.</param>
    /// <param name="prediction">Predicted objects.</param>
    /// <param name="options">Options; the usual ones when null.</param>
    /// <param name="cancellation">Stops between objects.</param>
    /// <exception cref="UserAdviceException">The sizes differ, or the image lacks the channel.</exception>
    public static ImageEvaluation Of(
        string name, LabelImage truth, LabelImage prediction, EvaluationOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new EvaluationOptions();
        var matching = Matching.Compare(truth, prediction);
        var size = options.PixelSize ?? (truth.PixelSize == PixelSize.Uncalibrated ? prediction.PixelSize : truth.PixelSize);
        CheckImage(truth, options);
        var counted = WithoutIgnored(truth, prediction);
        var trueObjects = LabelStatistics.Measure(truth, options.Intensities, options.Channel);
        var predictedObjects = LabelStatistics.Measure(counted, options.Intensities, options.Channel).ToDictionary(o => o.Label);
        return new ImageEvaluation(name, matching, ForegroundOverlap.Of(truth, counted), size, options.PartnerIou)
        {
            ForegroundSurface = SurfaceDistances.OfForeground(truth, counted, size),
            Objects = Compare(truth, counted, matching, options.PartnerIou, trueObjects, predictedObjects, size, cancellation),
            Area = truth.Pixels.LongCount(l => l >= 0) * size.Width * size.Height,
            MedianTrueAreaPixels = trueObjects.Length == 0 ? double.NaN : trueObjects.Select(o => (double)o.Area).Order().ElementAt(trueObjects.Length / 2),
            HasIntensities = options.Intensities is not null,
            PartsOfOnlyTrueObject = PartsOfOnly(truth, matching.TrueObjects),
            PartsOfOnlyPredictedObject = PartsOfOnly(prediction, matching.PredictedObjects),
        };
    }

    private static List<ObjectComparison> Compare(
        LabelImage truth,
        LabelImage prediction,
        Matching matching,
        double iou,
        ObjectStatistics[] trueObjects,
        Dictionary<int, ObjectStatistics> predictedObjects,
        PixelSize size,
        CancellationToken cancellation)
    {
        var table = matching.Table;
        bool[] found = new bool[matching.TrueObjects], isPartner = new bool[matching.PredictedObjects];
        var pixel = size.Width * size.Height;
        var all = new List<ObjectComparison>();
        foreach (var pair in matching.PairsAt(iou).OrderBy(p => p.Truth))
        {
            cancellation.ThrowIfCancellationRequested();
            found[pair.Truth] = isPartner[pair.Prediction] = true;
            var (t, p) = (trueObjects[pair.Truth], predictedObjects[table.PredictionLabels[pair.Prediction]]);
            all.Add(new ObjectComparison(
                ObjectFate.TruePositive, t.Label, p.Label, pair.Iou, t.Area * pixel, p.Area * pixel, t.MeanIntensity, p.MeanIntensity,
                SurfaceDistances.OfPair(truth, prediction, t, p, size)));
        }

        for (var i = 0; i < found.Length; i++)
        {
            if (!found[i])
            {
                var t = trueObjects[i];
                all.Add(new ObjectComparison(ObjectFate.FalseNegative, t.Label, 0, double.NaN, t.Area * pixel, double.NaN, t.MeanIntensity, double.NaN, null));
            }
        }

        for (var j = 0; j < isPartner.Length; j++)
        {
            if (!isPartner[j] && !table.MostlyIgnored[j])
            {
                var p = predictedObjects[table.PredictionLabels[j]];
                all.Add(new ObjectComparison(ObjectFate.FalsePositive, 0, p.Label, double.NaN, double.NaN, p.Area * pixel, double.NaN, p.MeanIntensity, null));
            }
        }

        return all;
    }

    private static int PartsOfOnly(LabelImage labels, int objects) => objects == 1 ? Math.Max(0, ConnectedComponents.Label(labels, Connectivity.Eight).Pixels.Max()) : 0;

    private static LabelImage WithoutIgnored(LabelImage truth, LabelImage prediction)
    {
        if (truth.Pixels.AsSpan().IndexOfAnyInRange(int.MinValue, -1) < 0)
        {
            return prediction;
        }

        int[] pixels = [.. prediction.Pixels];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = truth.Pixels[i] < 0 ? 0 : pixels[i];
        }

        return new LabelImage(prediction.Width, prediction.Height, pixels, prediction.PixelSize);
    }

    private static void CheckImage(LabelImage truth, EvaluationOptions options)
    {
        if (options.Intensities is not { } image)
        {
            return;
        }

        if (image.Width != truth.Width || image.Height != truth.Height)
        {
            throw new UserAdviceException(
                $"Image {image.Name} has {image.Width} x {image.Height} pixels and the truth {truth.Width} x {truth.Height}; give the image that was segmented.");
        }

        if (options.Channel < 0 || options.Channel >= image.Channels)
        {
            throw new UserAdviceException($"Image {image.Name} has no channel {options.Channel + 1}; it has {image.Channels}.");
        }
    }
}
