using static TorchSharp.torch;

namespace FijiBridge.Engine.Training;

/// <summary>Tells how an epoch goes: step, mean losses so far, learning rate, a sentence.</summary>
internal delegate void EpochTeller(TrainingEventKind kind, int step, Dictionary<string, double> losses, double rate, string? message);

/// <summary>The steps of one epoch, and the losses of the validation samples. Used on the torch thread.</summary>
/// <param name="task">What is trained.</param>
/// <param name="options">How.</param>
/// <param name="steps">Runs single steps.</param>
/// <param name="optimizer">Updates the weights.</param>
/// <param name="average">Moving average of the weights, or null.</param>
internal sealed class EpochRunner(ITrainingTask task, TrainingOptions options, StepRunner steps, WeightOptimizer optimizer, WeightAverage? average)
{
    private const int StepsBetweenReads = 10; // reading a loss makes the program wait for the GPU

    /// <summary>Trains for one epoch.</summary>
    /// <param name="source">Samples.</param>
    /// <param name="rate">Learning rate of an optimiser step (from 0).</param>
    /// <param name="mayEnd">True where there are weights to keep, so that <paramref name="finish"/> ends it within the epoch.</param>
    /// <param name="tell">Receives progress.</param>
    /// <param name="finish">Ends the training after the running step.</param>
    /// <param name="ct">Stops at once.</param>
    /// <returns>Mean losses; with a "loss" that is not finite as soon as one was seen; null where the training was ended.</returns>
    public Dictionary<string, double>? Train(ISampleSource source, Func<long, double> rate, bool mayEnd, EpochTeller tell, CancellationToken finish, CancellationToken ct)
    {
        task.Network.train();
        using var meter = new LossMeter();
        for (var step = 1; step <= options.StepsPerEpoch; step++)
        {
            ct.ThrowIfCancellationRequested();
            if (finish.IsCancellationRequested && mayEnd)
            {
                return null;
            }

            Runtime.TorchThread.Shared.LetOthersWork(); // a segmentation need not wait for hours
            using var scope = NewDisposeScope();
            steps.AddGradients(source.Next(ct), options.Seed + (optimizer.Step * 1000003), optimizer, meter, sentence => tell(TrainingEventKind.Notice, step, [], 0, sentence));
            if (options.ClipNorm > 0)
            {
                optimizer.ClipGradients(options.ClipNorm);
            }

            optimizer.Update(rate(optimizer.Step));
            average?.Update(optimizer.Step);
            if (step % StepsBetweenReads == 0 || step == options.StepsPerEpoch)
            {
                var means = meter.Means();
                if (!double.IsFinite(means["loss"]))
                {
                    return means;
                }

                tell(TrainingEventKind.Step, step, means, rate(optimizer.Step - 1), null);
            }
        }

        return meter.Means();
    }

    /// <summary>Mean losses of the validation samples.</summary>
    public Dictionary<string, double> Validate(IReadOnlyList<TrainingSample> validation, CancellationToken ct)
    {
        task.Network.eval();
        using var noGrad = no_grad();
        using var meter = new LossMeter();
        foreach (var sample in validation)
        {
            ct.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            meter.Add(steps.Losses([sample]));
        }

        return meter.Means();
    }
}
