using System.Runtime.InteropServices;

namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// The body of a <c>static native String method(String)</c>. No exception of .NET may leave it, since there is Java below on the stack:
/// each becomes a java.lang.RuntimeException that is pending when the call returns.
/// </summary>
internal sealed unsafe class JavaNative
{
    private readonly Func<string?, string?> _body;
    private readonly NativeFunction _function; // kept, since Java has its address

    public JavaNative(Func<string?, string?> body)
    {
        _body = body;
        _function = Run;
        Address = Marshal.GetFunctionPointerForDelegate(_function);
    }

    [UnmanagedFunctionPointer(CallingConvention.Winapi)] // JNICALL
    private delegate nint NativeFunction(nint env, nint cls, nint text);

    /// <summary>What Java calls.</summary>
    public nint Address { get; }

    private nint Run(nint environment, nint cls, nint text)
    {
        var env = new JniEnv(environment); // of the calling thread, which is attached: no scope is needed, and none may end the result
        try
        {
            return ToJava(env, _body(text == 0 ? null : env.ReadString(text)));
        }
        catch (Exception e)
        {
            Throw(env, $"{e.GetType().Name} in .NET: {e.Message}{Environment.NewLine}--- .NET stack trace ---{Environment.NewLine}{e}");
            return 0;
        }
    }

    private static nint ToJava(JniEnv env, string? text)
    {
        fixed (char* first = text)
        {
            return text is null ? 0 : env.NewString(first, text.Length);
        }
    }

    private static void Throw(JniEnv env, string message)
    {
        fixed (byte* name = "java/lang/RuntimeException\0"u8, constructor = "<init>\0"u8, signature = "(Ljava/lang/String;)V\0"u8)
        {
            var cls = env.FindClass(name);
            long argument = ToJava(env, message);
            var exception = env.ExceptionCheck() ? 0 : env.NewObject(cls, env.GetMethodId(cls, constructor, signature, isStatic: false), &argument);
            if (exception != 0)
            {
                env.Throw(exception); // otherwise Java has no memory left, and its own OutOfMemoryError is pending
            }
        }
    }
}
