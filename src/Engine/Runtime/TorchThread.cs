using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using TorchSharp;

namespace FijiBridge.Engine.Runtime;

/// <summary>
/// The one thread on which networks run. Grad mode, autocast and OpenMP's number of threads belong to an OS thread in
/// libtorch, and each .NET thread that touches libtorch gets worker threads of its own; sharing one thread keeps all
/// three right and serialises the work. Calls from the thread itself run at once.
/// </summary>
public sealed class TorchThread
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    // Touched on the thread alone: what an operation uses now, and how many jobs around each other asked for a number.
    private int _intraOpThreads, _counted;

    private TorchThread()
    {
        // Deep autograd graphs recurse in libtorch; 16 MB is what the main thread often has.
        _thread = new Thread(Loop, 16 << 20) { IsBackground = true, Name = "FijiBridge torch" };
        _thread.Start();
    }

    /// <summary>The thread of this process.</summary>
    public static TorchThread Shared { get; } = new();

    /// <summary>True on the thread itself.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Runs an action on the thread and waits for it; its exception is thrown here.</summary>
    public void Run(Action action) => Run(() =>
    {
        action();
        return 0;
    });

    /// <summary>Runs a function on the thread and waits for its result; its exception is thrown here.</summary>
    public T Run<T>(Func<T> function)
    {
        if (IsCurrent)
        {
            return function();
        }

        T result = default!;
        ExceptionDispatchInfo? error = null;
        using var done = new ManualResetEventSlim();
        _work.Add(() =>
        {
            try
            {
                result = function();
            }
            catch (Exception e)
            {
                error = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                done.Set();
            }
        });
        done.Wait();
        error?.Throw();
        return result;
    }

    /// <summary>
    /// Runs a job whose operations use a number of CPU threads of its own. A job around it, such as a training that lets others work,
    /// has its number back afterwards: sums of a layer depend on it in their last bits.
    /// </summary>
    /// <param name="threads">CPU threads; 0 means one per processor.</param>
    /// <param name="function">The job; its exception is thrown here.</param>
    public T Run<T>(int threads, Func<T> function) => Run(() =>
    {
        var before = _intraOpThreads;
        UseThreads(threads > 0 ? threads : Environment.ProcessorCount);
        _counted++;
        try
        {
            return function();
        }
        finally
        {
            if (--_counted > 0)
            {
                UseThreads(before);
            }
        }
    });

    /// <summary>
    /// Runs what others are waiting for, from inside a long job of this thread, such as a training between two steps. Only
    /// where no autocast or gradient mode is switched on that the others must not see.
    /// </summary>
    public void LetOthersWork()
    {
        while (IsCurrent && _work.TryTake(out var action))
        {
            // What the others keep, such as a network that was just loaded, must outlive the dispose scopes of this job.
            using var scope = torch.NewDisposeScope();
            action();
            scope.Detach(scope.DisposablesView);
        }
    }

    // libtorch forgets prepared convolutions when the number is set, so it is only set where it changes.
    private void UseThreads(int count)
    {
        if (_intraOpThreads != count)
        {
            torch.set_num_threads(count);
            _intraOpThreads = count;
        }
    }

    private void Loop()
    {
        foreach (var action in _work.GetConsumingEnumerable())
        {
            action();
        }
    }
}
