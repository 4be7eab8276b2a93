using FijiBridge.Engine.Runtime;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;

namespace FijiBridge.Engine.Training;

/// <summary>How the learning rate goes on.</summary>
public enum LearningRateSchedule
{
    /// <summary>Multiplied by a factor when the validation loss has not fallen for some epochs.</summary>
    Plateau,

    /// <summary>Half a cosine from the first rate down to 1 % of it over all epochs.</summary>
    Cosine,

    /// <summary>Never changed.</summary>
    Constant,

    /// <summary>Multiplied by a factor every so many epochs.</summary>
    Step,
}

/// <summary>
/// How a network is trained. The defaults are StarDist's own. The same options serve every task; what belongs to the
/// task (network shape, loss weights) is in the task's configuration.
/// </summary>
public sealed record TrainingOptions
{
    /// <summary>Epochs at most.</summary>
    public int Epochs { get; init; } = 400;

    /// <summary>Optimiser steps per epoch.</summary>
    public int StepsPerEpoch { get; init; } = 100;

    /// <summary>Patches per step.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Height and width of a patch in pixels; images must be at least this large.</summary>
    public int PatchSize { get; init; } = 256;

    /// <summary>First learning rate.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>How weights follow their gradients.</summary>
    [JsonConverter(typeof(StringEnumConverter))]
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Momentum of <see cref="OptimizerKind.Sgd"/>, 0 to below 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay: decoupled for Adam (AdamW; 0 is plain Adam), added to the gradients for SGD.</summary>
    public double WeightDecay { get; init; }

    /// <summary>How the learning rate goes on.</summary>
    [JsonConverter(typeof(StringEnumConverter))]
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Plateau;

    /// <summary>Steps over which the rate rises from near 0 to its first value.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>Factor of the plateau schedule, in (0, 1).</summary>
    public double PlateauFactor { get; init; } = 0.5;

    /// <summary>Epochs after which the step schedule acts, again and again.</summary>
    public int StepEvery { get; init; } = 100;

    /// <summary>Factor of the step schedule, in (0, 1).</summary>
    public double StepFactor { get; init; } = 0.1;

    /// <summary>Epochs without a better validation loss before the plateau schedule acts.</summary>
    public int PlateauPatience { get; init; } = 40;

    /// <summary>Epochs without a better validation loss after which training stops; 0 for never.</summary>
    public int EarlyStoppingPatience { get; init; }

    /// <summary>Largest norm of all gradients together; larger ones are scaled down. 0 for no limit.</summary>
    public double ClipNorm { get; init; }

    /// <summary>Decay per step of the moving average of the weights that is validated and kept; 0 for none, else near 0.999.</summary>
    public double EmaDecay { get; init; }

    /// <summary>Seed of the weights, the split, the patches and the augmentation.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Threads that prepare patches; 0 for one per processor, at most 16.</summary>
    public int LoaderThreads { get; init; }

    /// <summary>CPU threads of the network; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>bfloat16 arithmetic in the forward pass (GPUs, and CPUs that have it); weights and losses stay 32-bit.</summary>
    public bool MixedPrecision { get; init; }

    /// <summary>"auto", "cpu", "cuda" or "cuda:N".</summary>
    public string Device { get; init; } = "auto";

    /// <summary>What to do where a GPU was asked for by name and is not there.</summary>
    [JsonConverter(typeof(StringEnumConverter))]
    public OnFallback OnFallback { get; init; } = OnFallback.Fail;

    /// <summary>The task's whole-image metrics are computed every so many epochs; 0 for never.</summary>
    public int FullValidationEvery { get; init; }

    /// <summary>Part of the images kept for validation, in (0, 1); at least one image.</summary>
    public double ValidationFraction { get; init; } = 0.15;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="UserAdviceException">A value is out of range; the message names it.</exception>
    public void Check()
    {
        Require(Epochs >= 1, "epochs", Epochs, "use 1 or more");
        Require(StepsPerEpoch >= 1, "steps per epoch", StepsPerEpoch, "use 1 or more");
        Require(BatchSize >= 1, "batch size", BatchSize, "use 1 or more");
        Require(PatchSize >= 8, "patch size", PatchSize, "use 8 or more");
        Require(LearningRate is > 0 and <= 10, "learning rate", LearningRate, "use a small positive number such as 3e-4");
        Require(WeightDecay is >= 0 and < 1, "weight decay", WeightDecay, "use 0 to below 1");
        Require(Momentum is >= 0 and < 1, "momentum", Momentum, "use 0 to below 1");
        Require(StepEvery >= 1, "epochs between steps of the rate", StepEvery, "use 1 or more");
        Require(StepFactor is > 0 and < 1, "step factor", StepFactor, "use a number between 0 and 1");
        Require(WarmupSteps >= 0, "warm-up steps", WarmupSteps, "use 0 or more");
        Require(PlateauFactor is > 0 and < 1, "plateau factor", PlateauFactor, "use a number between 0 and 1");
        Require(PlateauPatience >= 1, "plateau patience", PlateauPatience, "use 1 or more");
        Require(EarlyStoppingPatience >= 0, "early stopping patience", EarlyStoppingPatience, "use 0 (never) or more");
        Require(ClipNorm >= 0, "gradient clipping", ClipNorm, "use 0 (off) or more");
        Require(EmaDecay is >= 0 and < 1, "EMA decay", EmaDecay, "use 0 (off) to below 1");
        Require(LoaderThreads >= 0, "loader threads", LoaderThreads, "use 0 (automatic) or more");
        Require(Threads >= 0, "threads", Threads, "use 0 (automatic) or more");
        Require(ValidationFraction is > 0 and < 1, "validation fraction", ValidationFraction, "use a number between 0 and 1");
    }

    private static void Require(bool condition, string name, object value, string remedy)
    {
        if (!condition)
        {
            throw new UserAdviceException(FormattableString.Invariant($"Training option {name} is {value}: {remedy}."));
        }
    }
}
