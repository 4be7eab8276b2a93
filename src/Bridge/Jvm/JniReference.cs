namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// A JNI reference that knows whether it is local or global and cannot be used after its end. Live references are counted
/// by the host. Prints as its handle with /L or /G.
/// </summary>
internal class JniReference : IJavaObject
{
    private readonly JvmHost _host;
    private readonly JavaThreadScope? _scope;
    private nint _handle;

    internal JniReference(JvmHost host, JavaThreadScope? scope, nint handle)
    {
        _host = host;
        _scope = scope;
        _handle = handle;
        host.CountReference(1);
    }

    /// <inheritdoc/>
    public bool IsGlobal => _scope is null;

    /// <summary>Place in the scope's list of references.</summary>
    internal int Index { get; set; }

    /// <summary>The JNI handle, checked to be usable on the calling thread.</summary>
    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            if (_scope is not null && _scope.ThreadId != Environment.CurrentManagedThreadId)
            {
                throw new InvalidOperationException(
                    $"The local Java reference {this} belongs to thread {_scope.ThreadId} and was used on thread {Environment.CurrentManagedThreadId}; make it global first.");
            }

            return _handle;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_handle == 0)
        {
            return;
        }

        if (_scope is not null)
        {
            _scope.Release(this, Handle);
        }
        else
        {
            _host.ReleaseGlobal(_handle);
        }

        Forget();
        GC.SuppressFinalize(this);
    }

    /// <summary>Marks the reference as ended without a JNI call (its frame was popped).</summary>
    internal void Forget()
    {
        _handle = 0;
        _host.CountReference(-1);
    }

    /// <inheritdoc/>
    public override string ToString() => $"0x{_handle:x}/{(IsGlobal ? 'G' : 'L')}";
}

/// <summary>
/// A global reference. One that its owner forgot to dispose is not lost for ever: the garbage collector's thread hands it to the host,
/// which ends it when next a thread enters Java (the collector's thread must not wait for Java).
/// </summary>
internal sealed class JniGlobalReference(JvmHost host, nint handle) : JniReference(host, null, handle)
{
    private readonly JvmHost _host = host;
    private readonly nint _handle = handle;

    ~JniGlobalReference() => _host.Abandon(_handle);
}
