using System.Diagnostics;
using FijiBridge.Bridge.Batch;
using FijiBridge.Engine;
using Xunit;

namespace FijiBridge.Bridge.Tests.Batch;

/// <summary>The order of a batch: what runs beside what, how much is in memory, and how failures and cancellations end.</summary>
public sealed class BatchRunnerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly BatchLimits _limits = new() { Readers = 2, Segmenting = 2, Writers = 1, Waiting = 4, Results = 4, Bytes = 1000 };

    [Fact]
    public void Every_image_has_its_outcome_in_the_order_of_the_batch()
    {
        var result = Run(new ScriptedStages(), 50);
        Assert.Equal(Names(50), result.Outcomes.Select(o => o.Item.Input));
        Assert.All(result.Outcomes, o => Assert.Equal(ItemOutcome.Done, o.State));
    }

    [Fact]
    public void Reading_goes_on_while_the_network_is_at_work_and_writing_too()
    {
        using var thirdWasRead = new ManualResetEventSlim();
        using var firstIsWriting = new ManualResetEventSlim();
        using var secondIsSegmented = new ManualResetEventSlim();
        var stages = new ScriptedStages
        {
            OnRead = job =>
            {
                if (job.Index == 2)
                {
                    thirdWasRead.Set();
                }

                return ScriptedStages.Image(10, 10);
            },
            OnSegment = (job, _) =>
            {
                // the first image's network waits for the third one's reading, the second one's for the first one's writing
                Assert.True(job.Index != 0 || thirdWasRead.Wait(Patience));
                Assert.True(job.Index != 1 || firstIsWriting.Wait(Patience));
                if (job.Index == 1)
                {
                    secondIsSegmented.Set();
                }
            },
            OnWrite = job =>
            {
                if (job.Index == 0)
                {
                    firstIsWriting.Set();
                    Assert.True(secondIsSegmented.Wait(Patience));
                }
            },
        };
        Assert.All(Run(stages, 5).Outcomes, o => Assert.Equal(ItemOutcome.Done, o.State));
    }

    [Theory]
    [InlineData(100, 10)]
    [InlineData(400, 2)]
    [InlineData(5000, 1)] // larger than everything: alone, but it comes through
    public void No_more_images_are_in_memory_than_the_limit_holds(int pixels, int most)
    {
        var stages = new ScriptedStages
        {
            OnEstimate = _ => pixels,
            OnRead = _ => ScriptedStages.Image(pixels / 10, 10),
            OnSegment = (_, _) => Thread.Sleep(2),
        };
        var result = Run(stages, 40);
        Assert.All(result.Outcomes, o => Assert.Equal(ItemOutcome.Done, o.State));
        Assert.InRange(stages.MostImages, 1, most);
        Assert.InRange(result.PeakBytes, pixels, Math.Max(1000, pixels));
        Assert.InRange(stages.MostSegmenting, 1, 2);
    }

    [Fact]
    public void Results_with_maps_do_not_pile_up_before_a_slow_writer()
    {
        var (held, most) = (0, 0);
        var stages = new ScriptedStages
        {
            OnRead = _ => ScriptedStages.Image(10, 10),
            OnSegment = (_, _) => most = Math.Max(most, Interlocked.Increment(ref held)), // one at a time, so that nobody else writes "most"
            OnWrite = _ =>
            {
                Thread.Sleep(5);
                Interlocked.Decrement(ref held);
            },
        };
        var items = Items(20);
        var result = BatchRunner.Run(items, stages, BatchLimits.ForMaps, new BatchProgress(items, _ => 0, (_, _, _) => { }), default);
        Assert.All(result.Outcomes, o => Assert.Equal(ItemOutcome.Done, o.State));
        Assert.Equal(1, stages.MostSegmenting);
        Assert.InRange(most, 1, 4); // being made, waiting for its place, in the queue, being written
    }

    [Fact]
    public void A_wrong_estimate_is_corrected_when_the_image_is_there()
    {
        // Believed to be tiny: the readers overshoot by what they hold, and then wait.
        var stages = new ScriptedStages { OnEstimate = _ => 1, OnRead = _ => ScriptedStages.Image(100, 10), OnSegment = (_, _) => Thread.Sleep(2) };
        var result = Run(stages, 30);
        Assert.InRange(result.PeakBytes, 1000, 3000);
        Assert.InRange(stages.MostImages, 1, 3);
    }

    [Fact]
    public void One_bad_image_does_not_stop_the_others_whichever_stage_it_fails_in()
    {
        var stages = new ScriptedStages
        {
            OnExamine = job => job.Index == 1 ? throw new UserAdviceException("cannot be examined") : null,
            OnRead = job => job.Index == 2 ? throw new UserAdviceException("cannot be read") : ScriptedStages.Image(10, 10),
            OnSegment = (job, _) => FailAt(3, job, new InvalidOperationException("a fault")),
            OnWrite = job => FailAt(4, job, new UserAdviceException("cannot be written")),
        };
        var result = Run(stages, 20);
        Assert.Equal(["cannot be examined", "cannot be read", "a fault", "cannot be written"], result.Outcomes.Where(o => o.State == ItemOutcome.Failed).Select(o => o.Error!));
        Assert.Equal([false, false, true, false], result.Outcomes.Where(o => o.State == ItemOutcome.Failed).Select(o => o.IsFault));
        Assert.Equal(16, result.Outcomes.Count(o => o.State == ItemOutcome.Done));
        Assert.Null(result.Stopped);
        Assert.Equal(20, stages.SettledNames.Count);
    }

    [Fact]
    public void Images_that_are_done_are_neither_read_nor_segmented()
    {
        var read = 0;
        var stages = new ScriptedStages
        {
            OnExamine = job => job.Index % 2 == 0 ? new ItemOutcome(job.Item, ItemOutcome.Skipped) { Objects = 7 } : null,
            OnRead = _ =>
            {
                Interlocked.Increment(ref read);
                return ScriptedStages.Image(10, 10);
            },
        };
        var result = Run(stages, 10);
        Assert.Equal(5, read);
        Assert.Equal(5, result.Outcomes.Count(o => o is { State: ItemOutcome.Skipped, Objects: 7 }));
    }

    [Fact]
    public void The_series_of_a_file_are_images_of_their_own()
    {
        var items = Items(4).Select((item, i) => item with { AllSeries = i % 2 == 0 }).ToList();
        var stages = new ScriptedStages
        {
            OnExpand = item => item.Input == "image 002" ? throw new UserAdviceException("cannot be opened") : [item.Only(1), item.Only(2), item.Only(3)],
            OnRead = job => job.Item.Series == 2 ? throw new UserAdviceException("bad series") : ScriptedStages.Image(10, 10),
        };
        List<double> shares = [];
        var result = BatchRunner.Run(items, stages, _limits, new BatchProgress(items, _ => 0, (done, all, _) => shares.Add(done / all)), default);
        Assert.Equal(
            ["image 000_series1 done", "image 000_series2 failed", "image 000_series3 done", "image 001 done", "image 002 failed", "image 003 done"],
            result.Outcomes.Select(o => $"{o.Item.Outputs.BaseName} {o.State}"));
        Assert.Equal(1, shares[^1], 9);
    }

    [Fact]
    public void A_full_disk_stops_the_batch_and_leaves_the_rest_for_later()
    {
        var writes = 0;
        var stages = new ScriptedStages { OnWrite = job => FailAt(job.Index, job, ++writes == 6 ? new IOException("the disk is full") : null) };
        var result = Run(stages, 500);
        Assert.Equal("the disk is full", result.Stopped!.Sentence);
        Assert.Equal((5, 1, 494), (Count(ItemOutcome.Done), Count(ItemOutcome.Failed), Count(ItemOutcome.Cancelled)));

        int Count(string state) => result.Outcomes.Count(o => o.State == state);
    }

    [Fact]
    public void A_cancellation_reaches_the_network_and_waiting_readers_at_once()
    {
        using var cancel = new CancellationTokenSource();
        var stages = new ScriptedStages
        {
            OnEstimate = _ => 400,
            OnRead = _ => ScriptedStages.Image(40, 10),
            OnSegment = (job, token) =>
            {
                if (job.Index == 0)
                {
                    return;
                }

                cancel.Cancel();
                Assert.True(token.WaitHandle.WaitOne(Patience));
                token.ThrowIfCancellationRequested();
            },
        };
        var clock = Stopwatch.StartNew();
        var result = Run(stages, 1000, cancel.Token);
        Assert.True(clock.Elapsed < Patience);
        Assert.All(result.Outcomes, o => Assert.Contains(o.State, new[] { ItemOutcome.Done, ItemOutcome.Cancelled }));
        Assert.InRange(result.Outcomes.Count(o => o.State == ItemOutcome.Cancelled), 998, 1000);
    }

    [Fact]
    public void A_log_that_cannot_be_written_stops_the_batch()
    {
        var stages = new ScriptedStages { OnSettled = _ => throw new IOException("no log") };
        Assert.Equal("no log", Run(stages, 500).Stopped!.Sentence);
    }

    [Fact]
    public void The_busy_clock_counts_overlapping_times_once()
    {
        var clock = new BusyClock();
        var start = Stopwatch.GetTimestamp();
        clock.Begin();
        clock.Begin();
        Thread.Sleep(30);
        clock.End();
        clock.End();
        var upper = Stopwatch.GetElapsedTime(start);
        Assert.InRange(clock.Busy, TimeSpan.FromMilliseconds(25), upper);
        var before = clock.Busy;
        Thread.Sleep(20);
        Assert.Equal(before, clock.Busy);
    }

    [Fact]
    public void Progress_counts_work_that_is_left_and_not_files()
    {
        List<(double Done, double All, string Text)> shown = [];
        var items = Items(3);
        var progress = new BatchProgress(items, path => path == "image 002" ? 10 << 20 : 0, (done, all, text) => shown.Add((done, all, text)));
        var jobs = items.Select((item, i) => new BatchJob(item, i)).ToList();
        progress.Report(jobs[0], "network", 0.5);
        Assert.InRange(shown[^1].Done / shown[^1].All, 0.001, 0.02);
        progress.Finished(jobs[0], new ItemOutcome(items[0], ItemOutcome.Skipped));
        Assert.Equal(0, shown[^1].Done);
        progress.Finished(jobs[1], new ItemOutcome(items[1], ItemOutcome.Failed));
        Assert.Contains("2 of 3, 1 failed: image 001, failed", shown[^1].Text);
        progress.Finished(jobs[2], new ItemOutcome(items[2], ItemOutcome.Done));
        Assert.Equal(shown[^1].All, shown[^1].Done);
    }

    private static void FailAt(int index, BatchJob job, Exception? failure)
    {
        if (job.Index == index && failure is not null)
        {
            throw failure;
        }
    }

    private BatchResult Run(ScriptedStages stages, int count, CancellationToken cancellation = default)
    {
        var items = Items(count);
        return BatchRunner.Run(items, stages, _limits, new BatchProgress(items, _ => 0, (_, _, _) => { }), cancellation);
    }

    private static List<WorkItem> Items(int count) => [.. Names(count).Select(n => new WorkItem(n, null, new OutputFiles("out", n, OutputKinds.All)))];

    private static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(i => $"image {i:000}");
}
