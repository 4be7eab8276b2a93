using System.Diagnostics;
using System.Globalization;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Engine;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Training;

namespace FijiBridge.Benchmarks;

/// <summary>
/// Fine-tuning the bundled model on cytology (dark nuclei in grey cells), which it has never seen: from each of five images a
/// window with about 15 nuclei, tested on the whole images of the set that were not trained on.
/// </summary>
internal sealed class FineTuneBenchmark : IBenchmark
{
    private const int Objects = 15;
    private const int Step = 32;

    public string Name => "fine-tune";

    public string Question => "5 images x 15 outlines on 2 CPU cores: is the fine-tuned bundled model usable in 15 minutes? Bar: AP >= .70 at IoU .5.";

    public void Run(string[] arguments)
    {
        var options = new Arguments(arguments);
        var data = options.Text("data", Shared("dsb2018-stained"));
        if (!Directory.Exists(data))
        {
            Console.WriteLine($"The images '{data}' are not there; name a folder with train/images, train/masks, test/images and test/masks with --data.");
            return;
        }

        var reader = ImageJReader.Start();
        var train = Grey(new FolderPairs(Path.Combine(data, "train", "images"), Path.Combine(data, "train", "masks"), reader));
        var test = new InMemoryTrainingSet(Grey(new FolderPairs(Path.Combine(data, "test", "images"), Path.Combine(data, "test", "masks"), reader)));
        var windows = train.Take(5).Select(p => Window(p, options.Number("side", 320))).ToList();
        Console.WriteLine($"trained on windows of {windows.Count} images with {string.Join(", ", windows.Select(w => w.Labels.Pixels.Where(l => l > 0).Distinct().Count()))} nuclei; tested on {test.Count} other image(s)");
        var bundled = new ModelCatalog().Find("nuclei").Folder;
        using (var before = StarDistModel.Load(bundled, ComputeDevice.Choose("cpu")))
        {
            Print("before", ModelEvaluation.Run(before, test).Pooled(0.5).AveragePrecision);
        }

        var output = Path.Combine(BenchFolder.Work, "fine-tuned");
        foreach (var old in new[] { output, output + ".training" }.Where(Directory.Exists))
        {
            Directory.Delete(old, recursive: true);
        }

        var clock = Stopwatch.StartNew();
        var outcome = TrainingSession.Train(
            new TrainingPlan
            {
                Data = new InMemoryTrainingSet(windows),
                Output = output,
                StartFrom = bundled,
                Normalization = ModelFolder.LoadInfo(bundled).Normalization,
                TestSets = new Dictionary<string, ITrainingSet> { ["test"] = test },
                Options = new TrainingOptions
                {
                    Epochs = options.Number("epochs", 60),
                    StepsPerEpoch = options.Number("steps", 20),
                    BatchSize = options.Number("batch", 2),
                    PatchSize = options.Number("patch", 128),
                    LearningRate = double.Parse(options.Text("lr", "6e-4"), CultureInfo.InvariantCulture),
                    Schedule = Enum.Parse<LearningRateSchedule>(options.Text("schedule", "cosine"), ignoreCase: true),
                    ValidationFraction = 0.2,
                    Device = options.Text("device", "cpu"),
                    MixedPrecision = options.Has("bf16"),
                    Threads = 2,
                    LoaderThreads = 1,
                },
            },
            e =>
            {
                if (e.Kind == TrainingEventKind.Epoch)
                {
                    Console.WriteLine(FormattableString.Invariant($"  epoch {e.Epoch}: loss {e.Losses["loss"]:0.000}, validation {e.Losses["val_loss"]:0.000}, {clock.Elapsed.TotalSeconds:0} s"));
                }
            });
        Print("after ", outcome.Metrics.Single(m => m.Set == "test").Rows[0].AveragePrecision);
        Console.WriteLine(FormattableString.Invariant($"{clock.Elapsed.TotalMinutes:0.0} minutes on {outcome.Training.Device} with thresholds and evaluation, best epoch {outcome.Training.BestEpoch}"));
    }

    // in a folder shared/data beside the checkout or above it
    private static string Shared(string set)
    {
        for (var folder = new DirectoryInfo(BenchFolder.Root); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "shared", "data", set) is var found && Directory.Exists(found))
            {
                return found;
            }
        }

        return set;
    }

    private static void Print(string when, double ap) => Console.WriteLine(FormattableString.Invariant($"AP at IoU .5 {when}: {ap:0.000}"));

    private static IEnumerable<TrainingPair> Grey(ITrainingSet set) =>
        Enumerable.Range(0, set.Count).Select(set.Load).Where(p => p.Image.Channels == 1).OrderBy(p => p.Name, StringComparer.Ordinal);

    // The window whose number of whole nuclei is nearest to 15; of those the uppermost, then leftmost.
    private static TrainingPair Window(TrainingPair pair, int side)
    {
        var objects = LabelStatistics.Measure(pair.Labels);
        var (bestY, bestX, best) = (0, 0, int.MaxValue);
        for (var y = 0; y + side <= pair.Image.Height; y += Step)
        {
            for (var x = 0; x + side <= pair.Image.Width; x += Step)
            {
                var inside = objects.Count(o => o.Left >= x && o.Top >= y && o.Right < x + side && o.Bottom < y + side);
                if (Math.Abs(inside - Objects) < best)
                {
                    (bestY, bestX, best) = (y, x, Math.Abs(inside - Objects));
                }
            }
        }

        var pixels = new float[side * side];
        var labels = new int[side * side];
        for (var y = 0; y < side; y++)
        {
            pair.Image.ReadRow(0, bestY + y, bestX, pixels.AsSpan(y * side, side));
            pair.Labels.Pixels.AsSpan(((bestY + y) * pair.Labels.Width) + bestX, side).CopyTo(labels.AsSpan(y * side));
        }

        return new TrainingPair(pair.Name, Image2D.FromFloats(pair.Name, side, side, pixels), new LabelImage(side, side, labels));
    }
}
