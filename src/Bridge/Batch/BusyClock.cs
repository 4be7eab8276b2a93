using System.Diagnostics;

namespace FijiBridge.Bridge.Batch;

/// <summary>How long at least one of several things was going on.</summary>
internal sealed class BusyClock
{
    private readonly Lock _gate = new();
    private int _going;
    private long _since;
    private TimeSpan _busy;

    /// <summary>Time in which something was going on.</summary>
    public TimeSpan Busy
    {
        get
        {
            lock (_gate)
            {
                return _going > 0 ? _busy + Stopwatch.GetElapsedTime(_since) : _busy;
            }
        }
    }

    /// <summary>Something begins.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (_going++ == 0)
            {
                _since = Stopwatch.GetTimestamp();
            }
        }
    }

    /// <summary>It ends.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (--_going == 0)
            {
                _busy += Stopwatch.GetElapsedTime(_since);
            }
        }
    }
}
