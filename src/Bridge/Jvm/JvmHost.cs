using System.Collections.Concurrent;
using System.Text;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// The HotSpot Java VM of this process, called through JNI. A process can have one, once: it cannot be stopped and started
/// again, and its class path is fixed when it starts.
/// </summary>
public sealed unsafe class JvmHost : IJavaHost
{
    internal const int JniVersion = 0x00010008; // JNI 1.8: every Java from 8 on
    private const int JniDetached = -2;

    private static readonly Lock Gate = new();
    private static JvmHost? _current;
    private static bool _attempted;

    private readonly ConcurrentDictionary<string, nint> _classes = new();
    private readonly ConcurrentQueue<nint> _abandoned = new();
    private readonly List<JavaNative> _natives = []; // Java holds their addresses
    private readonly JvmOptions _options;
    private nint _vm;
    private JavaOutput? _output;
    private long _liveReferences;

    private JvmHost(JvmOptions options) => _options = options;

    /// <summary>The running host, or null before <see cref="Start"/>.</summary>
    public static JvmHost? Current => Volatile.Read(ref _current);

    /// <inheritdoc/>
    public string Description => _options.Java.ToString();

    /// <summary>The options it was started with.</summary>
    public JvmOptions Options => _options;

    /// <inheritdoc/>
    public long LiveReferences => Interlocked.Read(ref _liveReferences);

    /// <summary>Starts the Java VM of this process.</summary>
    /// <exception cref="InvalidOperationException">One was started before.</exception>
    /// <exception cref="UserAdviceException">The Java VM could not be loaded or refused its options.</exception>
    public static JvmHost Start(JvmOptions options)
    {
        lock (Gate)
        {
            if (_attempted)
            {
                throw new InvalidOperationException(
                    _current is { } running
                        ? $"This process already runs a Java VM ({running.Description}), and a process can have only one for its whole life; use JvmHost.Current or start another process."
                        : "A Java VM failed to start earlier in this process, and HotSpot does not allow a second attempt; start the program again.");
            }

            var arguments = options.ToArguments();
            var creation = new JvmCreation(options.Java);
            _attempted = true;
            var host = new JvmHost(options);
            creation.Run(arguments, host.Created);
            Volatile.Write(ref _current, host);
            return host;
        }
    }

    /// <summary>The running host, or a new one with the options that the function gives.</summary>
    public static JvmHost GetOrStart(Func<JvmOptions> options)
    {
        lock (Gate)
        {
            return _current ?? Start(options());
        }
    }

    /// <inheritdoc/>
    public string TakeOutput()
    {
        using var scope = Enter();
        return _output?.Take(scope) ?? string.Empty;
    }

    /// <inheritdoc/>
    public IJavaScope Enter() => new JavaThreadScope(this);

    /// <inheritdoc/>
    public void Implement(string className, string method, Func<string?, string?> body)
    {
        var native = new JavaNative(body);
        lock (_natives)
        {
            _natives.Add(native);
        }

        using var scope = new JavaThreadScope(this);
        scope.Register(new JavaClass(className).JniName, method, native.Address);
    }

    /// <summary>Takes over a global reference that nobody disposed; called by the garbage collector's thread.</summary>
    internal void Abandon(nint handle)
    {
        CountReference(-1);
        _abandoned.Enqueue(handle);
    }

    internal void EndAbandoned(JniEnv env)
    {
        while (_abandoned.TryDequeue(out var handle))
        {
            env.DeleteGlobalRef(handle);
        }
    }

    internal void CountReference(int change) => Interlocked.Add(ref _liveReferences, change);

    internal nint ClassOf(string className, JavaThreadScope scope)
    {
        if (!_classes.TryGetValue(className, out var handle))
        {
            // two threads may load it at once; the second handle is one small reference too many, kept for life
            handle = _classes.GetOrAdd(className, scope.LoadClass(className));
        }

        return handle;
    }

    internal nint EnvironmentOfThisThread(out bool attached)
    {
        nint env;
        var result = ((delegate* unmanaged<nint, nint*, int, int>)Invoke(6))(_vm, &env, JniVersion);
        attached = result == JniDetached;
        if (attached)
        {
            var name = Encoding.ASCII.GetBytes($"dotnet-{Environment.CurrentManagedThreadId}\0");
            fixed (byte* namePointer = name)
            {
                var arguments = new AttachArguments(JniVersion, namePointer);
                result = ((delegate* unmanaged<nint, nint*, AttachArguments*, int>)Invoke(7))(_vm, &env, &arguments);
            }
        }

        return result == 0 ? env : throw new InvalidOperationException($"The thread could not be attached to the Java VM (JNI code {result}).");
    }

    internal void Detach(bool attached)
    {
        if (attached)
        {
            ((delegate* unmanaged<nint, int>)Invoke(5))(_vm);
        }
    }

    internal void ReleaseGlobal(nint handle)
    {
        var env = EnvironmentOfThisThread(out var attached);
        new JniEnv(env).DeleteGlobalRef(handle);
        Detach(attached);
    }

    // JNIInvokeInterface: 3 reserved, DestroyJavaVM 3, AttachCurrentThread 4, DetachCurrentThread 5, GetEnv 6, AttachCurrentThreadAsDaemon 7
    private nint Invoke(int index) => (*(nint**)_vm)[index];

    // on the thread that created it
    private void Created(nint vm)
    {
        SignalFix.Apply();
        _vm = vm;
        using (var scope = new JavaThreadScope(this))
        {
            Prepare(scope);
        }

        Detach(attached: true);
    }

    private void Prepare(JavaThreadScope scope)
    {
        // now, and not when Java starts its first process
        SignalFix.KeepChildHandler(() => ClassOf("java/lang/ProcessImpl", scope));
        _output = JavaOutput.Redirect(scope);
    }

    private readonly struct AttachArguments(int version, byte* name)
    {
        public readonly int Version = version;
        public readonly byte* Name = name;
        public readonly nint Group = 0;
    }
}
