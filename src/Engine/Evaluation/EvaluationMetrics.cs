using System.Globalization;

namespace FijiBridge.Engine.Evaluation;

/// <summary>All numbers of an evaluation, each with its meaning and a warning; docs/evaluation.md has the formulas.</summary>
public static class EvaluationMetrics
{
    private const string NoPartners = "no true object has a partner";

    /// <summary>The metrics of one image or of many.</summary>
    /// <param name="set">The images; at least one.</param>
    public static IReadOnlyList<EvaluationMetric> Of(EvaluationSet set) =>
        [.. Objects(set), .. Pixels(set), .. ForegroundOutlines(set), .. PartnerOutlines(set), .. Numbers(set), .. Sizes(set), .. Intensity(set)];

    private static IEnumerable<EvaluationMetric> Objects(EvaluationSet set)
    {
        var iou = set.Images[0].PartnerIou;
        var at = set.Objects.Pooled(iou);
        var t = iou.ToString("0.##", CultureInfo.InvariantCulture);
        EvaluationMetric One(string key, string name, double value, string meaning, string misleads) => new("Objects", key, name, value, "", "", meaning, misleads);
        return
        [
            One("true_objects", "True objects", at.TrueObjects, "objects in the truth", "objects cut by the border count in full"),
            One("predicted_objects", "Predicted objects", at.PredictedObjects, "objects in the prediction, without those in ignored regions", "a right number can be misses and false objects that cancel out"),
            One("tp", "True positives", at.TruePositives, $"true objects with a predicted partner of IoU {t} or more", "a partner at IoU .5 may still have a quite different outline"),
            One("fp", "False positives", at.FalsePositives, "predicted objects without a partner", "an object that is split in two counts once missed and twice false"),
            One("fn", "False negatives", at.FalseNegatives, "true objects without a partner", "objects that the annotator forgot appear as false positives instead"),
            One("precision", "Precision", at.Precision, "TP / (TP + FP)", "high where only the easiest objects were found; 1 for an empty image without objects"),
            One("recall", "Recall", at.Recall, "TP / (TP + FN)", "high where everything possible was called an object"),
            One("f1", "F1", at.F1, "2 TP / (2 TP + FP + FN)", "says nothing about outlines above the IoU threshold"),
            One("ap", "AP", at.AveragePrecision, "TP / (TP + FP + FN), the average precision of the nuclei benchmarks", "not the area under a precision-recall curve that other fields call AP"),
            One("ap50_95", "AP .5:.95", set.Objects.PooledMeanAveragePrecision, "mean of AP over IoU .5, .55, ... .95", "for objects of a few pixels one pixel decides: two annotators may not reach .5 here"),
            One("pq", "PQ", at.PanopticQuality, "sum of the partners' IoU / (TP + FP/2 + FN/2)", "mixes finding and outlining: look at F1 and the mean IoU for which of them is bad"),
            One("mean_matched_iou", "Mean matched IoU", at.MeanMatchedScore, "mean IoU of the partners", "cannot be below the threshold, and rises when difficult objects are missed"),
        ];
    }

    private static IEnumerable<EvaluationMetric> Pixels(EvaluationSet set)
    {
        var all = set.Foreground;
        return
        [
            new("Pixels", "dice", "Dice", all.Dice, "", "", "2 |A and B| / (|A| + |B|) of the foreground pixels", "large objects decide; touching objects that are merged cost nothing; 1 where both are empty, 0 where one is"),
            new("Pixels", "jaccard", "Jaccard", all.Jaccard, "", "", "|A and B| / |A or B| of the foreground pixels", "as Dice; always lower than it, so never compare the one with the other"),
        ];
    }

