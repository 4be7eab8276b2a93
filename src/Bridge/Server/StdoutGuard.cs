using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace FijiBridge.Bridge.Server;

/// <summary>
/// Keeps stdout for the protocol alone. The worker writes to a copy of it; everything else that prints there, managed or
/// native (libtorch warns from C++), lands on stderr.
/// </summary>
public static partial class StdoutGuard
{
    /// <summary>Takes stdout away from everyone else.</summary>
    /// <returns>The stream of the protocol.</returns>
    public static Stream Claim()
    {
        Stream protocol;
        if (OperatingSystem.IsWindows())
        {
            protocol = Console.OpenStandardOutput(); // native code finds its stdout through the C runtime, which is not redirected here
        }
        else
        {
            var copy = dup(1);
            if (copy < 0 || dup2(2, 1) < 0)
            {
                throw new IOException($"stdout cannot be set aside for the protocol (errno {Marshal.GetLastPInvokeError()}).");
            }

            protocol = new FileStream(new SafeFileHandle(copy, ownsHandle: true), FileAccess.Write, bufferSize: 0);
        }

        Console.SetOut(Console.Error);
        return protocol;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(int from, int to);
}
