using System.CommandLine;
using System.Globalization;
using System.Text;
using FijiBridge.Engine;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Files;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge evaluate --as-images</c>: mean squared error and structural similarity of grey values.</summary>
internal static class EvaluateImages
{
    /// <summary>Compares two files or the files of two folders, plane by plane; returns the exit code.</summary>
    public static int Run(ParseResult parse, string truth, string image, double? range, int? series, string? csv, CancellationToken cancellation)
    {
        var pairs = LabelPairs.FindImages(truth, image, Terminal.Warn);
        using var reader = new OneSeriesReader(ImageReaders.Start(parse), series, "compared", Terminal.Warn);
        var results = ProgressView.Run("Comparing", view =>
        {
            var all = new List<(string Name, ImageSimilarity Similarity)>();
            for (var i = 0; i < pairs.Count; i++)
            {
                view.Report(i, pairs.Count, $"Image {i + 1} of {pairs.Count}: {pairs[i].Name}");
                var (layout, other) = (LabelSource.LayoutOf(reader, pairs[i].Truth), LabelSource.LayoutOf(reader, pairs[i].Prediction));
                if (layout.Count != other.Count)
                {
                    throw new UserAdviceException($"The true image {pairs[i].Truth} has {layout.Count} plane(s) and {pairs[i].Prediction} {other.Count}; compare stacks of one size.");
                }

                for (var plane = 0; plane < layout.Count; plane++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var (expected, found) = (reader.ReadImage(pairs[i].Truth, layout.PositionOf(plane)), reader.ReadImage(pairs[i].Prediction, other.PositionOf(plane)));
                    all.Add((pairs[i].Name + layout.NameOf(plane), ImageSimilarity.Compare(expected, found, range)));
                }
            }

            return all;
        });
        foreach (var line in Lines(results))
        {
            Terminal.Result(line);
        }

        if (csv is not null)
        {
            Write(csv, results);
            Terminal.Note($"All numbers are in {csv}.");
        }

        return ExitCode.Success;
    }

    private static IEnumerable<string> Lines(List<(string Name, ImageSimilarity Similarity)> results)
    {
        var table = new TextTable("image", "MSE", "RMSE", "SSIM", "data range");
        foreach (var (name, s) in results)
        {
            table.Add(name, Text(s.MeanSquaredError), Text(s.RootMeanSquaredError), s.StructuralSimilarity is { } ssim ? Text(ssim) : "none", Text(s.DataRange));
        }

        var known = results.Where(r => r.Similarity.StructuralSimilarity is not null).ToList();
        if (results.Count > 1)
        {
            table.Add(
                "(mean)", Text(results.Average(r => r.Similarity.MeanSquaredError)), Text(results.Average(r => r.Similarity.RootMeanSquaredError)),
                known.Count > 0 ? Text(known.Average(r => r.Similarity.StructuralSimilarity!.Value)) : "none", "");
        }

        return
        [
            .. table.Lines(),
            .. known.Count is var n && n > 0 && n < results.Count ? new[] { $"The mean of SSIM is over the {n} of {results.Count} images that have one." } : [],
            "MSE, RMSE: in grey values, so only images of one kind compare; a shift by one pixel or a change of brightness counts as much as lost structure.",
            $"SSIM (Wang et al. 2004, Gaussian 11 x 11, sigma 1.5): near 1 for all images where the data range is much larger than the grey values that occur; none for images below {ImageSimilarity.Window} pixels and where a constant truth gives no range (--range).",
        ];
    }

    private static void Write(string path, List<(string Name, ImageSimilarity Similarity)> results)
    {
        var text = new StringBuilder("image,mse,rmse,ssim,data_range,why_empty\n");
        foreach (var (name, s) in results)
        {
            _ = text.AppendJoin(',', Csv.Field(name), Csv.Number(s.MeanSquaredError), Csv.Number(s.RootMeanSquaredError), Csv.Number(s.StructuralSimilarity ?? double.NaN), Csv.Number(s.DataRange), s.StructuralSimilarity is null ? WhyNone(s) : "").Append('\n');
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    private static string WhyNone(ImageSimilarity s) => s.DataRange == 0 ? "the true image is constant and no range is given" : $"the image is smaller than {ImageSimilarity.Window} x {ImageSimilarity.Window} pixels";

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