    private static IEnumerable<EvaluationMetric> ForegroundOutlines(EvaluationSet set)
    {
        var surfaces = set.Images.Where(i => i.ForegroundSurface is not null).Select(i => i.ForegroundSurface!.Value).ToList();
        var left = set.Images.Count - surfaces.Count;
        var why = surfaces.Count > 0 ? "" : "only one of truth and prediction has objects";
        var over = set.Images.Count == 1 ? "" : left == 0 ? ", mean over the images" : $", mean over {surfaces.Count} of {set.Images.Count} images (the others have objects on one side only)";
        EvaluationMetric One(string key, string name, Func<SurfaceDistances, double> of, string meaning, string misleads) =>
            new("Outlines", key, name, surfaces.Count > 0 ? surfaces.Average(of) : null, set.Unit, why, meaning + over, misleads);
        return
        [
            One("hausdorff", "Hausdorff", s => s.Hausdorff, "largest distance between the outlines of all objects together", "a single stray pixel decides; a missed object counts by its distance to the next one"),
            One("hausdorff95", "Hausdorff 95 %", s => s.Hausdorff95, "95th percentile of these distances, worse direction", "hides errors in less than 5 % of the outline, such as one lost small object"),
            One("surface_distance", "Average surface distance", s => s.Average, "mean of these distances, both directions", "long smooth outlines dilute a lost piece"),
        ];
    }

    private static IEnumerable<EvaluationMetric> PartnerOutlines(EvaluationSet set)
    {
        var surfaces = set.Partners.Select(o => o.Surface!.Value).ToList();
        var why = surfaces.Count > 0 ? "" : NoPartners;
        EvaluationMetric One(string key, string name, Func<SurfaceDistances, double> of) =>
            new("Outlines", key, name, surfaces.Count > 0 ? surfaces.Average(of) : null, set.Unit, why, "the same for each pair of partners, mean over the pairs", "missed and false objects are not in it, so read it beside F1");
        return
        [
            One("object_hausdorff", "Hausdorff of objects", s => s.Hausdorff),
            One("object_hausdorff95", "Hausdorff 95 % of objects", s => s.Hausdorff95),
            One("object_surface_distance", "Average surface distance of objects", s => s.Average),
        ];
    }

    private static IEnumerable<EvaluationMetric> Numbers(EvaluationSet set) =>
    [
        .. Errors("Numbers", "count", "Count", set.CountErrors, "", "objects per image", "misses and false objects cancel out", "there is no image"),
        .. Errors("Numbers", "density", "Density", set.DensityErrors, $"1/{set.Unit}²", "objects per area of the image", "as the count; images with few cells decide little", "all pixels are ignored"),
    ];

    private static IEnumerable<EvaluationMetric> Sizes(EvaluationSet set) =>
    [
        .. Errors("Size", "area", "Area", set.AreaErrors, set.Unit + "²", "area of partners", "only partners count; the largest objects decide", NoPartners),
        .. Errors("Size", "diameter", "Diameter", set.DiameterErrors, set.Unit, "diameter of the disc of the same area", "only partners count; blind to the shape", NoPartners),
    ];

    private static IEnumerable<EvaluationMetric> Intensity(EvaluationSet set) => set.Images.Any(i => i.HasIntensities)
        ? Errors("Intensity", "intensity", "Mean intensity", set.IntensityErrors, "", "mean grey value inside partners", "outlines that are too large mix in background, which a bright background hides", NoPartners)
        : [];

    private static IEnumerable<EvaluationMetric> Errors(string group, string key, string name, ErrorStatistics errors, string unit, string of, string misleads, string whyNot)
    {
        var why = errors.Count > 0 ? "" : whyNot;
        double? If(double value) => errors.Count > 0 ? value : null;
        return
        [
            new(group, key + "_truth", $"{name}, truth", If(errors.MeanTruth), unit, why, $"mean of the {of} in the truth", "to compare the errors with"),
            new(group, key + "_bias", $"{name}, bias", If(errors.Bias), unit, why, $"mean of predicted - true {of}", misleads),
            new(group, key + "_mae", $"{name}, mean absolute error", If(errors.MeanAbsoluteError), unit, why, $"mean of |predicted - true| {of}", misleads),
        ];
    }
}
