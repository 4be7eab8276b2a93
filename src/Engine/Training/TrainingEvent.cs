namespace FijiBridge.Engine.Training;

/// <summary>What a <see cref="TrainingEvent"/> tells.</summary>
public enum TrainingEventKind
{
    /// <summary>Training starts or is resumed.</summary>
    Started,

    /// <summary>Some steps of an epoch are done; losses are means over the epoch so far.</summary>
    Step,

    /// <summary>An epoch is done and validated.</summary>
    Epoch,

    /// <summary>Something that the user should know (rate lowered, weights restored).</summary>
    Notice,

    /// <summary>Training has ended.</summary>
    Finished,
}

/// <summary>Progress of a training.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Epoch">Epochs done, or the running one (from 1) for <see cref="TrainingEventKind.Step"/>.</param>
/// <param name="Epochs">Epochs at most.</param>
/// <param name="Step">Steps done within the epoch.</param>
/// <param name="StepsPerEpoch">Steps per epoch.</param>
/// <param name="Losses">Means of the losses by name: "loss", the task's terms, after an epoch also "val_loss" and so on.</param>
/// <param name="LearningRate">Rate of the last step.</param>
/// <param name="Elapsed">Time spent in this run.</param>
/// <param name="Remaining">Time still needed for all epochs, from the speed of this run; null until known.</param>
/// <param name="Message">One sentence, or null.</param>
public sealed record TrainingEvent(
    TrainingEventKind Kind,
    int Epoch,
    int Epochs,
    int Step,
    int StepsPerEpoch,
    IReadOnlyDictionary<string, double> Losses,
    double LearningRate,
    TimeSpan Elapsed,
    TimeSpan? Remaining,
    string? Message)
{
    /// <summary>What trains, such as "cpu" or "cuda:0"; told with <see cref="TrainingEventKind.Started"/>, else null.</summary>
    public string? Device { get; init; }
}

/// <summary>One row of history.csv.</summary>
/// <param name="Epoch">Epoch, from 1.</param>
/// <param name="LearningRate">Rate at its last step.</param>
/// <param name="Values">Losses and metrics by name.</param>
public sealed record EpochRecord(int Epoch, double LearningRate, IReadOnlyDictionary<string, double> Values);
