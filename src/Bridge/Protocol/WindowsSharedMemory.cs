using System.IO.MemoryMappedFiles;
using System.Runtime.Versioning;

namespace FijiBridge.Bridge.Protocol;

/// <summary>
/// Shared memory of Windows: a named mapping Local\NAME. It lives as long as any process has it open, so its creator keeps
/// it open until the other side has read it.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class WindowsSharedMemory : SharedMemory
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private WindowsSharedMemory(string name, MemoryMappedFile file, long length)
        : base(name, length)
    {
        _file = file;
        _view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.ReadWrite);
        byte* address = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
        Address = address + _view.PointerOffset;
    }

    // The name cannot go while this side has it open.
    public override bool Exists => true;

    public static WindowsSharedMemory Create(string name, long length) =>
        new(name, MemoryMappedFile.CreateNew(@"Local\" + name, length), length);

    public static new WindowsSharedMemory Attach(string name, long length)
    {
        MemoryMappedFile file;
        try
        {
            file = MemoryMappedFile.OpenExisting(@"Local\" + name);
        }
        catch (FileNotFoundException e)
        {
            throw Missing(name, e);
        }

        try
        {
            return new WindowsSharedMemory(name, file, length);
        }
        catch (UnauthorizedAccessException)
        {
            // Windows refuses a view that is larger than the mapping in this way.
            file.Dispose();
            throw new ProtocolException($"The shared memory '{name}' is smaller than its rsize {length}.");
        }
    }

    public override void Unlink()
    {
        // The mapping goes with its last handle.
    }

    public override void Dispose()
    {
        if (Address is null)
        {
            return;
        }

        Address = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
