using System.Collections.Concurrent;

namespace FijiBridge.Bridge.Server;

/// <summary>
/// The one thread that does heavy work, in the order in which it was asked for: two segmentations at once would only fight
/// for the same cores and the same GPU memory.
/// </summary>
public sealed class ComputeThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    /// <summary>Starts the thread; it does not keep the process alive.</summary>
    public ComputeThread()
    {
        _thread = new Thread(Loop, maxStackSize: 16 << 20) { Name = "compute", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Adds work; it must not throw.</summary>
    public void Enqueue(Action work) => _work.Add(work);

    /// <summary>Lets the work that is there finish, then ends the thread.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Loop()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
