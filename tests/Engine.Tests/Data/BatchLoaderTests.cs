using FijiBridge.Engine.Data;
using Xunit;

namespace FijiBridge.Engine.Tests.Data;

public class BatchLoaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Samples_come_in_order_whatever_thread_is_first(int threads)
    {
        using var loader = new BatchLoader<long>(
            n =>
            {
                Thread.Sleep((int)(n * 7 % 3));
                return n * n;
            },
            start: 10,
            threads,
            capacity: 5);

        Assert.Equal(Enumerable.Range(10, 60).Select(n => (long)n * n), loader.NextBatch(60));
        Assert.Equal(70, loader.Position);
    }

    [Fact]
    public void No_more_than_the_capacity_is_prepared_ahead()
    {
        var prepared = 0;
        using var loader = new BatchLoader<long>(n => Interlocked.Increment(ref prepared), threads: 3, capacity: 4);

        SpinWait.SpinUntil(() => Volatile.Read(ref prepared) == 4, 60000);
        Thread.Sleep(30);
        Assert.Equal(4, Volatile.Read(ref prepared));
        _ = loader.Next();
        SpinWait.SpinUntil(() => Volatile.Read(ref prepared) == 5, 60000);
        Thread.Sleep(30);
        Assert.Equal(5, Volatile.Read(ref prepared));
    }

    [Fact]
    public void An_exception_surfaces_at_its_sample_with_its_cause()
    {
        using var loader = new BatchLoader<long>(n => n == 3 ? throw new IndexOutOfRangeException("broken") : n, threads: 2);

        Assert.Equal([0, 1, 2], loader.NextBatch(3));
        var e = Assert.Throws<InvalidOperationException>(() => loader.Next());

        Assert.Contains("sample 3 failed: broken", e.Message);
        Assert.IsType<IndexOutOfRangeException>(e.InnerException);
        Assert.Throws<InvalidOperationException>(() => loader.Next());
    }

    [Fact]
    public void Advice_for_the_user_surfaces_unchanged()
    {
        using var loader = new BatchLoader<long>(n => throw new UserAdviceException("Mask missing; add it."));

        Assert.Equal("Mask missing; add it.", Assert.Throws<UserAdviceException>(() => loader.Next()).Message);
    }

    [Fact]
    public async Task Cancelling_ends_a_waiting_consumer()
    {
        using var source = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        using var loader = new BatchLoader<long>(
            n =>
            {
                gate.Wait();
                return n;
            },
            cancellation: source.Token);
        var waiting = Task.Run(loader.Next, TestContext.Current.CancellationToken);

        source.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        gate.Set();
    }

    [Fact]
    public void Disposing_ends_the_threads_and_disposes_of_samples_not_handed_out()
    {
        var made = 0;
        var disposed = 0;
        var loader = new BatchLoader<Sample>(
            n =>
            {
                Interlocked.Increment(ref made);
                return new Sample(() => Interlocked.Increment(ref disposed));
            },
            threads: 3,
            capacity: 6);
        var mine = loader.Next();

        loader.Dispose();

        Assert.Equal(made - 1, disposed);
        Assert.Throws<ObjectDisposedException>(() => loader.Next());
        mine.Dispose();
    }

    private sealed class Sample(Action onDispose) : IDisposable
    {
        public void Dispose() => onDispose();
    }
}
