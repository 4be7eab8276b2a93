using System.CommandLine;
using System.Globalization;
using System.Text;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Files;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge evaluate --as-images</c>: mean squared error and structural similarity of grey values.</summary>
internal static class EvaluateImages
{
    /// <summary>Compares two files or the files of two folders, plane by plane; returns the exit code.</summary>
    public static int Run(ParseResult parse, string truth, string image, double? range, string? csv, CancellationToken cancellation)
    {
        var pairs = LabelPairs.Find(truth, image, null);
        var reader = ImageReaders.Start(parse);
        var results = ProgressView.Run("Comparing", view =>
        {
            var all = new List<(string Name, ImageSimilarity Similarity)>();
            for (var i = 0; i < pairs.Count; i++)
            {
                view.Report(i, pairs.Count, $"Image {i + 1} of {pairs.Count}: {pairs[i].Name}");
                var layout = LabelSource.LayoutOf(reader, pairs[i].Truth);
                for (var plane = 0; plane < layout.Count; plane++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    int z = plane % layout.Slices, t = plane / layout.Slices;
                    all.Add((pairs[i].Name + layout.NameOf(plane), ImageSimilarity.Compare(reader.ReadImage(pairs[i].Truth, new PlanePosition(0, z, t)), reader.ReadImage(pairs[i].Prediction, new PlanePosition(0, z, t)), range)));
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
            "MSE, RMSE: in grey values, so only images of one kind compare; a shift by one pixel or a change of brightness counts as much as lost structure.",
            $"SSIM (Wang et al. 2004, Gaussian 11 x 11, sigma 1.5): near 1 for all images where the data range is much larger than the grey values that occur; none for images below {ImageSimilarity.Window} pixels and where a constant truth gives no range (--range).",
        ];
    }

    private static void Write(string path, List<(string Name, ImageSimilarity Similarity)> results)
    {
        var text = new StringBuilder("image,mse,rmse,ssim,data_range\n");
        foreach (var (name, s) in results)
        {
            _ = text.AppendJoin(',', Csv.Field(name), Csv.Number(s.MeanSquaredError), Csv.Number(s.RootMeanSquaredError), Csv.Number(s.StructuralSimilarity ?? double.NaN), Csv.Number(s.DataRange)).Append('\n');
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
