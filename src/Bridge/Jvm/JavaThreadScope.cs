using System.Runtime.CompilerServices;

namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// Attaches the calling thread to the Java VM where needed, opens a frame of local references, and undoes both on
/// <see cref="Dispose"/>. A thread that .NET started must not end attached, so the outermost scope detaches. Here is how long it and its
/// references live; the other parts call members of Java and copy arrays.
/// </summary>
internal sealed unsafe partial class JavaThreadScope : IJavaScope
{
    private const int FrameCapacity = 32;

    [ThreadStatic]
    private static JavaThreadScope? _innermost;

    private readonly JvmHost _host;
    private readonly JniEnv _env;
    private readonly JavaThreadScope? _outer;
    private readonly bool _attached;
    private readonly List<JniReference> _references = [];
    private bool _disposed;

    internal JavaThreadScope(JvmHost host)
    {
        _host = host;
        _outer = _innermost;
        _env = new JniEnv(host.EnvironmentOfThisThread(out _attached));
        if (_env.PushLocalFrame(FrameCapacity) != 0)
        {
            _env.ExceptionClear();
            host.Detach(_attached);
            throw new OutOfMemoryException("The Java VM has no memory left for another frame of local references.");
        }

        ThreadId = Environment.CurrentManagedThreadId;
        _innermost = this;
        host.EndAbandoned(_env);
    }

    /// <summary>Managed id of the thread that may use the scope.</summary>
    internal int ThreadId { get; }

    /// <inheritdoc/>
    public bool IsInstance(IJavaObject target, string className)
    {
        MustBeInnermost();
        return _env.IsInstanceOf(HandleOf(target), _host.ClassOf(className, this));
    }

    /// <inheritdoc/>
    public IJavaObject ToGlobal(IJavaObject target)
    {
        MustBeInnermost();
        var handle = _env.NewGlobalRef(HandleOf(target));
        return handle != 0 ? new JniGlobalReference(_host, handle) : throw new OutOfMemoryException("The Java VM could not make a global reference.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        MustBeInnermost();
        _disposed = true;
        foreach (var reference in _references)
        {
            reference.Forget();
        }

        _references.Clear();
        _env.PopLocalFrame();
        _innermost = _outer;
        _host.Detach(_attached);
    }

    /// <summary>Ends one local reference early.</summary>
    internal void Release(JniReference reference, nint handle)
    {
        _env.DeleteLocalRef(handle);
        var last = _references[^1];
        last.Index = reference.Index;
        _references[reference.Index] = last;
        _references.RemoveAt(_references.Count - 1);
    }

    /// <summary>Binds <c>static native String name(String)</c> of a class to a function.</summary>
    internal void Register(string className, string method, nint function)
    {
        var cls = _host.ClassOf(className, this);
        fixed (byte* name = Ascii(method), signature = "(Ljava/lang/String;)Ljava/lang/String;\0"u8)
        {
            var native = new NativeMethod { Name = name, Signature = signature, Function = function };
            _env.RegisterNatives(cls, &native, 1);
        }

        ThrowPending();
    }

    /// <summary>Finds a class and keeps it for life; runs its static initialiser.</summary>
    internal nint LoadClass(string className)
    {
        fixed (byte* name = Ascii(className))
        {
            var local = _env.FindClass(name);
            ThrowPending();
            var global = _env.NewGlobalRef(local);
            _env.DeleteLocalRef(local);
            return global;
        }
    }

    /// <summary>Raises the Java exception that is pending on this thread, if any.</summary>
    internal void ThrowPending()
    {
        if (!_env.ExceptionCheck())
        {
            return;
        }

        var throwable = _env.ExceptionOccurred();
        _env.ExceptionClear();
        using var reference = Track(throwable);
        throw JavaThrowable.ToException(this, reference);
    }

    private static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text + '\0');

    private static nint HandleOf(IJavaObject target) => ((JniReference)target).Handle;

    private void MustBeInnermost()
    {
        ObjectDisposedException.ThrowIf(_disposed && _innermost != this, this);
        if (_innermost != this)
        {
            throw new InvalidOperationException("A Java scope can be used only on the thread that entered it and only while no inner scope is open.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Checked<T>(T result)
        where T : unmanaged
    {
        ThrowPending();
        return result;
    }

    private JniReference? Checked(nint local)
    {
        ThrowPending();
        return local == 0 ? null : Track(local);
    }

    private JniReference Track(nint local)
    {
        var reference = new JniReference(_host, this, local) { Index = _references.Count };
        _references.Add(reference);
        if (_references.Count % FrameCapacity == 0)
        {
            // -Xcheck:jni warns where a frame holds more references than were asked for
            _env.EnsureLocalCapacity(_references.Count + FrameCapacity);
            _env.ExceptionClear();
        }

        return reference;
    }
}
