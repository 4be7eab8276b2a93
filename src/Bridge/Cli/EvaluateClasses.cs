using System.Globalization;
using System.Text;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Engine;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Files;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.Cli;

/// <summary>The true and the found classes of an image, which are compared.</summary>
/// <param name="Name">Name of the image.</param>
/// <param name="Overlap">Their agreement.</param>
internal sealed record ClassPair(string Name, ClassOverlap Overlap);

/// <summary><c>fijibridge evaluate --as-classes</c>: class images, pixel by pixel.</summary>
internal static class EvaluateClasses
{
    /// <summary>The planes of files.</summary>
    public static IEnumerable<ClassPair> OfFiles(IReadOnlyList<LabelPair> pairs, ISeriesReader reader, ImageJReader imageJ, CancellationToken cancellation)
    {
        foreach (var pair in pairs)
        {
            var (truth, prediction) = (new LabelSource(reader, imageJ, pair.Truth, pair.Prediction), new LabelSource(reader, imageJ, pair.Prediction, pair.Truth));
            if (truth.Layout.Count != prediction.Layout.Count)
            {
                throw new UserAdviceException($"The truth {pair.Truth} has {truth.Layout.Count} plane(s) and the prediction {pair.Prediction} {prediction.Layout.Count}; compare stacks of one size.");
            }

            for (var plane = 0; plane < truth.Layout.Count; plane++)
            {
                cancellation.ThrowIfCancellationRequested();
                var name = pair.Name + truth.Layout.NameOf(plane);
                yield return new ClassPair(name, ClassOverlap.Of(name, truth.Read(plane), prediction.Read(plane)));
            }
        }
    }

    /// <summary>Images that a model segments first.</summary>
    public static IEnumerable<ClassPair> OfModel(ITrainingSet source, Func<LoadedModel> open, CancellationToken cancellation)
    {
        using var model = open();
        for (var i = 0; i < source.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var pair = source.Load(i);
            var result = model.Segment(pair.Image, null, cancellation);
            var (labels, classOf) = (result.RenderLabels(), result.ClassOfLabels());
            yield return new ClassPair(pair.Name, ClassOverlap.Of(pair.Name, pair.Labels, new LabelImage(labels.Width, labels.Height, Array.ConvertAll(labels.Pixels, label => classOf[label]))));
        }
    }

    /// <summary>Prints and writes the comparison; returns the exit code.</summary>
    public static int Run(IEnumerable<ClassPair> pairs, string? csv)
    {
        var all = ProgressView.Run("Comparing", view =>
        {
            var compared = new List<ClassPair>();
            foreach (var pair in pairs)
            {
                compared.Add(pair);
                view.Report(0, 0, $"{compared.Count} image(s) compared");
            }

            return compared;
        });
        var pooled = new ClassOverlap();
        all.ForEach(pair => pooled.Add(pair.Overlap));
        foreach (var line in Lines(pooled, all.Count))
        {
            Terminal.Result(line);
        }

        if (csv is not null)
        {
            var text = new StringBuilder("image,class,iou,dice,true_pixels\n");
            foreach (var (name, overlap) in all.Append(new ClassPair("(pooled)", pooled)))
            {
                for (var c = 1; c <= pooled.Classes; c++)
                {
                    _ = text.AppendJoin(',', Csv.Field(name), c, Csv.Number(overlap.Jaccard(c) ?? double.NaN), Csv.Number(overlap.Dice(c) ?? double.NaN), overlap.TruePixels(c)).Append('\n');
                }
            }

            AtomicFile.WriteText(csv, text.ToString());
            Terminal.Note($"All numbers are in {csv}.");
        }

        return ExitCode.Success;
    }

    private static IEnumerable<string> Lines(ClassOverlap pooled, int images)
    {
        var table = new TextTable("class", "IoU", "Dice", "pixels in truth");
        for (var c = 1; c <= pooled.Classes; c++)
        {
            table.Add($"{c}", Figure(pooled.Jaccard(c)), Figure(pooled.Dice(c)), $"{pooled.TruePixels(c)}");
        }

        table.Add("(mean)", Figure(pooled.MeanJaccard), Figure(pooled.MeanDice), "");
        return
        [
            $"{images} image(s), pixels pooled; {Figure(pooled.Accuracy)} of all pixels have the right class.", .. table.Lines(),
            "The part of right pixels is high where background is large, whatever the classes; rare classes count in the mean as much as large ones; a class in neither image has no figures.",
        ];
    }

    private static string Figure(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";
}
