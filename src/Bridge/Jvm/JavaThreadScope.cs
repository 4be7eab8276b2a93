using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// Attaches the calling thread to the Java VM where needed, opens a frame of local references, and undoes both on
/// <see cref="Dispose"/>. A thread that .NET started must not end attached, so the outermost scope detaches.
/// </summary>
internal sealed unsafe class JavaThreadScope : IJavaScope
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
    public IJavaObject New(JavaMethod constructor, params ReadOnlySpan<JavaValue> arguments)
    {
        var member = Resolve(constructor);
        using var call = new Arguments(this, arguments, stackalloc long[arguments.Length], stackalloc nint[arguments.Length]);
        fixed (long* values = call.Values)
        {
            return Checked(_env.NewObject(member.ClassHandle, member.Id, values))!;
        }
    }

    /// <inheritdoc/>
    public void Call(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments)
    {
        var receiver = Prepare(method, target, out var member);
        using var call = new Arguments(this, arguments, stackalloc long[arguments.Length], stackalloc nint[arguments.Length]);
        fixed (long* values = call.Values)
        {
            _env.CallVoid(receiver, member.Id, values, method.IsStatic);
        }

        ThrowPending();
    }

    /// <inheritdoc/>
    public int CallInt(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments)
    {
        var receiver = Prepare(method, target, out var member);
        using var call = new Arguments(this, arguments, stackalloc long[arguments.Length], stackalloc nint[arguments.Length]);
        fixed (long* values = call.Values)
        {
            return Checked(_env.CallInt(receiver, member.Id, values, method.IsStatic));
        }
    }

    /// <inheritdoc/>
    public long CallLong(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments)
    {
        var receiver = Prepare(method, target, out var member);
        using var call = new Arguments(this, arguments, stackalloc long[arguments.Length], stackalloc nint[arguments.Length]);
        fixed (long* values = call.Values)
        {
            return Checked(_env.CallLong(receiver, member.Id, values, method.IsStatic));
        }
    }

    /// <inheritdoc/>
    public double CallDouble(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments)
    {
        var receiver = Prepare(method, target, out var member);
        using var call = new Arguments(this, arguments, stackalloc long[arguments.Length], stackalloc nint[arguments.Length]);
        fixed (long* values = call.Values)
        {
            return Checked(_env.CallDouble(receiver, member.Id, values, method.IsStatic));
        }
    }

    /// <inheritdoc/>
    public bool CallBool(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments)
    {
        var receiver = Prepare(method, target, out var member);
        using var call = new Arguments(this, arguments, stackalloc long[arguments.Length], stackalloc nint[arguments.Length]);
        fixed (long* values = call.Values)
        {
            return Checked(_env.CallBoolean(receiver, member.Id, values, method.IsStatic));
        }
    }

    /// <inheritdoc/>
    public string? CallString(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments)
    {
        using var text = CallObject(method, target, arguments);
        return text is null ? null : _env.ReadString(((JniReference)text).Handle);
    }

    /// <inheritdoc/>
    public IJavaObject? CallObject(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments)
    {
        var receiver = Prepare(method, target, out var member);
        using var call = new Arguments(this, arguments, stackalloc long[arguments.Length], stackalloc nint[arguments.Length]);
        fixed (long* values = call.Values)
        {
            return Checked(_env.CallObject(receiver, member.Id, values, method.IsStatic));
        }
    }

    /// <inheritdoc/>
    public int GetInt(JavaField field, IJavaObject? target) =>
        Checked(_env.GetIntField(Prepare(field, target, out var member), member.Id, field.IsStatic));

    /// <inheritdoc/>
    public long GetLong(JavaField field, IJavaObject? target) =>
        Checked(_env.GetLongField(Prepare(field, target, out var member), member.Id, field.IsStatic));

    /// <inheritdoc/>
    public double GetDouble(JavaField field, IJavaObject? target) =>
        Checked(_env.GetDoubleField(Prepare(field, target, out var member), member.Id, field.IsStatic));

    /// <inheritdoc/>
    public bool GetBool(JavaField field, IJavaObject? target) =>
        Checked(_env.GetBooleanField(Prepare(field, target, out var member), member.Id, field.IsStatic));

    /// <inheritdoc/>
    public string? GetString(JavaField field, IJavaObject? target)
    {
        using var text = GetObject(field, target);
        return text is null ? null : _env.ReadString(((JniReference)text).Handle);
    }

    /// <inheritdoc/>
    public IJavaObject? GetObject(JavaField field, IJavaObject? target) =>
        Checked(_env.GetObjectField(Prepare(field, target, out var member), member.Id, field.IsStatic));

    /// <inheritdoc/>
    public bool IsInstance(IJavaObject target, string className)
    {
        MustBeInnermost();
        return _env.IsInstanceOf(HandleOf(target), _host.ClassOf(className, this));
    }

    /// <inheritdoc/>
    public int Length(IJavaObject array)
    {
        MustBeInnermost();
        return Checked(_env.GetArrayLength(HandleOf(array)));
    }

    /// <inheritdoc/>
    public IJavaObject? Element(IJavaObject array, int index)
    {
        MustBeInnermost();
        return Checked(_env.GetObjectArrayElement(HandleOf(array), index));
    }

    /// <inheritdoc/>
    public void CopyFrom<T>(IJavaObject array, int start, Span<T> destination)
        where T : unmanaged
    {
        MustBeInnermost();
        fixed (T* first = destination)
        {
            _env.GetArrayRegion(TypeOf<T>(), HandleOf(array), start, destination.Length, first);
        }

        ThrowPending();
    }

    /// <inheritdoc/>
    public IJavaObject NewArray<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        MustBeInnermost();
        var array = Checked(_env.NewArray(TypeOf<T>(), values.Length))!;
        fixed (T* first = values)
        {
            _env.SetArrayRegion(TypeOf<T>(), HandleOf(array), 0, values.Length, first);
        }

        ThrowPending();
        return array;
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

    private static JniType TypeOf<T>() => typeof(T) switch
    {
        var t when t == typeof(byte) || t == typeof(sbyte) => JniType.Byte,
        var t when t == typeof(short) || t == typeof(ushort) => JniType.Short,
        var t when t == typeof(int) => JniType.Int,
        var t when t == typeof(long) => JniType.Long,
        var t when t == typeof(float) => JniType.Float,
        var t when t == typeof(double) => JniType.Double,
        var t when t == typeof(char) => JniType.Char,
        _ => throw new NotSupportedException($"Java has no primitive arrays of {typeof(T).Name}."),
    };

    private static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text + '\0');

    private static nint HandleOf(IJavaObject target) => ((JniReference)target).Handle;

    private nint Prepare(JavaMethod method, IJavaObject? target, out ResolvedMember member)
    {
        member = Resolve(method);
        return method.IsStatic ? member.ClassHandle : HandleOf(target ?? throw new ArgumentNullException(nameof(target), $"{method} is not static."));
    }

    private nint Prepare(JavaField field, IJavaObject? target, out ResolvedMember member)
    {
        MustBeInnermost();
        if (field.Resolved is null)
        {
            var cls = _host.ClassOf(field.ClassName, this);
            fixed (byte* name = Ascii(field.Name), signature = Ascii(field.Signature))
            {
                var id = _env.GetFieldId(cls, name, signature, field.IsStatic);
                ThrowPending();
                field.Resolved = new ResolvedMember(cls, id);
            }
        }

        member = field.Resolved;
        return field.IsStatic ? member.ClassHandle : HandleOf(target ?? throw new ArgumentNullException(nameof(target), $"{field} is not static."));
    }

    private ResolvedMember Resolve(JavaMethod method)
    {
        MustBeInnermost();
        if (method.Resolved is null)
        {
            var cls = _host.ClassOf(method.ClassName, this);
            fixed (byte* name = Ascii(method.Name), signature = Ascii(method.Signature))
            {
                var id = _env.GetMethodId(cls, name, signature, method.IsStatic);
                ThrowPending();
                method.Resolved = new ResolvedMember(cls, id);
            }
        }

        return method.Resolved;
    }

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

    /// <summary>The arguments of one call as jvalues; strings are made for the call and released after it.</summary>
    private readonly ref struct Arguments
    {
        private readonly JavaThreadScope _scope;
        private readonly Span<nint> _strings;

        public Arguments(JavaThreadScope scope, ReadOnlySpan<JavaValue> arguments, Span<long> values, Span<nint> strings)
        {
            _scope = scope;
            _strings = strings;
            Values = values;
            strings.Clear();
            for (var i = 0; i < arguments.Length; i++)
            {
                values[i] = arguments[i].Reference switch
                {
                    null => arguments[i].Bits,
                    string text => strings[i] = NewString(text),
                    JniReference reference => reference.Handle,
                    var other => throw new ArgumentException($"{other.GetType().Name} is not a reference of this Java host."),
                };
            }
        }

        public Span<long> Values { get; }

        public void Dispose()
        {
            foreach (var text in _strings)
            {
                if (text != 0)
                {
                    _scope._env.DeleteLocalRef(text);
                }
            }
        }

        private nint NewString(string text)
        {
            fixed (char* first = text)
            {
                var local = _scope._env.NewString(first, text.Length);
                _scope.ThrowPending();
                return local;
            }
        }
    }
}
