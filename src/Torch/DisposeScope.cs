namespace TorchSharp;

/// <summary>
/// Owns what is made on its thread while it is the innermost scope and disposes it at its end. A result leaves by
/// <see cref="MoveToOuter{T}(T)"/> or <see cref="Detach{T}(T)"/>.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    private readonly HashSet<IDisposable> owned = new(ReferenceEqualityComparer.Instance);
    private readonly DisposeScope? outer;
    private bool closed;

    internal DisposeScope(DisposeScope? outer) => this.outer = outer;

    /// <summary>What the scope owns now.</summary>
    public IReadOnlyList<IDisposable> DisposablesView => owned.ToList();

    /// <summary>How many things the scope owns now.</summary>
    public int DisposablesCount => owned.Count;

    /// <summary>True when the scope owns something.</summary>
    public bool Contains(IDisposable disposable) => owned.Contains(disposable);

    internal void Add(IDisposable disposable) => owned.Add(disposable);

    internal void Forget(IDisposable disposable) => owned.Remove(disposable);

    private static LifetimeStatistics Counts => DisposeScopeManager.Statistics.TensorStatistics;

    private void Move(IDisposable? disposable, DisposeScope? target)
    {
        if (disposable is null || !owned.Remove(disposable)) return;
        target?.owned.Add(disposable);
        if (disposable is torch.Tensor tensor) tensor.OwningScope = target;
        if (target is null) Counts.DetachedFromScopeCount++;
    }

    /// <summary>Hands something to the scope around this one; to nobody when this is the outermost. Returns it.</summary>
    public T MoveToOuter<T>(T disposable) where T : IDisposable
    {
        Move(disposable, outer);
        return disposable;
    }

    /// <summary>Hands two things to the scope around this one.</summary>
    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second));

    /// <summary>Hands three things to the scope around this one.</summary>
    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    /// <summary>Hands things to the scope around this one.</summary>
    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    /// <summary>Hands things to the scope around this one.</summary>
    public void MoveToOuter(IEnumerable<IDisposable> disposables)
    {
        foreach (IDisposable disposable in disposables) Move(disposable, outer);
    }

    /// <summary>Hands something to another scope. Returns it.</summary>
    public T MoveToOther<T>(DisposeScope scope, T disposable) where T : IDisposable
    {
        Move(disposable, scope);
        return disposable;
    }

    /// <summary>Hands things to another scope.</summary>
    public void MoveToOther(DisposeScope scope, IEnumerable<IDisposable> disposables)
    {
        foreach (IDisposable disposable in disposables) Move(disposable, scope);
    }

    /// <summary>Takes something out of the scope; the caller disposes it. Returns it.</summary>
    public T Detach<T>(T disposable) where T : IDisposable
    {
        Move(disposable, null);
        return disposable;
    }

    /// <summary>Takes two things out of the scope.</summary>
    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (Detach(first), Detach(second));

    /// <summary>Takes three things out of the scope.</summary>
    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => (Detach(first), Detach(second), Detach(third));

    /// <summary>Takes things out of the scope.</summary>
    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    /// <summary>Takes things out of the scope.</summary>
    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (IDisposable disposable in disposables) Move(disposable, null);
    }

    /// <summary>Puts something into this scope, out of the one it is in.</summary>
    public void Attach(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningScope?.Forget(tensor);
            if (tensor.OwningScope is null) Counts.AttachedToScopeCount++;
            tensor.OwningScope = this;
        }
        owned.Add(disposable);
    }

    /// <summary>Puts things into this scope.</summary>
    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    /// <summary>Puts things into this scope. Returns them.</summary>
    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        IDisposable[] list = disposables.ToArray();
        foreach (IDisposable disposable in list) Attach(disposable);
        return list;
    }

    /// <summary>Disposes all that the scope owns now; it stays open.</summary>
    public void DisposeEverything() => DisposeEverythingBut([]);

    /// <summary>Disposes all but some things, which stay in the scope.</summary>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        foreach (IDisposable disposable in owned.ToArray())
        {
            if (keep.Contains(disposable)) continue;
            if (disposable is not torch.Tensor) owned.Remove(disposable);
            disposable.Dispose();
        }
    }

    /// <summary>Disposes all but some things, which stay in the scope.</summary>
    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    /// <summary>Disposes all but one thing, which stays in the scope. Returns it.</summary>
    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    /// <summary>Takes something out that was disposed elsewhere.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        owned.Remove(disposable);
        if (disposable is torch.Tensor tensor) tensor.OwningScope = null;
    }

    /// <summary>Disposes all that the scope owns and ends it.</summary>
    public void Dispose()
    {
        if (closed) return;
        closed = true;
        DisposeEverything();
        DisposeScopeManager.Close(this);
    }
}
