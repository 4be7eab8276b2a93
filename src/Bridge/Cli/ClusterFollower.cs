using FijiBridge.Bridge.Batch;
using FijiBridge.Bridge.Batch.Slurm;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.Cli;

/// <summary>Follows a batch on a cluster to its end and joins what its chunks left.</summary>
internal static class ClusterFollower
{
    private const double FirstPauseSeconds = 0.5;
    private const double LongestPauseSeconds = 10;
    private const int MostSilences = 30; // of Slurm, five minutes

    /// <summary>Waits until every chunk has ended or was tried often enough; then as <see cref="Merge"/>.</summary>
    /// <exception cref="CancelledWithResultException">Ctrl-C: the jobs go on.</exception>
    public static int Wait(ClusterJob job, ClusterBatch batch, CancellationToken cancellation)
    {
        try
        {
            var chunks = ProgressView.Run("Segmenting on the cluster", view => Follow(ref job, batch, view, cancellation));
            return Merge(job, chunks);
        }
        catch (OperationCanceledException e)
        {
            var folder = SlurmScript.Quote(job.Out);
            throw new CancelledWithResultException($"No longer waiting; the jobs go on. 'fijibridge batch wait {folder}' waits again, 'fijibridge batch cancel {folder}' ends them.", e);
        }
    }

    /// <summary>Joins tables and logs of the chunks as they are, and prints what they came to.</summary>
    /// <returns>The exit code: 0 only where all images are done.</returns>
    public static int Merge(ClusterJob job, IReadOnlyList<ChunkStatus> chunks)
    {
        var logPath = Path.Combine(job.Out, RunLog.FileName);
        using (var log = RunLog.Open(logPath, job.Run))
        {
            log.AppendMissing(chunks.SelectMany(c => RunLogMerge.Lines(job.LogFile(c.Number), job.Out)));
        }

        List<ItemOutcome> outcomes = [.. chunks.SelectMany(c => c.Result.Outcomes.Concat(c.Result.Missing.Select(item => Missing(job, c, item))))];
        foreach (var error in outcomes.Where(o => o.Error is not null).Select(o => o.Error!).Distinct())
        {
            Terminal.Error(error);
        }

        double seconds = chunks.Sum(c => c.Result.Seconds), busy = chunks.Sum(c => c.Result.BusySeconds);
        var request = new SegmentRequest { Items = [], Unreadable = job.Unreadable, Out = job.Out, LogPath = logPath, SummaryPath = Path.Combine(job.Out, SummaryTable.FileName) };
        return SegmentReport.Finish(request, new BatchResult(outcomes, seconds, seconds > 0 ? busy / seconds : 0, 0, null), null);
    }

    private static IReadOnlyList<ChunkStatus> Follow(ref ClusterJob job, ClusterBatch batch, ProgressView view, CancellationToken cancellation)
    {
        var pause = FirstPauseSeconds;
        var silences = 0;
        HashSet<int> broken = [];
        while (true)
        {
            try
            {
                var chunks = batch.Status(job);
                silences = 0;
                Show(view, chunks);

                // Seen twice: on shared file systems the end of a log may come later than the end of its task.
                var again = chunks.Where(c => c.State == ChunkState.Broken && broken.Contains(c.Number)).ToList();
                broken = [.. chunks.Where(c => c.State == ChunkState.Broken).Select(c => c.Number)];
                if (chunks.All(c => c.State is ChunkState.Ended or ChunkState.Broken) && again.Count == broken.Count)
                {
                    var tries = job.Attempts.Count;
                    job = batch.Retry(job, again);
                    if (job.Attempts.Count == tries)
                    {
                        return chunks;
                    }
                }
                else if (again.Count > 0)
                {
                    job = batch.Retry(job, again);
                }
            }
            catch (UserAdviceException e) when (e.Message.Contains("squeue failed", StringComparison.Ordinal) && ++silences < MostSilences)
            {
                Terminal.Warn($"{e.Message} Trying again.");
            }

            _ = cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(pause));
            cancellation.ThrowIfCancellationRequested();
            pause = Math.Min(LongestPauseSeconds, pause * 1.2);
        }
    }

    private static void Show(ProgressView view, IReadOnlyList<ChunkStatus> chunks)
    {
        var images = chunks.Sum(c => c.Images);
        var done = Math.Min(images, chunks.Sum(c => c.Result.Outcomes.Count));
        var failed = chunks.Sum(c => c.Result.Outcomes.Count(o => o.State == ItemOutcome.Failed));
        view.Report(
            done, images,
            $"{done} of {images} images{(failed > 0 ? $", {failed} failed" : "")}; chunks: {chunks.Count(c => c.State == ChunkState.Running)} running, {chunks.Count(c => c.State == ChunkState.Waiting)} waiting, {chunks.Count(c => c.State == ChunkState.Ended)} ended");
    }

    private static ItemOutcome Missing(ClusterJob job, ChunkStatus chunk, WorkItem item)
    {
        if (chunk.State is ChunkState.Waiting or ChunkState.Running)
        {
            return new ItemOutcome(item, ItemOutcome.Waiting);
        }

        var words = ClusterBatch.LastWords(job, chunk.Number) is { } last ? $"; the last thing its task said is \"{last}\"" : "";
        return new ItemOutcome(item, ItemOutcome.Failed)
        {
            Error = $"Chunk {chunk.Number} broke off {ClusterBatch.TriesOf(job, chunk.Number)} time(s){words}. See {Path.Combine(job.Logs, $"chunk-{chunk.Number}.*.txt")}, mend the cause, and run the same command with --resume.",
        };
    }
}
