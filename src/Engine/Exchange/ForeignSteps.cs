using FijiBridge.Engine.Scripts;

namespace FijiBridge.Engine.Exchange;

/// <summary>Reads the steps before and after a network from a description of format 0.4 or 0.5.</summary>
internal static class ForeignSteps
{
    /// <summary>One step.</summary>
    /// <exception cref="InvalidDataException">It is unknown or asks for what is not known here.</exception>
    public static ProcessingStep Of(YamlMap step, bool oldFormat)
    {
        var id = step.Text("id") ?? step.Text("name") ?? "";
        var kwargs = step.Map("kwargs");
        if (!ProcessingStep.IsKnown(id))
        {
            throw new InvalidDataException($"it asks for the step {id}, which is not known here");
        }

        if (kwargs?.Has("reference_tensor") == true)
        {
            throw new InvalidDataException($"its step {id} takes its statistics from another tensor, which is not known here");
        }

        var joint = oldFormat
            ? (kwargs?.Text("axes") ?? "cyx").Contains('c', StringComparison.Ordinal)
            : kwargs?.Texts("axes") is not { Count: > 0 } axes || axes.Contains("channel") || axes.Contains("c");
        var (a, b) = id switch
        {
            "binarize" => (kwargs?.Numbers("threshold"), null),
            "clip" => (kwargs?.Numbers("min"), kwargs?.Numbers("max")),
            "scale_linear" => (kwargs?.Numbers("gain"), kwargs?.Numbers("offset")),
            "zero_mean_unit_variance" or "fixed_zero_mean_unit_variance" => (kwargs?.Numbers("mean"), kwargs?.Numbers("std")),
            "scale_range" => (kwargs?.Numbers("min_percentile") ?? [0], kwargs?.Numbers("max_percentile") ?? [100]),
            _ => ((double[]?)null, (double[]?)null),
        };
        var mode = kwargs?.Text("mode");
        if (mode == "per_dataset" || (id is "binarize" && a is null))
        {
            throw new InvalidDataException(mode is null ? "its step binarize has no threshold" : $"its step {id} takes its statistics from a whole data set, which is not known here");
        }

        // format 0.4 writes fixed statistics as a mode of the same step
        var isFixed = id == "zero_mean_unit_variance" && mode == "fixed";
        if ((isFixed || id == "fixed_zero_mean_unit_variance") && (a is null || b is null))
        {
            throw new InvalidDataException($"its step {id} has no mean and std");
        }

        return new ProcessingStep
        {
            Id = isFixed ? "fixed_zero_mean_unit_variance" : id,
            JointChannels = joint,
            DType = kwargs?.Text("dtype"),
            A = id == "zero_mean_unit_variance" && !isFixed ? null : a,
            B = id == "zero_mean_unit_variance" && !isFixed ? null : b,
            Eps = kwargs?.Number("eps") ?? 1e-6,
        };
    }
}
