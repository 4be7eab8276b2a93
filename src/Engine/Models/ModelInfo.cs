using FijiBridge.Engine.Images;
using Newtonsoft.Json;

namespace FijiBridge.Engine.Models;

/// <summary>What model.json says: who made the model from what, what its images look like and how well it does.</summary>
public sealed record ModelInfo
{
    /// <summary>Value of <see cref="Task"/> for StarDist models.</summary>
    public const string StarDistTask = "stardist";

    /// <summary>Value of <see cref="Task"/> for U-Net models.</summary>
    public const string UNetTask = "unet";

    /// <summary>Value of <see cref="Task"/> for TorchScript networks of other programs.</summary>
    public const string ScriptTask = "torchscript";

    /// <summary>Version of this file's layout.</summary>
    [JsonProperty("format")] public int Format { get; init; } = 1;

    /// <summary>Kind of the model: "stardist", "unet" or "torchscript".</summary>
    [JsonProperty("task")] public string Task { get; init; } = StarDistTask;

    /// <summary>Name for lists and messages.</summary>
    [JsonProperty("name")] public string Name { get; init; } = "";

    /// <summary>What it segments, in one or two sentences.</summary>
    [JsonProperty("description")] public string Description { get; init; } = "";

    /// <summary>What it is meant for, and what not.</summary>
    [JsonProperty("intended_use")] public string IntendedUse { get; init; } = "";

    /// <summary>Who made it.</summary>
    [JsonProperty("authors")] public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Licence of the weights, an SPDX name.</summary>
    [JsonProperty("licence")] public string Licence { get; init; } = "";

    /// <summary>What to cite.</summary>
    [JsonProperty("citations")] public IReadOnlyList<string> Citations { get; init; } = [];

    /// <summary>Width of a training pixel in micrometres; null where the training images had no calibration.</summary>
    [JsonProperty("pixel_width_microns")] public double? PixelWidthMicrons { get; init; }

    /// <summary>Height of a training pixel in micrometres, or null.</summary>
    [JsonProperty("pixel_height_microns")] public double? PixelHeightMicrons { get; init; }

    /// <summary>Median diameter of the training objects in pixels, or null.</summary>
    [JsonProperty("median_diameter")] public double? MedianDiameter { get; init; }

    /// <summary>
    /// Rows and columns of the network's image per row and column of a training image, above 0; below 1 for a network that
    /// looks at a reduced image.
    /// </summary>
    [JsonProperty("scale")] public double Scale { get; init; } = 1;

    /// <summary>How images are normalised before the network.</summary>
    [JsonProperty("normalization")] public NormalizationOptions Normalization { get; init; } = NormalizationOptions.Default;

    /// <summary>Whether outlines are refined by consensus where the user does not say; the thresholds were tuned so.</summary>
    [JsonProperty("refine_shapes")] public bool RefineShapes { get; init; }

    /// <summary>Whether the network's answers to mirrored images are averaged where the user does not say; the thresholds were tuned so.</summary>
    [JsonProperty("flips", DefaultValueHandling = DefaultValueHandling.Ignore)] public bool Flips { get; init; }

    /// <summary>Names of the classes, from class 1; empty for one kind of object.</summary>
    [JsonProperty("classes")] public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>How it was trained, or null for imported models.</summary>
    [JsonProperty("training")] public TrainingProvenance? Training { get; init; }

    /// <summary>Accuracy on named sets.</summary>
    [JsonProperty("metrics")] public IReadOnlyList<ModelMetrics> Metrics { get; init; } = [];
}

/// <summary>Where the weights are from.</summary>
public sealed record TrainingProvenance
{
    /// <summary>Name of the training data.</summary>
    [JsonProperty("data")] public string Data { get; init; } = "";

    /// <summary>Images trained on.</summary>
    [JsonProperty("training_images")] public int TrainingImages { get; init; }

    /// <summary>Images of the validation part.</summary>
    [JsonProperty("validation_images")] public IReadOnlyList<string> ValidationImages { get; init; } = [];

    /// <summary>Objects in all images.</summary>
    [JsonProperty("objects")] public long Objects { get; init; }

    /// <summary>Seed.</summary>
    [JsonProperty("seed")] public int Seed { get; init; }

    /// <summary>Epochs done.</summary>
    [JsonProperty("epochs")] public int Epochs { get; init; }

    /// <summary>Epoch of the weights.</summary>
    [JsonProperty("best_epoch")] public int BestEpoch { get; init; }

    /// <summary>Validation loss of the weights.</summary>
    [JsonProperty("best_validation_loss")] public double BestValidationLoss { get; init; }

    /// <summary>Device, for example "cuda:0".</summary>
    [JsonProperty("device")] public string Device { get; init; } = "";

    /// <summary>Version of the engine.</summary>
    [JsonProperty("engine_version")] public string EngineVersion { get; init; } = "";

    /// <summary>Versions of what it ran on.</summary>
    [JsonProperty("runtime")] public string Runtime { get; init; } = "";

    /// <summary>Model whose weights were the start, or null.</summary>
    [JsonProperty("fine_tuned_from")] public string? FineTunedFrom { get; init; }

    /// <summary>Day of the end of the training, ISO 8601.</summary>
    [JsonProperty("date")] public string Date { get; init; } = "";

    /// <summary>All options, as they were given.</summary>
    [JsonProperty("options")] public object? Options { get; init; }
}

/// <summary>Accuracy on one set of images; counts are pooled over the images.</summary>
public sealed record ModelMetrics
{
    /// <summary>Name of the set.</summary>
    [JsonProperty("set")] public string Set { get; init; } = "";

    /// <summary>Number of images.</summary>
    [JsonProperty("images")] public int Images { get; init; }

    /// <summary>One row per IoU threshold.</summary>
    [JsonProperty("rows")] public IReadOnlyList<ModelMetricsRow> Rows { get; init; } = [];

    /// <summary>One row per class of a model that gives pixels classes; empty for others.</summary>
    [JsonProperty("classes")] public IReadOnlyList<ClassMetricsRow> Classes { get; init; } = [];

    /// <summary>False where there is nothing to be said of classes.</summary>
    public bool ShouldSerializeClasses() => Classes.Count > 0;
}

/// <summary>Agreement of the pixels of one class, pooled over the images; null where neither truth nor result has it.</summary>
/// <param name="Class">Class, from 1.</param>
/// <param name="Dice">2 |A and B| / (|A| + |B|).</param>
/// <param name="Jaccard">|A and B| / |A or B| (IoU).</param>
/// <param name="Pixels">Pixels of the class in the truth.</param>
public sealed record ClassMetricsRow(
    [property: JsonProperty("class")] int Class,
    [property: JsonProperty("dice")] double? Dice,
    [property: JsonProperty("iou")] double? Jaccard,
    [property: JsonProperty("pixels")] long Pixels);

/// <summary>Accuracy at one IoU threshold.</summary>
public sealed record ModelMetricsRow(
    [property: JsonProperty("iou")] double Iou,
    [property: JsonProperty("ap")] double AveragePrecision,
    [property: JsonProperty("precision")] double Precision,
    [property: JsonProperty("recall")] double Recall,
    [property: JsonProperty("f1")] double F1,
    [property: JsonProperty("pq")] double PanopticQuality,
    [property: JsonProperty("ap_image_mean")] double? AveragePrecisionImageMean = null);
