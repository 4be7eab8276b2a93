using System.Runtime.InteropServices;

namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// Keeps the signal handlers of .NET working beside those of the Java VM. The main one: puts SA_ONSTACK back on the handler that
/// HotSpot installs for SIGSEGV. CoreCLR turns SIGSEGV into NullReferenceException and assumes to run on the alternate stack; without
/// the flag it overwrites live frames (dotnet/runtime#97308). Only SIGSEGV: with the flag on SIGFPE, CoreCLR dies with "Stack
/// overflow" on a division by zero.
/// </summary>
internal static unsafe class SignalFix
{
    private const int SigSegv = 11;
    private const int ActionBytes = 256; // more than struct sigaction has anywhere
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

        var action = stackalloc byte[ActionBytes];
        new Span<byte>(action, ActionBytes).Clear();
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

    /// <summary>
    /// Runs Java code that resets SIGCHLD to its default (java.lang.ProcessImpl's static initialiser does), and puts the handler back: without
    /// it, Process.WaitForExit never returns where .NET has started a process before.
    /// </summary>
    public static void KeepChildHandler(Action initialise)
    {
        if (OperatingSystem.IsWindows())
        {
            initialise();
            return;
        }

        var signal = OperatingSystem.IsLinux() ? 17 : 20;
        var action = stackalloc byte[ActionBytes];
        new Span<byte>(action, ActionBytes).Clear();
        Check(sigaction(signal, null, action), "read");
        initialise();
        Check(sigaction(signal, action, null), "set");
    }

    private static void Check(int result, string what)
    {
        if (result != 0)
        {
            throw new InvalidOperationException($"A signal handler could not be {what} (errno {Marshal.GetLastPInvokeError()}).");
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int sigaction(int signal, void* newAction, void* oldAction);
}
