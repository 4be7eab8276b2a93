using System.CommandLine;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Output;
using FijiBridge.Bridge.Training;
using FijiBridge.Engine;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.Cli;

/// <summary>
/// <c>fijibridge evaluate</c>: compares label images or ROIs with their truth, either finished ones (TRUTH PREDICTION) or those
/// that a model makes of images (--model M IMAGES MASKS); with --as-images it compares grey values.
/// </summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string?> First = new("TRUTH|IMAGES") { Description = "Folder or file of true label images or ROI zips; with --model the images.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Argument<string?> Second = new("PREDICTION|MASKS") { Description = "Folder or file of predicted label images or ROI zips (NAME, NAME_labels, NAME_RoiSet); with --model the true masks.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<string?> Model = new("--model") { Description = "Segment IMAGES with this model first.", HelpName = "NAME|FOLDER" };

    private static readonly Option<string?> Dataset = new("--dataset") { Description = "With --model: a data set file in place of the two folders.", HelpName = "FILE.npz" };

    private static readonly Option<string?> Images = new("--images") { Description = "The segmented images, for errors of intensity, for pictures and for the size of ROIs.", HelpName = "FILE|FOLDER" };

    private static readonly Option<double?> Iou = NumberOption.Real("--iou", v => v is > 0 and <= 1, "an IoU above 0 and at most 1", "IoU from which two objects are partners (default 0.5).");

    private static readonly Option<int?> Series = SeriesChoice.CreateOneOption();

    private static readonly Option<bool> Pixels = new("--pixels") { Description = "Areas and distances in pixels, whatever the calibration of the files." };

    private static readonly Option<string?> CsvFile = new("--csv") { Description = "Also write the matching table, per image and pooled, to this file.", HelpName = "FILE" };

    private static readonly Option<string?> Metrics = new("--metrics") { Description = "Also write all metrics, per image and together, to this CSV file.", HelpName = "FILE" };

    private static readonly Option<string?> Objects = new("--objects") { Description = "Also write one row per object (TP, FP, FN) to this CSV file.", HelpName = "FILE" };

    private static readonly Option<string?> Pictures = new("--pictures") { Description = "Also write pictures NAME_evaluation.png with the outlines of hits, misses and false objects.", HelpName = "FOLDER" };

    private static readonly Option<bool> AsImages = new("--as-images") { Description = "Compare grey values (MSE, SSIM), not objects." };

    private static readonly Option<bool> AsClasses = new("--as-classes") { Description = "Compare class images (0 background, 1, 2, ... classes) pixel by pixel: IoU and Dice of each class. With --model the masks are class images." };

    private static readonly Option<double?> Range = NumberOption.Positive("--range", "With --as-images: largest minus smallest possible grey value (default: that of the true image).", "L");

    private static readonly SegmentChoices Choices = new();

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("evaluate", "Score label images or ROIs against their truth: objects found, missed and made up, overlap, outlines, sizes, intensities; or images by MSE and SSIM.")
        {
            First, Second, Model, Dataset, Images, Series, Iou, Pixels, CsvFile, Metrics, Objects, Pictures, AsImages, AsClasses, Range,
        };
        foreach (var option in Choices.All)
        {
            command.Add(option);
        }

        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        using var interruption = new Interruption();
        if (parse.GetValue(AsImages) && !parse.GetValue(AsClasses))
        {
            var (truth, prediction) = TwoPaths(parse);
            return EvaluateImages.Run(parse, truth, prediction, parse.GetValue(Range), parse.GetValue(Series), parse.GetValue(CsvFile), interruption.Token);
        }

        if (parse.GetValue(AsClasses))
        {
            return EvaluateClasses.Run(ClassPairs(parse, interruption.Token), parse.GetValue(CsvFile));
        }

        if (parse.GetValue(Range) is { } range)
        {
            throw new UserAdviceException($"--range {range} is for grey values; add --as-images.");
        }

        if (parse.GetValue(Pictures) is { } folder)
        {
            OutputFolder.Require(folder);
        }

        var images = parse.GetValue(Model) is { } model ? WithModel(parse, model, interruption.Token) : OfFiles(parse, interruption.Token);
        foreach (var line in MatchingReport.Lines(images).Append("").Concat(EvaluationReport.Lines(images)))
        {
            Terminal.Result(line);
        }

        Write(parse.GetValue(CsvFile), path => MatchingReport.WriteCsv(path, images), "The matching table is");
        Write(parse.GetValue(Metrics), path => EvaluationReport.WriteMetrics(path, images), "All metrics are");
        Write(parse.GetValue(Objects), path => EvaluationReport.WriteObjects(path, images), "The list of objects is");
        return ExitCode.Success;
    }

    private static void Write(string? path, Action<string> write, string what)
    {
        if (path is not null)
        {
            write(path);
            Terminal.Note($"{what} in {path}.");
        }
    }

    private static (string Truth, string Prediction) TwoPaths(ParseResult parse) => (parse.GetValue(First), parse.GetValue(Second)) switch
    {
        ({ } truth, { } prediction) => (truth, prediction),
        _ => throw new UserAdviceException("Two label images or folders are needed; give TRUTH and PREDICTION, or --model with images and masks."),
    };

    private static IEnumerable<ClassPair> ClassPairs(ParseResult parse, CancellationToken cancellation)
    {
        Option[] ofObjects = [AsImages, Metrics, Objects, Pictures, Iou, Range, Images];
        if (ofObjects.FirstOrDefault(o => parse.GetResult(o) is { Implicit: false }) is { } given)
        {
            throw new UserAdviceException($"{given.Name} does not go with --as-classes, which compares pixels; leave one of them out.");
        }

        if (parse.GetValue(Model) is { } model)
        {
            var source = TrainingSource.Open(parse.GetValue(First), parse.GetValue(Second), parse.GetValue(Dataset), () => SeriesReader(parse));
            return EvaluateClasses.OfModel(source, () => LoadedModel.Open(parse, model, Choices), cancellation);
        }

        var (truth, prediction) = TwoPaths(parse);
        var pairs = LabelPairs.Find(truth, prediction, null, Terminal.Warn, asClasses: true);
        var files = ImageReaders.Start(parse);
        return EvaluateClasses.OfFiles(pairs, SeriesReader(parse, files), files.ImageJ, cancellation);
    }

    private static OneSeriesReader SeriesReader(ParseResult parse, ISeriesReader? files = null) => new(files ?? ImageReaders.Start(parse), parse.GetValue(Series), "compared", Terminal.Warn);

    private static EvaluationSet OfFiles(ParseResult parse, CancellationToken cancellation)
    {
        var (truth, prediction) = TwoPaths(parse);
        if (parse.GetValue(Dataset) is { } dataset)
        {
            throw new UserAdviceException($"--dataset {dataset} needs a model to segment its images; add --model.");
        }

        var pairs = LabelPairs.Find(truth, prediction, parse.GetValue(Images), Terminal.Warn);
        var files = ImageReaders.Start(parse);
        using var reader = SeriesReader(parse, files);
        return ProgressView.Run("Comparing", view =>
        {
            var set = new EvaluationSet();
            for (var i = 0; i < pairs.Count; i++)
            {
                var pair = pairs[i];
                view.Report(i, pairs.Count, $"Image {i + 1} of {pairs.Count}: {pair.Name}");
                foreach (var (name, trueLabels, predictedLabels, image) in PlanesOf(reader, files.ImageJ, pair))
                {
                    cancellation.ThrowIfCancellationRequested();
                    Add(parse, set, name, trueLabels, predictedLabels, image, cancellation);
                }
            }

            return set;
        });
    }

    private static IEnumerable<(string Name, LabelImage Truth, LabelImage Prediction, Image2D? Image)> PlanesOf(OneSeriesReader reader, ImageJReader imageJ, LabelPair pair)
    {
        var isTruthRois = RoiSetReader.IsRoiFile(pair.Truth);
        var truth = new LabelSource(reader, imageJ, pair.Truth, pair.Image ?? (RoiSetReader.IsRoiFile(pair.Prediction) ? null : pair.Prediction));
        var prediction = new LabelSource(reader, imageJ, pair.Prediction, pair.Image ?? (isTruthRois ? null : pair.Truth));
        var layout = truth.Layout;
        if (layout.Count != prediction.Layout.Count)
        {
            throw new UserAdviceException($"The truth {pair.Truth} has {layout.Count} plane(s) and the prediction {pair.Prediction} {prediction.Layout.Count}; compare stacks of one size.");
        }

        var grey = new GreySource(reader, pair.Image, pair.Truth, layout.Count);
        for (var plane = 0; plane < layout.Count; plane++)
        {
            yield return (pair.Name + layout.NameOf(plane), truth.Read(plane), prediction.Read(plane), grey.Read(plane));
        }
    }

    private static EvaluationSet WithModel(ParseResult parse, string model, CancellationToken cancellation)
    {
        if (parse.GetValue(Images) is { } images)
        {
            throw new UserAdviceException($"--images {images} does not go with --model, which takes the images first; leave it out.");
        }

        OneSeriesReader? reader = null;
        var source = TrainingSource.Open(parse.GetValue(First), parse.GetValue(Second), parse.GetValue(Dataset), () => reader ??= SeriesReader(parse));
        using var files = reader;
        using var segmenter = LoadedModel.Open(parse, model, Choices);
        if (segmenter.GivesPixelClasses)
        {
            Terminal.Note($"{segmenter.Name} gives pixels classes, and masks with one number per object are expected here; where yours hold classes, add --as-classes.");
        }

        return ProgressView.Run("Segmenting", view =>
        {
            var set = new EvaluationSet();
            for (var i = 0; i < source.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                view.Report(i, source.Count, $"Image {i + 1} of {source.Count}: {source.NameOf(i)}");
                var pair = source.Load(i);
                Add(parse, set, source.NameOf(i), pair.Labels, segmenter.Segment(pair.Image, null, cancellation).RenderLabels(), pair.Image, cancellation);
            }

            return set;
        });
    }

    private static void Add(ParseResult parse, EvaluationSet set, string name, LabelImage truth, LabelImage prediction, Image2D? image, CancellationToken cancellation)
    {
        var evaluation = ImageEvaluation.Of(
            name,
            truth,
            prediction,
            new EvaluationOptions
            {
                PartnerIou = parse.GetValue(Iou) ?? 0.5,
                PixelSize = parse.GetValue(Pixels) ? PixelSize.Uncalibrated : null,
                Intensities = image,
                Channel = (parse.GetValue(Choices.Channel) ?? 1) - 1,
            },
            cancellation);
        set.Add(evaluation);
        if (parse.GetValue(Pictures) is { } folder)
        {
            ComparisonPicture.Write(Path.Combine(folder, $"{name.Replace(' ', '_')}_evaluation.png"), evaluation, truth, prediction, image);
        }
    }
}
