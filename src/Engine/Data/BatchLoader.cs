using System.Runtime.ExceptionServices;

namespace FijiBridge.Engine.Data;

/// <summary>
/// Prepares samples in background threads and hands them out strictly in order: start, start + 1, ... Each is made by
/// <c>prepare(number)</c>, which must depend on the number alone; then neither the number of threads nor their timing
/// changes anything.
/// </summary>
/// <remarks>
/// At most <c>capacity</c> samples are ready or in work ahead of the consumer. An exception in <c>prepare</c> surfaces
/// from <see cref="Next"/> at the turn of its sample: <see cref="UserAdviceException"/> and
/// <see cref="OperationCanceledException"/> as they are, others as the cause of an exception that names the sample.
/// </remarks>
/// <typeparam name="TSample">What the training step takes; disposed of with the loader, where disposable and not handed out.</typeparam>
public sealed class BatchLoader<TSample> : IDisposable
{
    private readonly object _lock = new();
    private readonly Func<long, TSample> _prepare;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private readonly Dictionary<long, (TSample? Sample, ExceptionDispatchInfo? Error)> _ready = [];
    private readonly Thread[] _threads;
    private readonly int _capacity;
    private long _nextToPrepare;
    private long _nextToDeliver;
    private bool _stopped;

    /// <summary>Starts preparing at once.</summary>
    /// <param name="prepare">Makes sample n; called from several threads at a time.</param>
    /// <param name="start">Number of the first sample.</param>
    /// <param name="threads">Background threads, at least 1.</param>
    /// <param name="capacity">Samples ready or in work ahead of the consumer, at least 1; usually 2 to 4 batches.</param>
    /// <param name="cancellation">Ends waiting and preparing.</param>
    public BatchLoader(Func<long, TSample> prepare, long start = 0, int threads = 1, int capacity = 8, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _prepare = prepare;
        _nextToPrepare = _nextToDeliver = start;
        _capacity = capacity;
        _cancellation = cancellation;
        _threads = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"BatchLoader-{i + 1}" };
        }

        _registration = cancellation.Register(WakeAll);
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>Number of the sample that the next call of <see cref="Next"/> returns.</summary>
    public long Position
    {
        get
        {
            lock (_lock)
            {
                return _nextToDeliver;
            }
        }
    }

    /// <summary>The next sample, waiting for it if need be. The caller owns it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">Disposed of, also while waiting.</exception>
    public TSample Next()
    {
        lock (_lock)
        {
            while (true)
            {
                _cancellation.ThrowIfCancellationRequested();
                ObjectDisposedException.ThrowIf(_stopped, this);
                if (_ready.TryGetValue(_nextToDeliver, out var entry))
                {
                    if (entry.Error is not null)
                    {
                        ThrowFor(entry.Error); // stays in place: asking again tells the same
                    }

                    _ready.Remove(_nextToDeliver++);
                    Monitor.PulseAll(_lock);
                    return entry.Sample!;
                }

                Monitor.Wait(_lock);
            }
        }
    }

    /// <summary>The next <paramref name="count"/> samples.</summary>
    public TSample[] NextBatch(int count)
    {
        var batch = new TSample[count];
        for (var i = 0; i < count; i++)
        {
            batch[i] = Next();
        }

        return batch;
    }

    /// <summary>Stops the threads (each finishes the sample it is at) and disposes of samples not handed out.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _stopped = true;
            Monitor.PulseAll(_lock);
        }

        _registration.Dispose();
        foreach (var thread in _threads)
        {
            if (thread != Thread.CurrentThread)
            {
                thread.Join();
            }
        }

        lock (_lock)
        {
            foreach (var (sample, _) in _ready.Values)
            {
                (sample as IDisposable)?.Dispose();
            }

            _ready.Clear();
        }
    }

    private void Work()
    {
        while (true)
        {
            long number;
            lock (_lock)
            {
                while (!Stopping && _nextToPrepare >= _nextToDeliver + _capacity)
                {
                    Monitor.Wait(_lock);
                }

                if (Stopping)
                {
                    return;
                }

                number = _nextToPrepare++;
            }

            (TSample?, ExceptionDispatchInfo?) entry;
            try
            {
                entry = (_prepare(number), null);
            }
            catch (Exception e)
            {
                entry = (default, ExceptionDispatchInfo.Capture(e));
            }

            lock (_lock)
            {
                _ready[number] = entry;
                Monitor.PulseAll(_lock);
            }
        }
    }

    private bool Stopping => _stopped || _cancellation.IsCancellationRequested;

    private void ThrowFor(ExceptionDispatchInfo error)
    {
        if (error.SourceException is UserAdviceException or OperationCanceledException)
        {
            error.Throw();
        }

        throw new InvalidOperationException(
            $"Preparing training sample {_nextToDeliver} failed: {error.SourceException.Message}", error.SourceException);
    }

    private void WakeAll()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }
}
