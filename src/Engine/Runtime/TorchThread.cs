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
    private int _intraOpThreads;

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

    /// <summary>
    /// Sets how many CPU threads an operation uses; 0 means one per processor. Stays until changed.
    /// </summary>
    public void UseThreads(int count)
    {
        var wanted = count > 0 ? count : Environment.ProcessorCount;
        Run(() =>
        {
            if (_intraOpThreads != wanted)
            {
                torch.set_num_threads(wanted);
                _intraOpThreads = wanted;
            }
        });
    }

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

    private void Loop()
    {
        foreach (var action in _work.GetConsumingEnumerable())
        {
            action();
        }
    }
}
