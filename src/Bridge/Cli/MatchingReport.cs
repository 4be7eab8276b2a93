using System.Globalization;
using System.Text;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Files;

namespace FijiBridge.Bridge.Cli;

/// <summary>Shows the agreement of segmentations with their truth as a table, and writes it as CSV.</summary>
internal static class MatchingReport
{
    /// <summary>The lines of the report.</summary>
    public static IEnumerable<string> Lines(EvaluationSet scores)
    {
        var objects = scores.Objects;
        var table = new TextTable("IoU >=", "TP", "FP", "FN", "precision", "recall", "F1", "AP", "PQ", "AP/image", "PQ/image");
        foreach (var iou in Matching.UsualIou)
        {
            var pooled = objects.Pooled(iou);
            var mean = objects.PerImageMean(iou);
            table.Add(
                F(iou, "0.00"), N(pooled.TruePositives), N(pooled.FalsePositives), N(pooled.FalseNegatives),
                F(pooled.Precision), F(pooled.Recall), F(pooled.F1), F(pooled.AveragePrecision), F(pooled.PanopticQuality), F(mean.AveragePrecision), F(mean.PanopticQuality));
        }

        var foreground = scores.Foreground;
        return
        [
            .. table.Lines(),
            $"{objects.Count} image(s). TP to PQ: objects of all images pooled, as StarDist reports; AP/image, PQ/image: means over the images. AP = TP / (TP + FP + FN).",
            $"Mean AP over IoU .5 to .95: {F(objects.PooledMeanAveragePrecision)} pooled. Foreground, pixels of all images: Dice {F(foreground.Dice)}, Jaccard {F(foreground.Jaccard)}.",
        ];
    }

    /// <summary>
    /// Writes all numbers: one row per image and IoU, then the rows of the pseudo-images "(pooled)" and "(mean)".
    /// </summary>
    /// <exception cref="Engine.UserAdviceException">The file cannot be written.</exception>
    public static void WriteCsv(string path, EvaluationSet scores)
    {
        var text = new StringBuilder("image,iou,tp,fp,fn,precision,recall,f1,ap,pq,mean_matched_iou,dice,jaccard\n");
        for (var i = 0; i < scores.Objects.Count; i++)
        {
            var (name, matching) = scores.Objects.Images[i];
            foreach (var iou in Matching.UsualIou)
            {
                text.Append(Row(name, matching.At(iou), scores.Images[i].Foreground));
            }
        }

        var foreground = scores.Foreground;
        foreach (var iou in Matching.UsualIou)
        {
            text.Append(Row("(pooled)", scores.Objects.Pooled(iou), foreground));
        }

        foreach (var iou in Matching.UsualIou)
        {
            var mean = scores.Objects.PerImageMean(iou);
            text.AppendJoin(
                ',', "(mean)", F(iou, "0.00"), "", "", "", F(mean.Precision), F(mean.Recall), F(mean.F1), F(mean.AveragePrecision), F(mean.PanopticQuality),
                F(mean.MeanMatchedScore), F(scores.Images.Average(i => i.Foreground.Dice)), F(scores.Images.Average(i => i.Foreground.Jaccard))).Append('\n');
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    private static string Row(string name, MatchingResult r, ForegroundOverlap foreground) => string.Join(
        ',', Csv.Field(name), F(r.Iou, "0.00"), N(r.TruePositives), N(r.FalsePositives), N(r.FalseNegatives), F(r.Precision), F(r.Recall), F(r.F1),
        F(r.AveragePrecision), F(r.PanopticQuality), F(r.MeanMatchedScore), F(foreground.Dice), F(foreground.Jaccard)) + "\n";

    private static string N(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string F(double value, string format = "0.0000") => value.ToString(format, CultureInfo.InvariantCulture);
}
