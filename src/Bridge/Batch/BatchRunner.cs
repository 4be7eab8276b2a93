using System.Collections.Concurrent;
using System.Diagnostics;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Batch;

/// <summary>What a batch came to.</summary>
/// <param name="Outcomes">One per image, in the order of the batch (and of the series in a file).</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="NetworkBusy">Part of it in which the network was at work on some image, 0 to 1.</param>
/// <param name="PeakBytes">Most bytes of images that were in memory at a time.</param>
/// <param name="Stopped">The failure that stopped the batch as a whole, or null.</param>
internal sealed record BatchResult(IReadOnlyList<ItemOutcome> Outcomes, double Seconds, double NetworkBusy, long PeakBytes, ItemFailure? Stopped);

/// <summary>
/// Segments any number of images: some threads read ahead, the network works through what is there, others write behind. A
/// failure is one image's own. Memory is bounded by <see cref="BatchLimits"/>, whatever the images are.
/// </summary>
internal sealed class BatchRunner
{
    private const long LargePixels = 64 << 20; // such an image is segmented alone: what comes after the network needs memory too

    private const long NominalBytes = 64 << 20;

    private readonly IBatchStages _stages;
    private readonly BatchLimits _limits;
    private readonly BatchProgress _progress;
    private readonly IReadOnlyList<WorkItem> _items;
    private readonly CancellationTokenSource _stop;
    private readonly SortedDictionary<int, ItemOutcome>[] _outcomes;
    private readonly BlockingCollection<BatchJob> _read;
    private readonly BlockingCollection<BatchJob> _segmented;
    private readonly ImageBudget _budget;
    private readonly BusyClock _network = new();
    private readonly Lock _settling = new();
    private readonly Lock _entry = new();
    private readonly SemaphoreSlim _segmenting;
    private int _next = -1;
    private ItemFailure? _stopped;

    private BatchRunner(IReadOnlyList<WorkItem> items, IBatchStages stages, BatchLimits limits, BatchProgress progress, CancellationToken cancellation)
    {
        (_items, _stages, _limits, _progress) = (items, stages, limits, progress);
        _outcomes = [.. items.Select(_ => new SortedDictionary<int, ItemOutcome>())];
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _read = new BlockingCollection<BatchJob>(limits.Waiting);
        _segmented = new BlockingCollection<BatchJob>(limits.Results);
        _budget = new ImageBudget(limits.Bytes);
        _segmenting = new SemaphoreSlim(limits.Segmenting, limits.Segmenting);
    }

    /// <summary>Works through all images; returns when every thread has ended. A cancellation is no exception here: it shows in the outcomes.</summary>
    public static BatchResult Run(IReadOnlyList<WorkItem> items, IBatchStages stages, BatchLimits limits, BatchProgress progress, CancellationToken cancellation)
    {
        var runner = new BatchRunner(items, stages, limits, progress, cancellation);
        using (runner._stop)
        using (runner._read)
        using (runner._segmented)
        using (runner._segmenting)
        {
            return runner.Run();
        }
    }

    private BatchResult Run()
    {
        var start = Stopwatch.GetTimestamp();
        var readers = Start("read", _limits.Readers, ReadAhead);
        var segmenters = Start("segment", _limits.Segmenting, () => Each(_read, Segment, _segmented));
        var writers = Start("write", _limits.Writers, () => Each(_segmented, Write, null));
        readers.ForEach(t => t.Join());
        _read.CompleteAdding();
        segmenters.ForEach(t => t.Join());
        _segmented.CompleteAdding();
        writers.ForEach(t => t.Join());
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var outcomes = _outcomes.SelectMany((o, i) => o.Count > 0 ? o.Values : (IEnumerable<ItemOutcome>)[new ItemOutcome(_items[i], ItemOutcome.Cancelled)]).ToList();
        return new BatchResult(outcomes, seconds, seconds > 0 ? _network.Busy.TotalSeconds / seconds : 0, _budget.Peak, _stopped);
    }

    private static List<Thread> Start(string name, int count, Action work)
    {
        var threads = Enumerable.Range(1, count).Select(i => new Thread(() => work(), 16 << 20) { Name = $"batch {name} {i}", IsBackground = true }).ToList();
        threads.ForEach(t => t.Start());
        return threads;
    }

    private void ReadAhead()
    {
        for (int index; !_stop.IsCancellationRequested && (index = Interlocked.Increment(ref _next)) < _items.Count;)
        {
            if (!_items[index].AllSeries)
            {
                Pass(new BatchJob(_items[index], index), Read, _read);
                continue;
            }

            IReadOnlyList<WorkItem> series = [];
            Pass(new BatchJob(_items[index], index), job => Expand(job, out series), null);
            for (var i = 0; i < series.Count; i++)
            {
                Pass(new BatchJob(series[i], index, i, series.Count), Read, _read);
            }
        }
    }

