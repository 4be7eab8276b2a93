using System.CommandLine;

using FijiBridge.Bridge.Cli;
using FijiBridge.Bridge.Training;
using FijiBridge.Engine;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Training;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Trains a model. The inputs are the options of <c>fijibridge train</c>, read by the same code.</summary>
/// <param name="catalog">Where models to start from are.</param>
/// <param name="running">The one training at a time.</param>
/// <param name="reader">Makes the reader of image files from the places of an ImageJ and a Bio-Formats, each null for the usual ones; disposed with the training where it can be.</param>
internal sealed class TrainHandler(ModelCatalog catalog, RunningTraining running, Func<string?, string?, IImageReader> reader) : IRequestHandler
{
    private const string ImageJ = "imagej";
    private const string BioFormats = "bioformats";
    private static readonly TrainOptions Options = new();
    private static readonly RootCommand Root = new() { GlobalOptions.ImageJ, ModelOption.Folder, TrainCommand.Create(Options) };

    /// <inheritdoc/>
    public string Name => "train";

    /// <inheritdoc/>
    public string Summary => "Trains a model on images with truth, or goes on with a training that was interrupted.";

    /// <inheritdoc/>
    public bool UsesDevice => false; // segmentations go on meanwhile: libtorch's thread serves them between two steps

    /// <inheritdoc/>
    public bool EndsWithClient => true;

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs { get; } =
    [
        .. new[] { Options.Images, Options.Masks }.Select(a => new InputInfo(a.Name.ToLowerInvariant(), "text", a.Description ?? "")),
        .. Options.All.Except([Options.Config]).Select(o => new InputInfo(o.Name.TrimStart('-'), o is Option<bool> ? "true or false" : "number or text", o.Description ?? "")),
        new(ImageJ, "text", "ij.jar, or the folder of an ImageJ or Fiji, that reads the images (see doctor)."),
        new(BioFormats, "text", "bioformats_package.jar, or the folder of a Fiji, for what ImageJ cannot read (see doctor)."),
    ];

    /// <inheritdoc/>
    public JObject Run(WorkerTask task)
    {
        try
        {
            return Train(task);
        }
        catch (UserAdviceException e)
        {
            throw new UserAdviceException(OptionNames.WithoutDashes(e.Message), e);
        }
    }

    private JObject Train(WorkerTask task)
    {
        var given = task.Inputs.All;
        var (imageJ, bioFormats) = (task.Inputs.Text(ImageJ), task.Inputs.Text(BioFormats));
        _ = given.Remove(ImageJ);
        _ = given.Remove(BioFormats);
        var settings = new TrainingSettingsReader(Options).Read(ConfigFile.Merge(Root.Parse(["train"]), given, "The training", "correct it"));
        using var turn = running.Begin(task.Id, settings.Out);
        IImageReader? images = null;
        try
        {
            return Train(task, TrainingJob.Open(settings, catalog, () => images ??= reader(imageJ, bioFormats)), turn);
        }
        finally
        {
            (images as IDisposable)?.Dispose();
        }
    }

    private static JObject Train(WorkerTask task, TrainingJob job, RunningTraining.Turn turn)
    {
        var teller = new TrainingTeller(task, job.Folders);
        foreach (var note in job.Read((done, all) => task.Report("reading the images", done, all), task.CancellationToken))
        {
            teller.Note(note);
        }

        var outcome = job.Train(teller.Show, teller.Preview, teller, turn.Ending.Token, task.CancellationToken);
        return new JObject
        {
            ["model"] = outcome.ModelFolder,
            ["training"] = job.Folders.Training,
            ["epochs"] = outcome.Training.EpochsDone,
            ["bestEpoch"] = outcome.Training.BestEpoch,
            ["bestLoss"] = outcome.Training.BestLoss,
            ["stoppedEarly"] = outcome.Training.StoppedEarly,
            ["device"] = outcome.Training.Device,
            ["prob"] = outcome.Thresholds.Prob,
            ["nms"] = (outcome.Thresholds as StarDistThresholds)?.Nms,
            ["thresholds"] = outcome.Thresholds.Describe(),
            ["metrics"] = new JArray(outcome.Metrics.Select(Metrics)),
        };
    }

    private static JObject Metrics(ModelMetrics set)
    {
        var metrics = new JObject
        {
            ["set"] = set.Set,
            ["images"] = set.Images,
            ["rows"] = new JArray(set.Rows.Select(r => new JObject { ["iou"] = r.Iou, ["averagePrecision"] = r.AveragePrecision, ["f1"] = r.F1 })),
        };
        if (set.Classes.Count > 0)
        {
            metrics["classes"] = new JArray(set.Classes.Select(c => new JObject { ["class"] = c.Class, ["iou"] = c.Jaccard, ["dice"] = c.Dice }));
        }

        return metrics;
    }
}
