using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.PInvoke;

/// <summary>Turns a failed native call into a managed exception with libtorch's own words, as TorchSharp does.</summary>
internal static unsafe class TorchError
{
    /// <summary>Throws when <paramref name="code"/> is -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Check(int code)
    {
        if (code == -1) Throw();
        return code;
    }

    /// <summary>Throws when <paramref name="handle"/> is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static nint Check(nint handle)
    {
        if (handle == 0) Throw();
        return handle;
    }

    /// <summary>Throws the message of the last failed call of this thread.</summary>
    internal static void Throw() => throw new ExternalException(Marshal.PtrToStringUTF8((nint)NativeMethods.fbt_error()));
}