    private void Each(BlockingCollection<BatchJob> queue, Func<BatchJob, ItemOutcome?> step, BlockingCollection<BatchJob>? next)
    {
        foreach (var job in queue.GetConsumingEnumerable())
        {
            Pass(job, step, next);
        }
    }

    // One step of one image: it goes on to the next stage, or comes to an end. Whatever is thrown is that image's own outcome.
    private void Pass(BatchJob job, Func<BatchJob, ItemOutcome?> step, BlockingCollection<BatchJob>? next)
    {
        ItemOutcome? outcome;
        try
        {
            _stop.Token.ThrowIfCancellationRequested();
            outcome = step(job);
            if (outcome is null)
            {
                next?.Add(job, _stop.Token);
                return;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            outcome = new ItemOutcome(job.Item, ItemOutcome.Cancelled) { Seconds = job.Seconds };
        }
        catch (Exception e)
        {
            var failure = Judged(job, e);
            outcome = new ItemOutcome(job.Item, ItemOutcome.Failed) { Error = failure.Sentence, IsFault = failure.IsFault, Seconds = job.Seconds };
        }

        Settle(job, outcome);
    }

    private ItemFailure Judged(BatchJob job, Exception e)
    {
        var failure = _stages.Judge(job, e);
        if (failure.StopsBatch)
        {
            _ = Interlocked.CompareExchange(ref _stopped, failure, null);
            _stop.Cancel();
        }

        return failure;
    }

    private void Settle(BatchJob job, ItemOutcome outcome)
    {
        job.Image?.Dispose();
        job.Image = null;
        job.Result = null;
        lock (_settling)
        {
            _outcomes[job.Index][job.Place] = outcome;
            try
            {
                _stages.Settled(job, outcome);
            }
            catch (Exception e)
            {
                _ = Judged(job, e);
            }
        }

        _budget.Give(job.HeldBytes);
        _progress.Finished(job, outcome);
    }

    private ItemOutcome? Expand(BatchJob job, out IReadOnlyList<WorkItem> series)
    {
        _progress.Report(job, "reading", 0);
        series = _stages.Expand(job.Item);
        return null;
    }

    private ItemOutcome? Read(BatchJob job)
    {
        var start = Stopwatch.GetTimestamp();
        _progress.Report(job, "reading", 0);
        if (_stages.Examine(job, _stop.Token) is { } known)
        {
            return known;
        }

        var examined = Stopwatch.GetElapsedTime(start);
        var estimate = _stages.EstimateBytes(job.Item);
        _budget.Take(estimate, _stop.Token);
        job.HeldBytes = estimate;
        start = Stopwatch.GetTimestamp();
        var image = job.Image = _stages.Read(job);
        var actual = BytesOf(image);
        _budget.Correct(estimate, actual);
        job.HeldBytes = actual;
        job.Seconds = job.Seconds with { Read = (examined + Stopwatch.GetElapsedTime(start)).TotalSeconds };
        return null;
    }

    private ItemOutcome? Segment(BatchJob job)
    {
        var slots = Pixels(job.Image!) >= LargePixels ? _limits.Segmenting : 1;
        var taken = 0;
        var busy = false;
        void Busy(bool now)
        {
            if (now != busy)
            {
                busy = now;
                (now ? (Action)_network.Begin : _network.End)();
            }
        }

        try
        {
            lock (_entry)
            {
                for (; taken < slots; taken++)
                {
                    _segmenting.Wait(_stop.Token);
                }
            }

            var start = Stopwatch.GetTimestamp();
            job.Result = _stages.Segment(
                job,
                report =>
                {
                    Busy(report.Stage == "network" && report.Current < report.Maximum);
                    _progress.Report(job, report.Stage, report.Maximum > 0 ? (double)report.Current / report.Maximum : 0);
                },
                _stop.Token);
            job.Seconds = job.Seconds with { Segment = Stopwatch.GetElapsedTime(start).TotalSeconds };
            return null;
        }
        finally
        {
            Busy(false);
            _ = taken > 0 ? _segmenting.Release(taken) : 0;
        }
    }

    private ItemOutcome? Write(BatchJob job)
    {
        var start = Stopwatch.GetTimestamp();
        _progress.Report(job, "writing", 0);
        _stages.Write(job, _stop.Token);
        job.Seconds = job.Seconds with { Write = Stopwatch.GetElapsedTime(start).TotalSeconds };
        return new ItemOutcome(job.Item, ItemOutcome.Done)
        {
            Width = job.Image!.Width,
            Height = job.Image.Height,
            SeriesInFile = job.Image.Metadata?.SeriesInFile ?? 1,
            Objects = job.Result!.Objects.Count,
            Seconds = job.Seconds,
        };
    }

    private static long Pixels(Image2D image) => (long)image.Width * image.Height;

    // One that stays in its file costs what the reader keeps of it.
    private static long BytesOf(Image2D image) => !image.IsInMemory ? Math.Min(NominalBytes, Pixels(image)) : Pixels(image) * image.Channels * (image.Kind switch { PixelKind.UInt8 => 1, PixelKind.UInt16 => 2, _ => 4 });
}
