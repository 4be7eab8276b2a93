using System.CommandLine;

namespace FijiBridge.Bridge.Cli;

/// <summary>
/// The options of <c>train</c>. Those that are not given take the engine's defaults, which are written once, in the engine;
/// the help names them.
/// </summary>
internal sealed class TrainOptions
{
    public Argument<string?> Images { get; } = new("IMAGES") { Description = "Folder of training images.", Arity = ArgumentArity.ZeroOrOne };

    public Argument<string?> Masks { get; } = new("MASKS") { Description = "Folder of label images of the same names: 0 background, each other value one object, negative = ignored by the losses.", Arity = ArgumentArity.ZeroOrOne };

    public Option<string?> Dataset { get; } = Text("--dataset", "FILE.npz", "A data set file made by 'fijibridge pack', in place of the two folders.");

    public Option<int?> Series { get; } = SeriesChoice.CreateOneOption();

    public Option<string?> Out { get; } = Text("--out", "MODELFOLDER", "Folder that receives the model (without it --name installs the model among your own).");

    public Option<string?> Config { get; } = Text("--config", "FILE.json", "Options in one file: { \"epochs\": 100, \"grid\": 2, … }; the command line wins.");

    public Option<string?> Task { get; } = Choice("--task", "What is trained: stardist finds objects that are roughly convex; unet finds objects of any shape, or classes of pixels (stardist).", "stardist", "unet");

    public UNetOptions UNet { get; } = new();

    public Option<double?> Scale { get; } = NumberOption.Positive("--scale", "Size of the images as the network sees them, against those on disk: 0.5 for reduced to half, further sight in less time (1).", "FACTOR");

    public Option<string?> Classes { get; } = Text("--classes", "FOLDER", "Class images of the same names: each object gets the class (1, 2, ...) that most of its pixels have there.");

    public Option<string?> ClassNames { get; } = Text("--class-names", "NAME,NAME,...", "Names of the classes, from class 1.");

    public Option<int?> ClassCount { get; } = NumberOption.Whole("--class-count", 1, "Number of classes (that of --class-names, or the largest in --classes).");

    public Option<string?> ValidationImages { get; } = Text("--validation-images", "FOLDER", "Images for validation, in place of a part of the training images.");

    public Option<string?> ValidationMasks { get; } = Text("--validation-masks", "FOLDER", "Label images of --validation-images.");

    public Option<string?> ValidationClasses { get; } = Text("--validation-classes", "FOLDER", "Class images of --validation-images (those of the same names in --classes).");

    public Option<string?> Optimizer { get; } = Choice("--optimizer", "How weights follow their gradients: adam, adamw (Adam with a weight decay of 0.01 where --weight-decay says nothing) or sgd (adam).", "adam", "adamw", "sgd");

    public Option<double?> Momentum { get; } = NumberOption.Real("--momentum", v => v is >= 0 and < 1, "a number from 0 to below 1", "Momentum of sgd (0.9).");

    public Option<int?> StepEvery { get; } = NumberOption.Whole("--step-every", 1, "Epochs between two steps of the step schedule (100).");

    public Option<double?> StepFactor { get; } = NumberOption.Fraction("--step-factor", "Factor of the step schedule (0.1).");

    public Option<int?> Epochs { get; } = NumberOption.Whole("--epochs", 1, "Epochs; a validation ends each (400).");

    public Option<int?> Steps { get; } = NumberOption.Whole("--steps", 1, "Steps per epoch (100).");

    public Option<int?> Batch { get; } = NumberOption.Whole("--batch", 1, "Patches per step (4).");

    public Option<int?> Patch { get; } = NumberOption.Whole("--patch", 8, "Height and width of a patch in pixels (256).");

    public Option<int?> Rays { get; } = NumberOption.Whole("--rays", 3, "Rays per polygon (32).");

    public Option<int[]> Grid { get; } = PairOption.Create("--grid", "Output subsampling, a power of two, one number or y,x (1).");

    public Option<int?> Depth { get; } = NumberOption.Whole("--depth", 1, "Levels of the U-Net below the first (3; 4 for --task unet).");

    public Option<int?> Filters { get; } = NumberOption.Whole("--filters", 1, "Filters of the first level (32).");

    public Option<bool> BatchNorm { get; } = new("--batch-norm") { Description = "Batch normalisation between convolution and activation." };

    public Option<double?> LearningRate { get; } = NumberOption.Positive("--lr", "Learning rate at the start (0.0003).", "RATE");

    public Option<string?> Schedule { get; } = Choice("--schedule", "How the rate goes on: plateau (halved when the validation loss stalls), cosine, step (multiplied every --step-every epochs) or constant (plateau).", "plateau", "cosine", "step", "constant");

    public Option<int?> Warmup { get; } = NumberOption.Whole("--warmup", 0, "Steps over which the rate rises to its first value (0).");

    public Option<int?> Patience { get; } = NumberOption.Whole("--patience", 0, "Stop after so many epochs without a better validation loss; 0 for never (0).");

