using System.Globalization;

namespace FijiBridge.Engine.Evaluation;

/// <summary>What makes the numbers of an evaluation special, told only where it is the case.</summary>
public static class EvaluationNotes
{
    private const double TinyPixels = 50;
    private const double RareForeground = 0.02;
    private const int FewObjects = 20;

    /// <summary>Sentences for the user, the most important first; often none.</summary>
    public static IReadOnlyList<string> Of(EvaluationSet set)
    {
        var notes = new List<string>();
        var noTruth = set.Images.Where(i => i.TrueCount == 0 && i.PredictedCount > 0).ToList();
        var noPrediction = set.Images.Where(i => i.TrueCount > 0 && i.PredictedCount == 0).ToList();
        var empty = set.Images.Where(i => i.TrueCount == 0 && i.PredictedCount == 0).ToList();
        Tell(empty, "neither truth nor prediction has an object: nothing was missed and nothing made up, so its rates are 1");
        Tell(noTruth, "the truth has no object, so every predicted object is false and its rates are 0");
        Tell(noPrediction, "the prediction has no object, so every true object is missed and its rates are 0");
        TellMask(i => i.PartsOfOnlyTrueObject, "truth");
        TellMask(i => i.PartsOfOnlyPredictedObject, "prediction");
        var objects = set.Images.Sum(i => i.TrueCount);
        if (objects is > 0 and < FewObjects)
        {
            notes.Add($"The truth has only {objects} object{(objects == 1 ? "" : "s")}: one more or less found changes F1 by up to {Percent(1.0 / objects)}.");
        }

        var sizes = set.Images.Select(i => i.MedianTrueAreaPixels).Where(double.IsFinite).ToList();
        if (sizes.Count > 0 && sizes.Min() < TinyPixels)
        {
            notes.Add($"True objects are tiny (median {sizes.Min():0} pixels): one row of pixels moves the IoU by tens of per cent, so look at AP .5 and at the counts, not at high IoU.");
        }

        var all = set.Foreground;
        var pixels = set.Images.Sum(i => i.Area / (i.PixelSize.Width * i.PixelSize.Height));
        var part = pixels > 0 ? (all.Both + all.TruthOnly) / pixels : 0;
        if (part is > 0 and < RareForeground)
        {
            notes.Add($"Objects cover {Percent(part)} of the image: any score that counts background pixels as right would be near 1; those here do not.");
        }

        return notes;

        void TellMask(Func<ImageEvaluation, int> parts, string side)
        {
            if (set.Images.FirstOrDefault(i => parts(i) > 1) is { } image)
            {
                notes.Add($"The {side} of {image.Name} is one object in {parts(image)} parts: if it is a binary mask, give each object its own number first (in ImageJ: Analyze Particles, Show: Count Masks).");
            }
        }

        void Tell(List<ImageEvaluation> images, string what)
        {
            if (images.Count > 0)
            {
                notes.Add(set.Images.Count == 1 ? $"{char.ToUpperInvariant(what[0])}{what[1..]}." : $"{images.Count} of {set.Images.Count} images (first {images[0].Name}): {what}.");
            }
        }
    }

    private static string Percent(double part) => (100 * part).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
