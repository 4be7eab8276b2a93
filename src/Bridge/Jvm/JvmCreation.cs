using System.Runtime.InteropServices;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.Jvm;

/// <summary>Loads a Java's library and creates its Java VM. That can be tried once in a process; loading can be tried again with another Java.</summary>
internal sealed unsafe class JvmCreation
{
    private const int StackBytes = 16 << 20;

    private readonly JavaInstallation _java;
    private readonly delegate* unmanaged<nint*, nint*, VmArguments*, int> _create;

    /// <summary>Loads the library.</summary>
    /// <exception cref="UserAdviceException">It cannot be loaded.</exception>
    public JvmCreation(JavaInstallation java)
    {
        _java = java;
        try
        {
            var library = NativeLibrary.Load(java.Library);
            _create = (delegate* unmanaged<nint*, nint*, VmArguments*, int>)NativeLibrary.GetExport(library, "JNI_CreateJavaVM");
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new UserAdviceException(
                $"The Java VM {java.Library} could not be loaded ({string.Join(' ', e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))}); it must be for {RuntimeInformation.ProcessArchitecture}. Set JAVA_HOME to another JDK 8 to 25.", e);
        }
    }

    /// <summary>Creates the Java VM.</summary>
    /// <param name="arguments">Its options.</param>
    /// <param name="created">Receives it on the thread that created it, which is attached to it.</param>
    /// <exception cref="UserAdviceException">The Java VM refused its options.</exception>
    public void Run(IReadOnlyList<string> arguments, Action<nint> created)
    {
        // HotSpot measures the stack of the thread that creates it; a thread of our own has a known one
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    created(Create(arguments));
                }
                catch (Exception e)
                {
                    failure = e;
                }
            },
            StackBytes)
        {
            Name = "Java VM start",
        };
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw failure is UserAdviceException ? failure : new InvalidOperationException($"The Java VM did not start: {failure.Message}", failure);
        }
    }

    private nint Create(IReadOnlyList<string> arguments)
    {
        var texts = arguments.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        var options = stackalloc VmOption[texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            options[i] = new VmOption(texts[i], 0);
        }

        var vmArguments = new VmArguments(JvmHost.JniVersion, texts.Length, options);
        nint vm, env;
        int result;
        using (new FileNameEncoding())
        {
            result = _create(&vm, &env, &vmArguments);
        }

        foreach (var text in texts)
        {
            Marshal.FreeCoTaskMem(text);
        }

        return result == 0 ? vm : throw new UserAdviceException(
            $"{_java} did not start (JNI code {result}: {Meaning(result)}); check its options: {string.Join(' ', arguments)}.");
    }

    private static string Meaning(int code) => code switch
    {
        -1 => "general failure",
        -3 => "JNI version not supported",
        -4 => "not enough memory",
        -5 => "a Java VM exists already",
        -6 => "an option was not understood",
        _ => "unknown",
    };

    private readonly record struct VmOption(nint Text, nint Extra);

    private readonly struct VmArguments(int version, int count, VmOption* options)
    {
        public readonly int Version = version;
        public readonly int Count = count;
        public readonly VmOption* Options = options;
        public readonly byte IgnoreUnrecognized = 0;
    }
}
