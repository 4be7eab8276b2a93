using System.IO.MemoryMappedFiles;

using FijiBridge.Engine;

namespace FijiBridge.Bridge.Protocol;

/// <summary>
/// Shared memory that is a file: /dev/shm/NAME on Linux (what shm_open uses there), or any file for names with "file:".
/// </summary>
internal sealed unsafe class FileSharedMemory : SharedMemory
{
    private const string LinuxFolder = "/dev/shm";

    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private FileSharedMemory(string name, string path, FileStream stream, long length)
        : base(name, length)
    {
        _path = path;
        _file = MemoryMappedFile.CreateFromFile(stream, null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, length, MemoryMappedFileAccess.ReadWrite);
        byte* address = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
        Address = address + _view.PointerOffset;
    }

    /// <summary>Free bytes of /dev/shm.</summary>
    public static long RoomOnLinux => new DriveInfo(LinuxFolder).AvailableFreeSpace;

    public override bool Exists => File.Exists(_path);

    public static FileSharedMemory Create(string name, long length)
    {
        var path = PathOf(name);
        // Writing past a full /dev/shm ends the process with SIGBUS, so room is asked for first.
        var room = new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
        if (room < length)
        {
            throw new UserAdviceException(
                $"The results need {length / 1048576.0:0.0} MB in {Path.GetDirectoryName(path)}, which has {room / 1048576.0:0.0} MB left; "
                + "free some, or segment fewer frames at a time.");
        }

        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var stream = new FileStream(path, options);
        try
        {
            stream.SetLength(length);
            return new FileSharedMemory(name, path, stream, length);
        }
        catch
        {
            stream.Dispose();
            File.Delete(path);
            throw;
        }
    }

    public static new FileSharedMemory Attach(string name, long length)
    {
        var path = PathOf(name);
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Missing(name, e);
        }

        if (stream.Length < length)
        {
            var there = stream.Length;
            stream.Dispose();
            throw TooSmall(name, there, length);
        }

        return new FileSharedMemory(name, path, stream, length);
    }

    public override void Unlink()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows keeps a mapped file until the last side unmaps it; the temporary folder is the system's to clean.
        }
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

    private static string PathOf(string name) =>
        name.StartsWith(FilePrefix, StringComparison.Ordinal) ? Path.GetFullPath(name[FilePrefix.Length..]) : Path.Combine(LinuxFolder, name);
}
