using FijiBridge.Engine.Data.Augmentation;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Training;
using FijiBridge.Engine.UNet;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Training;

/// <summary>
/// Everything that a training can be told. The command line, an options file, the worker's request and a macro all name the
/// same options, those of <c>fijibridge train</c> without their dashes, and all end up here (<see cref="Cli.TrainingSettingsReader"/>).
/// </summary>
internal sealed record TrainingSettings
{
    /// <summary>Folder of images, or null where there is a <see cref="Dataset"/>.</summary>
    public string? Images { get; init; }

    /// <summary>Folder of label images of the same names.</summary>
    public string? Masks { get; init; }

    /// <summary>Data set file in place of the two folders.</summary>
    public string? Dataset { get; init; }

    /// <summary>Which image of files that hold several, from 1; the first when null.</summary>
    public int? Series { get; init; }

    /// <summary>Folder that receives the model.</summary>
    public required string Out { get; init; }

    /// <summary>Go on from the checkpoint.</summary>
    public bool Resume { get; init; }

    /// <summary>Start anew though there is a model or a checkpoint.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Name or folder of the model whose weights are the start, or null for a new network.</summary>
    public string? StartFrom { get; init; }

    /// <summary>Keep the contracting path of <see cref="StartFrom"/> as it is.</summary>
    public bool FreezeEncoder { get; init; }

    /// <summary>Makes the shape of a new network for images of so many channels and objects of so many classes (null for one kind).</summary>
    public required Func<int, int?, INetworkConfig> Network { get; init; }

    /// <summary>Kind of model that was asked for ("stardist", "unet"), or null for that of <see cref="StartFrom"/> or StarDist.</summary>
    public string? Task { get; init; }

    /// <summary>Folder of class images, or null.</summary>
    public string? Classes { get; init; }

    /// <summary>Number of classes, or null for the number of names or the largest class found.</summary>
    public int? ClassCount { get; init; }

    /// <summary>Images for validation, or null for a part of <see cref="Images"/>.</summary>
    public string? ValidationImages { get; init; }

    /// <summary>Their label images.</summary>
    public string? ValidationMasks { get; init; }

    /// <summary>Class images of <see cref="ValidationImages"/>, or null where they are in <see cref="Classes"/> too.</summary>
    public string? ValidationClasses { get; init; }

    /// <summary>Loss of a U-Net.</summary>
    public UNetLossOptions UNetLoss { get; init; } = new();

    /// <summary>Size of the images that the network sees against those on disk; null for 1, or as in <see cref="StartFrom"/>.</summary>
    public double? Scale { get; init; }

    /// <summary>How to train.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>How patches are varied.</summary>
    public required AugmentationOptions Augmentation { get; init; }

    /// <summary>How images are normalised; null for as in <see cref="StartFrom"/>, or the usual way.</summary>
    public NormalizationOptions? Normalization { get; init; }

    /// <summary>How the finished model segments while thresholds are searched and accuracy is measured.</summary>
    public SegmentOptions Segment { get; init; } = new();

    /// <summary>What the model card says: name, description, licence, pixel size.</summary>
    public ModelInfo Info { get; init; } = new();

    /// <summary>Name of the training data in the model card.</summary>
    public string DataName { get; init; } = "";

    /// <summary>Images on which the finished model is measured, or null.</summary>
    public string? TestImages { get; init; }

    /// <summary>Their label images.</summary>
    public string? TestMasks { get; init; }

    /// <summary>Name of the test set in the model card, or null for its folder.</summary>
    public string? TestName { get; init; }

    /// <summary>The options that were given, for a later resume; paths are absolute.</summary>
    public JObject Given { get; init; } = [];
}
