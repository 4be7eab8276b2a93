using Newtonsoft.Json;

namespace FijiBridge.Bridge.Batch.Slurm;

/// <summary>What a batch asks Slurm for, per chunk; what is null is left to the cluster's defaults.</summary>
internal sealed record SlurmSettings
{
    /// <summary>Partition (queue).</summary>
    [JsonProperty("partition")] public string? Partition { get; init; }

    /// <summary>Time limit as Slurm takes it: minutes, H:MM:SS, D-HH:MM.</summary>
    [JsonProperty("time")] public string? Time { get; init; }

    /// <summary>Generic resources, such as gpu:1.</summary>
    [JsonProperty("gres")] public string? Gres { get; init; }

    /// <summary>CPUs.</summary>
    [JsonProperty("cpus")] public int? Cpus { get; init; }

    /// <summary>Memory, such as 8G.</summary>
    [JsonProperty("memory")] public string? Memory { get; init; }

    /// <summary>Chunks that may run at a time.</summary>
    [JsonProperty("parallel")] public int? Parallel { get; init; }

    /// <summary>Further words for sbatch, as they are.</summary>
    [JsonProperty("extra")] public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>Lines of shell that run on the node before the program, such as "module load dotnet".</summary>
    [JsonProperty("setup")] public IReadOnlyList<string> Setup { get; init; } = [];

    /// <summary>The words for sbatch.</summary>
    public IEnumerable<string> ToArguments()
    {
        (string Name, string? Value)[] named =
        [
            ("partition", Partition), ("time", Time), ("gres", Gres), ("mem", Memory),
            ("cpus-per-task", Cpus?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ];
        return named.Where(n => n.Value is not null).Select(n => $"--{n.Name}={n.Value}").Concat(Extra);
    }
}
