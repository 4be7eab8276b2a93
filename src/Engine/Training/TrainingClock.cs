namespace FijiBridge.Engine.Training;

/// <summary>Elapsed and remaining time of one run of a training, from its begin or its resume on.</summary>
/// <param name="time">Clock.</param>
/// <param name="options">Epochs and steps.</param>
/// <param name="firstEpoch">Epochs that were done before this run.</param>
internal sealed class TrainingClock(TimeProvider time, TrainingOptions options, int firstEpoch)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>An event of this moment.</summary>
    /// <param name="epochsDone">Epochs done in all.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="step">Steps done in the running epoch.</param>
    /// <param name="losses">Losses.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="message">A sentence, or null.</param>
    public TrainingEvent Event(int epochsDone, TrainingEventKind kind, int step, Dictionary<string, double> losses, double rate, string? message)
    {
        var elapsed = time.GetElapsedTime(_started);
        var inEpoch = kind == TrainingEventKind.Step;
        var done = ((epochsDone - firstEpoch) * (double)options.StepsPerEpoch) + (inEpoch ? step : 0);
        var left = ((options.Epochs - epochsDone) * (double)options.StepsPerEpoch) - (inEpoch ? step : 0);
        TimeSpan? remaining = kind == TrainingEventKind.Finished ? TimeSpan.Zero : done > 0 ? elapsed * (left / done) : null;
        return new TrainingEvent(kind, epochsDone + (inEpoch ? 1 : 0), options.Epochs, step, options.StepsPerEpoch, losses, rate, elapsed, remaining, message);
    }
}
