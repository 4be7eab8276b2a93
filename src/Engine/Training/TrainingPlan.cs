using FijiBridge.Engine.Data;
using FijiBridge.Engine.Data.Augmentation;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Training;

/// <summary>What a model is trained from and how. The kind of the model is that of <see cref="StartFrom"/>, else a U-Net where <see cref="UNet"/> is given, else StarDist.</summary>
public sealed record TrainingPlan
{
    /// <summary>Images with truth; a part of them is kept for validation.</summary>
    public required ITrainingSet Data { get; init; }

    /// <summary>Model folder to write. Checkpoints and history.csv go to the folder of the same name with ".training" behind it.</summary>
    public required string Output { get; init; }

    /// <summary>Images with truth for validation; null for a part of <see cref="Data"/>.</summary>
    public ITrainingSet? Validation { get; init; }

    /// <summary>Shape of a StarDist network; of it only the number of classes counts where <see cref="StartFrom"/> is given and knows none.</summary>
    public StarDistConfig Config { get; init; } = new();

    /// <summary>How to train.</summary>
    public TrainingOptions Options { get; init; } = new();

    /// <summary>Weights of the losses of a StarDist network.</summary>
    public StarDistLossOptions Loss { get; init; } = new();

    /// <summary>Shape of a U-Net; null for StarDist. Of a model in <see cref="StartFrom"/>, its own shape is taken.</summary>
    public UNetConfig? UNet { get; init; }

    /// <summary>Loss of a U-Net.</summary>
    public UNetLossOptions UNetLoss { get; init; } = new();

    /// <summary>
    /// Rows and columns of the network's image per row and column of an image, above 0: below 1 the network sees reduced
    /// images, further around and faster. A model in <see cref="StartFrom"/> keeps its own where this is null.
    /// </summary>
    public double? Scale { get; init; }

    /// <summary>How patches are varied.</summary>
    public AugmentationOptions Augmentation { get; init; } = AugmentationOptions.Default;

    /// <summary>How images are normalised.</summary>
    public NormalizationOptions Normalization { get; init; } = NormalizationOptions.Default;

    /// <summary>Part of the patches that must hold an object.</summary>
    public double ForegroundOnly { get; init; } = 0.9;

    /// <summary>Model folder whose weights are the start (fine-tuning), or null.</summary>
    public string? StartFrom { get; init; }

    /// <summary>Throw an earlier training of this output away, once this one is about to take its first step.</summary>
    public bool StartAnew { get; init; }

    /// <summary>Keep the contracting path of <see cref="StartFrom"/> as it is.</summary>
    public bool FreezeEncoder { get; init; }

    /// <summary>Called at each full validation with the first validation pair and what the present weights find in it, or null.</summary>
    public Action<TrainingPair, LabelImage>? Preview { get; init; }

    /// <summary>Classes of the objects; needed for networks with classes.</summary>
    public ClassOfObject? ClassOf { get; init; }

    /// <summary>Further images with truth on which the finished model is measured, by name.</summary>
    public IReadOnlyDictionary<string, ITrainingSet> TestSets { get; init; } = new Dictionary<string, ITrainingSet>();

    /// <summary>How the finished model segments while thresholds are searched and accuracy is measured.</summary>
    public SegmentOptions Segment { get; init; } = new();

    /// <summary>Description of the model; name, normalisation, training and metrics are filled in.</summary>
    public ModelInfo Info { get; init; } = new();

    /// <summary>Name of the data for the model card.</summary>
    public string DataName { get; init; } = "";
}

/// <summary>What a training gave.</summary>
/// <param name="ModelFolder">The model folder.</param>
/// <param name="Training">Epochs, losses, history.</param>
/// <param name="Thresholds">Tuned thresholds.</param>
/// <param name="Metrics">Accuracy on the validation part and the test sets.</param>
public sealed record TrainingOutcome(string ModelFolder, TrainingResult Training, IModelThresholds Thresholds, IReadOnlyList<ModelMetrics> Metrics);
