using System.CommandLine;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Measurement;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge measure</c>: sizes, shapes, intensities and neighbours of the objects of label images or ROIs.</summary>
internal static class MeasureCommand
{
    private static readonly Argument<string> Labels = new("LABELS") { Description = "Label image or ROI zip, or a folder of them (NAME, NAME_labels, NAME_RoiSet)." };

    private static readonly Option<string?> Images = new("--images") { Description = "The segmented images, for intensities and for the size of ROIs.", HelpName = "FILE|FOLDER" };

    private static readonly Option<string?> Out = new("--out") { Description = "Write one row per object to this CSV file.", HelpName = "FILE" };

    private static readonly Option<string?> Summary = new("--summary") { Description = "Write one row per image to this CSV file.", HelpName = "FILE" };

    private static readonly Option<int?> Series = SeriesChoice.CreateOneOption();

    private static readonly Option<bool> Pixels = new("--pixels") { Description = "Measure in pixels, whatever the calibration of the files." };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("measure", "Measure the objects of label images or ROIs: area, perimeter, Feret, ellipse, intensities, neighbours; count and density.")
        {
            Labels, Images, Series, Out, Summary, Pixels,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        using var interruption = new Interruption();
        var files = Files(parse.GetRequiredValue(Labels), parse.GetValue(Images));
        var starting = ImageReaders.Start(parse);
        using var reader = new OneSeriesReader(starting, parse.GetValue(Series), "measured", Terminal.Warn);
        var measured = ProgressView.Run("Measuring", view =>
        {
            var all = new List<(string Name, ObjectMeasures Measures)>();
            for (var i = 0; i < files.Count; i++)
            {
                view.Report(i, files.Count, $"Image {i + 1} of {files.Count}: {files[i].Name}");
                all.AddRange(Measure(reader, starting.ImageJ, files[i], parse.GetValue(Pixels), interruption.Token));
            }

            return all;
        });
        foreach (var line in MeasurementReport.Lines(measured))
        {
            Terminal.Result(line);
        }

        if (parse.GetValue(Out) is { } path)
        {
            MeasurementReport.WriteObjects(path, measured);
            Terminal.Note($"{measured.Sum(m => m.Measures.Rows.Count)} objects are in {path}.");
        }

        if (parse.GetValue(Summary) is { } summary)
        {
            MeasurementReport.WriteSummary(summary, measured);
            Terminal.Note($"The summary is in {summary}.");
        }

        return ExitCode.Success;
    }

    private static IReadOnlyList<(string Name, string Labels, string? Image)> Files(string labels, string? images)
    {
        if (File.Exists(labels))
        {
            var name = LabelPairs.BaseName(labels);
            return [(name, labels, images is null || File.Exists(images) ? images : LabelPairs.ImageOf(name, images, LabelPairs.Images(images)))];
        }

        if (!Directory.Exists(labels))
        {
            throw new UserAdviceException($"{labels} does not exist; give a label image, a ROI zip or a folder of them.");
        }

        var found = LabelPairs.ByName(labels);
        if (found.Count == 0)
        {
            throw new UserAdviceException($"Folder {labels} holds no label image and no ROI zip; segment images into it first.");
        }

        var imageFiles = images is null ? null : LabelPairs.Images(images);
        return [.. found.Select(f => (f.Key, f.Value, imageFiles is null ? null : (string?)LabelPairs.ImageOf(f.Key, images!, imageFiles)))];
    }

    private static IEnumerable<(string Name, ObjectMeasures Measures)> Measure(
        OneSeriesReader reader, ImageJReader imageJ, (string Name, string Labels, string? Image) file, bool inPixels, CancellationToken cancellation)
    {
        var source = new LabelSource(reader, imageJ, file.Labels, file.Image);
        var grey = new GreySource(reader, file.Image, file.Labels, source.Layout.Count);
        for (var plane = 0; plane < source.Layout.Count; plane++)
        {
            cancellation.ThrowIfCancellationRequested();
            var labels = source.Read(plane);
            var image = grey.Read(plane);
            var size = inPixels ? PixelSize.Uncalibrated : labels.PixelSize == PixelSize.Uncalibrated && image is not null ? image.PixelSize : labels.PixelSize;
            yield return (file.Name + source.Layout.NameOf(plane), ObjectMeasures.Measure(labels, image, size, cancellation));
        }
    }
}
