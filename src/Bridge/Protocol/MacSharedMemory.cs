using System.Runtime.InteropServices;
using System.Runtime.Versioning;

using FijiBridge.Engine;

namespace FijiBridge.Bridge.Protocol;

/// <summary>Shared memory of macOS: POSIX shm_open, which has no file behind it there.</summary>
[SupportedOSPlatform("macos")]
internal sealed unsafe partial class MacSharedMemory : SharedMemory
{
    private const int ReadWrite = 0x0002, CreateNew = 0x0200 | 0x0800;
    private const nint OwnerOnly = 0x180; // 0600
    private const int ProtectReadWrite = 0x3, MapShared = 0x1;

    private MacSharedMemory(string name, long length, int descriptor)
        : base(name, length)
    {
        var address = mmap(0, (nuint)length, ProtectReadWrite, MapShared, descriptor, 0);
        _ = close(descriptor);
        if (address == -1)
        {
            throw new UserAdviceException($"{length / 1048576.0:0.0} MB of shared memory cannot be mapped (errno {Marshal.GetLastPInvokeError()}); close other programs.");
        }

        Address = (byte*)address;
    }

    public override bool Exists
    {
        get
        {
            var descriptor = shm_open("/" + Name, ReadWrite, 0, 0, 0, 0, 0, 0, 0);
            return descriptor >= 0 && close(descriptor) == 0;
        }
    }

    public static MacSharedMemory Create(string name, long length)
    {
        var descriptor = shm_open("/" + name, ReadWrite | CreateNew, OwnerOnly, 0, 0, 0, 0, 0, OwnerOnly);
        if (descriptor < 0 || ftruncate(descriptor, length) != 0)
        {
            throw new UserAdviceException($"{length / 1048576.0:0.0} MB of shared memory cannot be made (errno {Marshal.GetLastPInvokeError()}); close other programs.");
        }

        return new MacSharedMemory(name, length, descriptor);
    }

    public static new MacSharedMemory Attach(string name, long length)
    {
        var descriptor = shm_open("/" + name, ReadWrite, 0, 0, 0, 0, 0, 0, 0);
        return descriptor < 0 ? throw Missing(name, null) : new MacSharedMemory(name, length, descriptor);
    }

    public override void Unlink() => _ = shm_unlink("/" + Name);

    public override void Dispose()
    {
        if (Address is not null)
        {
            _ = munmap((nint)Address, (nuint)Length);
            Address = null;
        }
    }

    // shm_open is variadic: x64 reads the mode from the third register, arm64 macOS from the stack behind the eight
    // register arguments, so it is passed in both places.
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int shm_open(string name, int flags, nint mode, nint r3, nint r4, nint r5, nint r6, nint r7, nint stackMode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int shm_unlink(string name);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(int descriptor, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint mmap(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int munmap(nint address, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);
}
