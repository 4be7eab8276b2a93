namespace FijiBridge.Bridge.Batch;

/// <summary>
/// The bytes of images that may be in memory at a time. Requests are met in the order in which they came, so that a large image is
/// not passed by small ones for ever; one that is larger than everything waits until it is alone.
/// </summary>
/// <param name="limit">Bytes.</param>
internal sealed class ImageBudget(long limit)
{
    private const int LookMs = 100; // a cancellation is seen this late at most

    private readonly object _gate = new();
    private long _used;
    private long _nextTicket;
    private long _served;

    /// <summary>Most bytes that were in use at a time.</summary>
    public long Peak { get; private set; }

    /// <summary>Waits until there is room.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public void Take(long bytes, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var ticket = _nextTicket++;
            try
            {
                while (ticket != _served || (_used > 0 && _used + bytes > limit))
                {
                    cancellation.ThrowIfCancellationRequested();
                    Monitor.Wait(_gate, LookMs);
                }

                Use(bytes);
            }
            finally
            {
                // on cancellation everybody leaves, in whatever order
                _served = Math.Max(_served, ticket + 1);
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Corrects what was taken once the true size is known; does not wait.</summary>
    public void Correct(long taken, long actual)
    {
        lock (_gate)
        {
            Use(actual - taken);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Give(long bytes) => Correct(bytes, 0);

    private void Use(long bytes)
    {
        _used += bytes;
        Peak = Math.Max(Peak, _used);
    }
}
