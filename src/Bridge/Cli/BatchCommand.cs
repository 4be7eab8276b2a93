using System.CommandLine;
using FijiBridge.Bridge.Batch;
using FijiBridge.Bridge.Batch.Slurm;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge batch</c>: what becomes of a batch that was handed to a cluster.</summary>
internal static class BatchCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("batch", "Follow a batch on a Slurm cluster (segment --executor slurm).");
        Add("status", "Show how far each chunk is.", Status);
        Add("wait", "Wait for the batch, try chunks again that broke off, then join tables and logs.", (job, batch) =>
        {
            using var interruption = new Interruption();
            return ClusterFollower.Wait(job, batch, interruption.Token);
        });
        Add("merge", "Join tables and logs of the chunks as they are now.", (job, batch) => ClusterFollower.Merge(job, batch.Status(job)));
        Add("cancel", "End what still runs or waits; what is done stays.", Cancel);
        return command;

        void Add(string name, string description, Func<ClusterJob, ClusterBatch, int> run)
        {
            var folder = new Argument<string>("DIR") { Description = "The --out folder of the batch, or the batch's own folder in segment-jobs." };
            var verb = new Command(name, description) { folder };
            verb.SetAction(parse => run(ClusterJob.Find(parse.GetRequiredValue(folder)), new ClusterBatch(new SlurmClient())));
            command.Add(verb);
        }
    }

    private static int Status(ClusterJob job, ClusterBatch batch)
    {
        var table = new TextTable("chunk", "state", "images", "done", "failed", "tried").AlignLeft(1);
        var chunks = batch.Status(job);
        foreach (var chunk in chunks)
        {
            table.Add(
                $"{chunk.Number}", chunk.State.ToString().ToLowerInvariant(), $"{chunk.Images}", $"{chunk.Result.Outcomes.Count(o => o.IsGood)}",
                $"{chunk.Result.Outcomes.Count(o => o.State == ItemOutcome.Failed)}", $"{ClusterBatch.TriesOf(job, chunk.Number)}");
        }

        foreach (var line in table.Lines())
        {
            Terminal.Result(line);
        }

        Terminal.Result($"Slurm job(s) {string.Join(", ", job.Attempts.Select(a => a.Job))}; {chunks.Sum(c => c.Result.Outcomes.Count(o => o.IsGood))} of {chunks.Sum(c => c.Images)} images done.");
        return ExitCode.Success;
    }

    private static int Cancel(ClusterJob job, ClusterBatch batch)
    {
        batch.Cancel(job);
        Terminal.Result($"Slurm job(s) {string.Join(", ", job.Attempts.Select(a => a.Job))} cancelled; the same segment command with --resume goes on.");
        return ExitCode.Success;
    }
}
