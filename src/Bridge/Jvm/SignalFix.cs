using System.Runtime.InteropServices;

namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// Puts SA_ONSTACK back on the handler that HotSpot installs for SIGSEGV. CoreCLR turns SIGSEGV into NullReferenceException
/// and assumes to run on the alternate stack; without the flag it overwrites live frames (dotnet/runtime#97308). Only
/// SIGSEGV: with the flag on SIGFPE, CoreCLR dies with "Stack overflow" on a division by zero.
/// </summary>
internal static unsafe class SignalFix
{
    private const int SigSegv = 11;
    private const int FlagsOffset = 136; // struct sigaction of Linux on x86-64 and arm64: handler 8 bytes, mask 128, flags 4
    private const int SaSigInfo = 0x00000004;
    private const int SaOnStack = 0x08000000;

    /// <summary>Applies the fix where it is needed: Linux on x86-64 and arm64. To be called right after the Java VM was created.</summary>
    public static void Apply()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
        {
            return;
        }

        var action = stackalloc byte[256];
        new Span<byte>(action, 256).Clear();
        Check(sigaction(SigSegv, null, action), "read");
        var flags = (int*)(action + FlagsOffset);
        if ((*flags & SaSigInfo) == 0)
        {
            throw new PlatformNotSupportedException(
                $"The SIGSEGV handler of the Java VM has flags 0x{*flags:x} without SA_SIGINFO: this C library lays out struct sigaction differently.");
        }

        *flags |= SaOnStack;
        Check(sigaction(SigSegv, action, null), "set");
    }

    private static void Check(int result, string what)
    {
        if (result != 0)
        {
            throw new InvalidOperationException($"The SIGSEGV handler could not be {what} (errno {Marshal.GetLastPInvokeError()}).");
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int sigaction(int signal, void* newAction, void* oldAction);
}
