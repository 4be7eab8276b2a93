namespace FijiBridge.Engine.Training;

/// <summary>
/// The settings that decide the numbers of a training. A resumed training must have the same ones, else its result would
/// be neither the old nor the new training.
/// </summary>
internal static class TrainingFingerprint
{
    /// <summary>Settings of trainer and task by name. Device, threads and (without a cosine) the number of epochs may change.</summary>
    public static IReadOnlyDictionary<string, string> Of(TrainingOptions o, ITrainingTask task)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["task"] = task.Name,
            ["steps_per_epoch"] = Text(o.StepsPerEpoch),
            ["batch_size"] = Text(o.BatchSize),
            ["patch_size"] = Text(o.PatchSize),
            ["learning_rate"] = Text(o.LearningRate),
            ["weight_decay"] = Text(o.WeightDecay),
            ["schedule"] = o.Schedule.ToString(),
            ["warmup_steps"] = Text(o.WarmupSteps),
            ["plateau_factor"] = Text(o.PlateauFactor),
            ["plateau_patience"] = Text(o.PlateauPatience),
            ["early_stopping_patience"] = Text(o.EarlyStoppingPatience),
            ["clip_norm"] = Text(o.ClipNorm),
            ["ema_decay"] = Text(o.EmaDecay),
            ["seed"] = Text(o.Seed),
            ["mixed_precision"] = Text(o.MixedPrecision),
            ["validation_fraction"] = Text(o.ValidationFraction),
        };
        if (o.Schedule == LearningRateSchedule.Cosine)
        {
            settings["epochs"] = Text(o.Epochs);
        }

        if (o.Schedule == LearningRateSchedule.Step)
        {
            settings["step_every"] = Text(o.StepEvery);
            settings["step_factor"] = Text(o.StepFactor);
        }

        if (o.Optimizer != OptimizerKind.Adam)
        {
            settings["optimizer"] = o.Optimizer.ToString();
            settings["momentum"] = Text(o.Momentum);
        }

        foreach (var (key, value) in task.Fingerprint)
        {
            settings[key] = value;
        }

        return settings;
    }

    /// <summary>Compares the settings of a checkpoint with the wanted ones.</summary>
    /// <exception cref="UserAdviceException">They differ; the message names the setting and both values.</exception>
    public static void Check(IReadOnlyDictionary<string, string> saved, IReadOnlyDictionary<string, string> wanted, string path)
    {
        foreach (var key in saved.Keys.Union(wanted.Keys).Order(StringComparer.Ordinal))
        {
            var before = saved.GetValueOrDefault(key, "(not set)");
            var now = wanted.GetValueOrDefault(key, "(not set)");
            if (before != now)
            {
                throw new UserAdviceException(
                    $"The training in {path} was started with {key} = {before}, now it is {now}: set it back to resume, or choose another output folder for a new training.");
            }
        }
    }

    private static string Text(object value) => FormattableString.Invariant($"{value}");
}
