using FijiBridge.Engine;
using FijiBridge.Engine.Files;

namespace FijiBridge.Bridge.Batch.Slurm;

/// <summary>What a chunk is doing.</summary>
internal enum ChunkState
{
    /// <summary>Waits for a node.</summary>
    Waiting,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Every image has its outcome.</summary>
    Ended,

    /// <summary>Its task is gone, and not every image has an outcome: killed, out of time or memory, or never begun.</summary>
    Broken,
}

/// <summary>A chunk of a batch on a cluster.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Images">Files in it.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Result">How far it is.</param>
internal sealed record ChunkStatus(int Number, int Images, ChunkState State, ChunkResult Result);

/// <summary>Submits a batch to Slurm as a job array, follows it, and tries chunks again that broke off.</summary>
/// <param name="slurm">Slurm's commands.</param>
internal sealed class ClusterBatch(SlurmClient slurm)
{
    /// <summary>Cuts a batch into chunks, writes what the nodes need, and submits it.</summary>
    /// <param name="job">The batch; its folder does not exist yet.</param>
    /// <param name="items">The images.</param>
    /// <param name="chunkSize">Images per chunk.</param>
    /// <param name="script">The script for a folder of chunks.</param>
    /// <returns>The batch as it was submitted.</returns>
    /// <exception cref="UserAdviceException">There is no Slurm, the array would be too large, or Slurm refuses it.</exception>
    public ClusterJob Submit(ClusterJob job, IReadOnlyList<WorkItem> items, int chunkSize, Func<string, string> script)
    {
        var chunks = items.Chunk(chunkSize).ToList();
        var most = slurm.LargestArray();
        if (chunks.Count > most)
        {
            throw new UserAdviceException(
                $"{items.Count} images in chunks of {chunkSize} are {chunks.Count} tasks, and this cluster takes {most} in one array; use --chunk-size {(items.Count + most - 1) / most} or more.");
        }

        AtomicFile.CreateFolder(job.Chunks);
        AtomicFile.CreateFolder(job.Logs);
        for (var i = 0; i < chunks.Count; i++)
        {
            ChunkItems.Write(job.ItemsFile(i + 1), chunks[i]);
        }

        AtomicFile.WriteText(job.Script, script(job.Chunks));
        return Attempt(job with { Images = [.. chunks.Select(c => c.Length)] }, Enumerable.Range(1, chunks.Count));
    }

    /// <summary>How far every chunk is.</summary>
    /// <exception cref="UserAdviceException">Slurm does not answer.</exception>
    public IReadOnlyList<ChunkStatus> Status(ClusterJob job)
    {
        // first the queue, then the logs: a task that leaves in between has its end in the log
        var queued = job.Attempts.SelectMany(a => slurm.InQueue(a.Job).Select(t => (Chunk: t.Key, State: t.Value))).ToLookup(t => t.Chunk, t => t.State);
        return [.. Enumerable.Range(1, job.Images.Count).Select(chunk =>
        {
            var result = ChunkResult.Read(ChunkItems.Read(job.ItemsFile(chunk)), job.LogFile(chunk));
            var state = queued[chunk].Any(s => s is not "PENDING") ? ChunkState.Running
                : queued[chunk].Any() ? ChunkState.Waiting
                : result.Ended ? ChunkState.Ended : ChunkState.Broken;
            return new ChunkStatus(chunk, job.Images[chunk - 1], state, result);
        })];
    }

    /// <summary>Submits chunks again that broke off, unless they were tried as often as the batch allows.</summary>
    /// <returns>The batch, with one more attempt where something was submitted.</returns>
    public ClusterJob Retry(ClusterJob job, IEnumerable<ChunkStatus> chunks)
    {
        var again = chunks.Where(c => c.State == ChunkState.Broken && TriesOf(job, c.Number) <= job.Retries).Select(c => c.Number).ToList();
        return again.Count == 0 ? job : Attempt(job, again);
    }

    /// <summary>How often a chunk was submitted.</summary>
    public static int TriesOf(ClusterJob job, int chunk) => job.Attempts.Count(a => a.Chunks.Contains(chunk));

    /// <summary>Ends what is left of a batch.</summary>
    public void Cancel(ClusterJob job)
    {
        foreach (var attempt in job.Attempts.Where(a => slurm.InQueue(a.Job).Count > 0))
        {
            slurm.Cancel(attempt.Job);
        }
    }

    /// <summary>What the last task of a chunk said at its end, one line; null where it said nothing.</summary>
    public static string? LastWords(ClusterJob job, int chunk)
    {
        var attempt = job.Attempts.LastOrDefault(a => a.Chunks.Contains(chunk));
        var file = attempt is null ? null : Path.Combine(job.Logs, LogName(chunk, attempt.Job));
        return file is not null && File.Exists(file) ? File.ReadLines(file).LastOrDefault(l => l.Trim().Length > 0)?.Trim() : null;
    }

    private static string LogName(object chunk, object attempt) => $"chunk-{chunk}.{attempt}.txt";

    private ClusterJob Attempt(ClusterJob job, IEnumerable<int> chunks)
    {
        List<int> numbers = [.. chunks];
        var logs = Path.Combine(job.Logs.Replace("%", "%%", StringComparison.Ordinal), LogName("%a", "%A"));
        var id = slurm.Submit(
            job.Script,
            numbers,
            job.Slurm.Parallel,
            [$"--job-name=fijibridge-{job.Run}", $"--chdir={job.WorkingFolder}", $"--output={logs}", "--open-mode=append", "--no-requeue", .. job.Slurm.ToArguments()]);
        job = job with { Attempts = [.. job.Attempts, new ClusterAttempt(id, numbers, DateTime.UtcNow)] };
        job.Save();
        return job;
    }
}
