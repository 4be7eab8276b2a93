using System.CommandLine;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Training;
using FijiBridge.Engine;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.Cli;

/// <summary>
/// <c>fijibridge evaluate</c>: compares label images with their truth, either finished ones (TRUTH PREDICTION) or those
/// that a model makes of images (--model M IMAGES MASKS).
/// </summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string?> First = new("TRUTH|IMAGES") { Description = "Folder or file of true label images; with --model the images.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Argument<string?> Second = new("PREDICTION|MASKS") { Description = "Folder or file of predicted label images (NAME or NAME_labels); with --model the true masks.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<string?> Model = new("--model") { Description = "Segment IMAGES with this model first.", HelpName = "NAME|FOLDER" };

    private static readonly Option<string?> Dataset = new("--dataset") { Description = "With --model: a data set file in place of the two folders.", HelpName = "FILE.npz" };

    private static readonly Option<string?> Csv = new("--csv") { Description = "Also write all numbers, per image and pooled, to this file.", HelpName = "FILE" };

    private static readonly SegmentChoices Choices = new();

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("evaluate", "Score label images against their truth: precision, recall, F1, AP and panoptic quality at IoU .5 to .95, Dice, Jaccard.")
        {
            First, Second, Model, Dataset, Csv,
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
        var images = parse.GetValue(Model) is { } model
            ? WithModel(parse, model, interruption.Token)
            : OfFiles(parse, interruption.Token);
        foreach (var line in MatchingReport.Lines(images))
        {
            Terminal.Result(line);
        }

        if (parse.GetValue(Csv) is { } csv)
        {
            MatchingReport.WriteCsv(csv, images);
            Terminal.Note($"All numbers are in {csv}.");
        }

        return ExitCode.Success;
    }

    private static EvaluationScores OfFiles(ParseResult parse, CancellationToken cancellation)
    {
        if (parse.GetValue(First) is not { } truth || parse.GetValue(Second) is not { } prediction)
        {
            throw new UserAdviceException("Two label images or folders are needed; give TRUTH and PREDICTION, or --model with images and masks.");
        }

        if (parse.GetValue(Dataset) is { } dataset)
        {
            throw new UserAdviceException($"--dataset {dataset} needs a model to segment its images; add --model.");
        }

        var pairs = LabelPairs.Find(truth, prediction);
        var reader = ImageJReader.Start(parse.GetValue(GlobalOptions.ImageJ));
        return ProgressView.Run("Comparing", view => Score(
            pairs.Count, i => pairs[i].Name, i => (reader.ReadLabels(pairs[i].Truth), reader.ReadLabels(pairs[i].Prediction)), view, cancellation));
    }

    private static EvaluationScores WithModel(ParseResult parse, string model, CancellationToken cancellation)
    {
        var images = parse.GetValue(First);
        var set = TrainingSource.Open(images, parse.GetValue(Second), parse.GetValue(Dataset), () => ImageJReader.Start(parse.GetValue(GlobalOptions.ImageJ)));
        using var segmenter = LoadedModel.Open(parse, model, Choices);
        return ProgressView.Run("Segmenting", view => Score(set.Count, set.NameOf, i => SegmentPair(set.Load(i), segmenter, cancellation), view, cancellation));
    }

    private static (LabelImage Truth, LabelImage Prediction) SegmentPair(TrainingPair pair, LoadedModel model, CancellationToken cancellation) =>
        (pair.Labels, model.Segment(pair.Image, null, cancellation).RenderLabels());

    private static EvaluationScores Score(
        int count, Func<int, string> nameOf, Func<int, (LabelImage Truth, LabelImage Prediction)> load, ProgressView view, CancellationToken cancellation)
    {
        var images = new EvaluationScores();
        for (var i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            view.Report(i, count, $"Image {i + 1} of {count}: {nameOf(i)}");
            var (truth, prediction) = load(i);
            images.Add(nameOf(i), truth, prediction);
        }

        return images;
    }
}
