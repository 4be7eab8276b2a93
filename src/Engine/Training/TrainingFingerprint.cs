using System.Globalization;
using FijiBridge.Engine.Data;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Engine.Training;

/// <summary>
/// The settings that decide the numbers of a training. A resumed training must have the same ones, else its result would
/// be neither the old nor the new training.
/// </summary>
internal static class TrainingFingerprint
{
    /// <summary>Setting with the names of the images to train on.</summary>
    public const string ImageNames = "image_names";

    /// <summary>Setting with the names of images for validation that are a set of their own.</summary>
    public const string ValidationNames = "validation_names";

    private const int MostTold = 4;

    // Settings that are written only where they are not the usual ones.
    private static readonly Dictionary<string, string> s_unwritten = new(StringComparer.Ordinal)
    {
        ["optimizer"] = nameof(OptimizerKind.Adam),
        ["scale"] = "1",
        ["freeze_encoder"] = bool.FalseString,
        ["network.inside_seeds"] = bool.FalseString,
    };

    /// <summary>The names of a set's images, one a line, in the order of their characters.</summary>
    public static string NamesOf(ITrainingSet set) => string.Join('\n', Enumerable.Range(0, set.Count).Select(set.NameOf).Order(StringComparer.Ordinal));

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
    /// <exception cref="UserAdviceException">They differ; the message names each such setting and both values, and of images the number of other names.</exception>
    public static void Check(IReadOnlyDictionary<string, string> saved, IReadOnlyDictionary<string, string> wanted, string path)
    {
        var (before, now) = (Flat(saved), Flat(wanted));
        var changed = before.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
            .Where(key => key is not (ImageNames or ValidationNames))
            .Select(key => (Key: key, Before: Value(before, key), Now: Value(now, key)))
            .Where(c => c.Before != c.Now)
            .OrderBy(c => c.Before is null || c.Now is null) // what is only on one side follows from another change
            .ToList();
        string[] images = [.. OtherNames(saved, wanted, ImageNames, "images"), .. OtherNames(saved, wanted, ValidationNames, "images for validation")];
        if (changed.Count == 0 && images.Length == 0)
        {
            return;
        }

        var both = changed.TakeWhile(c => c.Before is not null && c.Now is not null).ToList();
        var told = (both.Count > 0 ? both : changed).Take(MostTold).Select(c => $"{c.Key} = {c.Before ?? "(not set)"}, now it is {c.Now ?? "(not set)"}");
        throw new UserAdviceException(
            $"The training in {path} was started with {string.Join("; ", told.Concat(images))}: set it back to resume, or choose another output folder for a new training.");
    }

    // Checkpoints of before names were kept say nothing of them.
    private static IEnumerable<string> OtherNames(IReadOnlyDictionary<string, string> saved, IReadOnlyDictionary<string, string> wanted, string key, string what)
    {
        if (!saved.TryGetValue(key, out var before) || !wanted.TryGetValue(key, out var now) || before == now)
        {
            yield break;
        }

        List<string> gone = Without(before, now), added = Without(now, before);
        var count = Math.Max(gone.Count, added.Count);
        yield return $"other {what} ({count} {(count == 1 ? "name differs" : "names differ")}, such as '{(gone.Count > 0 ? gone : added)[0]}')";
    }

    /// <summary>The names of one list that another does not have, or has less often.</summary>
    private static List<string> Without(string names, string others)
    {
        var left = others.Split('\n').CountBy(n => n).ToDictionary();
        return [.. names.Split('\n').Where(n => (left[n] = left.GetValueOrDefault(n) - 1) < 0)];
    }

    // Network, losses and augmentation are objects: "network.n_depth" says more than all of them.
    private static SortedDictionary<string, string> Flat(IReadOnlyDictionary<string, string> settings)
    {
        var flat = new SortedDictionary<string, string>(StringComparer.Ordinal);
        void Add(string key, JToken value)
        {
            if (value is not JObject parts)
            {
                flat[key] = value switch
                {
                    JValue { Value: null } => "none",
                    JValue single => single.ToString(CultureInfo.InvariantCulture),
                    _ => value.ToString(Newtonsoft.Json.Formatting.None),
                };
                return;
            }

            foreach (var part in parts.Properties())
            {
                Add($"{key}.{part.Name}", part.Value);
            }
        }

        foreach (var (key, value) in settings)
        {
            Add(key, value.StartsWith('{') ? JObject.Parse(value) : value);
        }

        return flat;
    }

    private static string? Value(SortedDictionary<string, string> settings, string key) => settings.GetValueOrDefault(key) ?? s_unwritten.GetValueOrDefault(key);

    private static string Text(object value) => FormattableString.Invariant($"{value}");
}
