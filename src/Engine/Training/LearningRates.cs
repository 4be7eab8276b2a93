namespace FijiBridge.Engine.Training;

/// <summary>The learning rate of every step.</summary>
/// <param name="options">First rate, schedule and warm-up.</param>
internal sealed class LearningRates(TrainingOptions options)
{
    private const double LastOfCosine = 0.01;

    /// <summary>Rate of an optimiser step (from 0).</summary>
    /// <param name="step">Step over all epochs.</param>
    /// <param name="plateauScale">Factor by plateaus so far.</param>
    /// <param name="restoreScale">Factor by restored weights so far.</param>
    public double At(long step, double plateauScale, double restoreScale)
    {
        var rate = options.LearningRate * restoreScale;
        rate *= options.Schedule switch
        {
            LearningRateSchedule.Plateau => plateauScale,
            LearningRateSchedule.Cosine => LastOfCosine + ((1 - LastOfCosine) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, step / ((double)options.Epochs * options.StepsPerEpoch))))),
            LearningRateSchedule.Step => Math.Pow(options.StepFactor, step / options.StepsPerEpoch / options.StepEvery),
            _ => 1,
        };
        return options.WarmupSteps > 0 ? rate * Math.Min(1, (step + 1.0) / options.WarmupSteps) : rate;
    }
}