    public Option<int?> PlateauPatience { get; } = NumberOption.Whole("--plateau-patience", 1, "Epochs without a better validation loss before the rate is halved (40).");

    public Option<double?> WeightDecay { get; } = NumberOption.Real("--weight-decay", v => v is >= 0 and < 1, "a number from 0 to below 1", "Decoupled weight decay (0).");

    public Option<double?> Clip { get; } = NumberOption.Real("--clip", v => v >= 0, "a number from 0", "Largest norm of all gradients together; 0 for no limit (0).");

    public Option<double?> Ema { get; } = NumberOption.Real("--ema", v => v is >= 0 and < 1, "a number from 0 to below 1", "Keep a moving average of the weights with this decay per step, for example 0.999 (0 = off).");

    public Option<int?> Seed { get; } = NumberOption.Whole("--seed", 0, "Seed of everything random (42).");

    public Option<double?> Validation { get; } = NumberOption.Fraction("--validation", "Part of the pairs kept for validation, at least one (0.15).");

    public Option<int?> FullValidation { get; } = NumberOption.Whole("--full-validation", 0, "Segment the validation images every so many epochs and note their AP; 0 for never (0).");

    public Option<string?> TestImages { get; } = Text("--test-images", "FOLDER", "Images on which the finished model is measured; never trained on.");

    public Option<string?> TestMasks { get; } = Text("--test-masks", "FOLDER", "Label images of --test-images.");

    public Option<string?> TestName { get; } = Text("--test-name", "TEXT", "Name of the test set in the model card (its folder).");

    public Option<string?> DataName { get; } = Text("--data-name", "TEXT", "Name of the training data in the model card (its folder).");

    public Option<string?> StartFrom { get; } = Text("--start-from", "NAME|FOLDER", "Start from the weights of this model (fine-tuning); its network shape is kept.");

    public Option<bool> FreezeEncoder { get; } = new("--freeze-encoder") { Description = "With --start-from: keep the contracting path of the network as it is; for very few images." };

    public Option<bool> Flips { get; } = new("--flips") { Description = "Average over mirrored copies when thresholds and accuracy are measured, and then whenever the model is used: a little better, four times slower." };

    public Option<bool> Refine { get; } = new("--refine") { Description = "Refine outlines by consensus when thresholds and accuracy are measured (as in --start-from)." };

    public Option<double?> Low { get; } = NumberOption.Percentile("--low", "Percentile that becomes 0 (1, or as in --start-from).");

    public Option<double?> High { get; } = NumberOption.Percentile("--high", "Percentile that becomes 1 (99.8, or as in --start-from).");

    public Option<string> Device { get; } = DeviceChoice.CreateOption();

    public Option<string?> Precision { get; } = Choice("--precision", "Arithmetic of the network: fp32, or bf16 where the device has it (fp32).", "fp32", "bf16");

    public Option<int?> Threads { get; } = NumberOption.Whole("--threads", 1, "CPU threads of the network (all cores).");

    public Option<int?> LoaderThreads { get; } = NumberOption.Whole("--loader-threads", 1, "Threads that prepare patches (all cores, at most 16).");

    public Option<bool> Resume { get; } = new("--resume") { Description = "Go on from the checkpoint in MODELFOLDER; the result is the same as without the interruption." };

    public Option<bool> Overwrite { get; } = new("--overwrite") { Description = "Start anew though MODELFOLDER holds a model or a checkpoint." };

    public Option<string?> Name { get; } = Text("--name", "TEXT", "Name of the model (the folder's name).");

    public Option<string?> Description { get; } = Text("--description", "TEXT", "One line for the model card.");

    public Option<string?> Licence { get; } = Text("--licence", "SPDX", "Licence of the model, for example CC-BY-4.0.");

    public Option<double?> PixelSize { get; } = NumberOption.Positive("--pixel-size", "Pixel size of the training images in micrometres (their median calibration).", "MICRONS");

    public IReadOnlyList<Option> All =>
    [
        Dataset, Series, Out, Config, Task, StartFrom, FreezeEncoder, Epochs, Steps, Batch, Patch, Scale, Rays, Grid, Depth, Filters, BatchNorm,
        .. UNet.All, Classes, ClassNames, ClassCount,
        LearningRate, Schedule, StepEvery, StepFactor, Warmup, PlateauPatience, Patience, Optimizer, Momentum, WeightDecay, Clip, Ema, Seed,
        Validation, ValidationImages, ValidationMasks, ValidationClasses, FullValidation, AugmentOption.Set, AugmentOption.None, .. AugmentOption.Switches, Low, High,
        Device, Precision, Threads, LoaderThreads, Resume, Overwrite, Name, Description, Licence, PixelSize, DataName,
        TestImages, TestMasks, TestName, Flips, Refine,
    ];

    private static Option<string?> Text(string name, string helpName, string description) => new(name) { Description = description, HelpName = helpName };

    private static Option<string?> Choice(string name, string description, params string[] choices)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong(choices);
        return option;
    }
}
