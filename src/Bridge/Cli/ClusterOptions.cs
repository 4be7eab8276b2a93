using System.CommandLine;
using FijiBridge.Bridge.Batch.Slurm;

namespace FijiBridge.Bridge.Cli;

/// <summary>Where a batch runs, and what a cluster is asked for.</summary>
internal sealed class ClusterOptions
{
    /// <summary>Word for a job array on a Slurm cluster.</summary>
    public const string Slurm = "slurm";

    private const string Here = "local";

    public Option<string> Executor { get; } = new("--executor")
    {
        Description = "Where the batch runs: local (here), or slurm (as a job array on a cluster, see docs/cluster.md).",
        HelpName = "local|slurm",
        DefaultValueFactory = _ => Here,
    };

    public Option<int?> ChunkSize { get; } = NumberOption.Whole("--chunk-size", 1, "Slurm: images per task (100).");

    public Option<int?> Retries { get; } = NumberOption.Whole("--retries", 0, "Slurm: how often a chunk that breaks off is tried again (2).");

    public Option<bool> NoWait { get; } = new("--no-wait") { Description = "Slurm: submit and end; 'fijibridge batch wait DIR' goes on." };

    public Option<string?> Partition { get; } = Text("--slurm-partition", "NAME", "Slurm: partition (queue).");

    public Option<string?> Time { get; } = Text("--slurm-time", "TIME", "Slurm: time limit of a chunk, such as 2:00:00.");

    public Option<string?> Gres { get; } = Text("--slurm-gres", "LIST", "Slurm: resources of a chunk, such as gpu:1.");

    public Option<int?> Cpus { get; } = NumberOption.Whole("--slurm-cpus", 1, "Slurm: CPUs of a chunk.");

    public Option<string?> Memory { get; } = Text("--slurm-mem", "SIZE", "Slurm: memory of a chunk, such as 8G.");

    public Option<int?> Parallel { get; } = NumberOption.Whole("--slurm-parallel", 1, "Slurm: chunks that may run at a time.");

    public Option<string[]> Sbatch { get; } = new("--sbatch") { Description = "Slurm: a further option of sbatch, such as account=lab7; may be given several times.", HelpName = "OPTION" };

    public Option<string[]> Setup { get; } = new("--slurm-setup") { Description = "Slurm: a line of shell that each task runs first, such as \"module load dotnet\"; may be given several times.", HelpName = "LINE" };

    public ClusterOptions() => Executor.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string>() is not (Here or Slurm) and var other)
        {
            result.AddError($"--executor takes local or slurm, not '{other}'");
        }
    });

    public IReadOnlyList<Option> All => [Executor, ChunkSize, Retries, NoWait, Partition, Time, Gres, Cpus, Memory, Parallel, Sbatch, Setup];

    /// <summary>What Slurm is asked for.</summary>
    public SlurmSettings Settings(ParseResult parse) => new()
    {
        Partition = parse.GetValue(Partition),
        Time = parse.GetValue(Time),
        Gres = parse.GetValue(Gres),
        Cpus = parse.GetValue(Cpus),
        Memory = parse.GetValue(Memory),
        Parallel = parse.GetValue(Parallel),
        Extra = [.. (parse.GetValue(Sbatch) ?? []).Select(word => word.StartsWith('-') ? word : "--" + word)],
        Setup = parse.GetValue(Setup) ?? [],
    };

    private static Option<string?> Text(string name, string helpName, string description) => new(name) { Description = description, HelpName = helpName };
}
