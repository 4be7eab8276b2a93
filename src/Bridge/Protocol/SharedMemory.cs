using FijiBridge.Engine;

namespace FijiBridge.Bridge.Protocol;

/// <summary>
/// A block of memory that two processes see. Its name in the protocol has no leading slash. Who creates a block removes
/// it (<see cref="Unlink"/>); who attaches does not. A name that begins with "file:" is the path of an ordinary file that
/// both sides map, for clients that cannot open the system's own shared memory (Java without native code on Windows and
/// macOS).
/// </summary>
public abstract unsafe class SharedMemory : IDisposable
{
    /// <summary>What names of ordinary files begin with.</summary>
    public const string FilePrefix = "file:";

    private protected SharedMemory(string name, long length)
    {
        Name = name;
        Length = length;
    }

    /// <summary>Name in the protocol.</summary>
    public string Name { get; }

    /// <summary>Mapped bytes; at least what was asked for (macOS rounds up to pages).</summary>
    public long Length { get; }

    /// <summary>The first byte; valid until Dispose.</summary>
    public byte* Address { get; private protected set; }

    /// <summary>True where the memory is an ordinary file.</summary>
    public bool IsFile => Name.StartsWith(FilePrefix, StringComparison.Ordinal);

    /// <summary>The memory as elements of one type; the caller says how many, within <see cref="Length"/>.</summary>
    public Span<T> Elements<T>(int count)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(Address is null, this);
        return (long)count * sizeof(T) > Length
            ? throw new ArgumentOutOfRangeException(nameof(count), $"{count} elements of {sizeof(T)} bytes do not fit {Length} bytes.")
            : new Span<T>(Address, count);
    }

    /// <summary>Creates a block. The caller calls <see cref="Unlink"/> when no one needs it any more.</summary>
    /// <param name="length">Bytes; 0 makes a block of one byte, since nothing cannot be mapped.</param>
    /// <param name="fileFolder">Folder for an ordinary file, or null for the system's shared memory.</param>
    /// <exception cref="UserAdviceException">There is not enough room.</exception>
    public static SharedMemory Create(long length, string? fileFolder = null)
    {
        length = Math.Max(1, length);
        var random = Guid.NewGuid().ToString("N")[..9]; // Appose keeps names to 14 characters for macOS
        if (fileFolder is not null)
        {
            return FileSharedMemory.Create(FilePrefix + Path.Combine(fileFolder, "fb_" + random), length);
        }

        return OperatingSystem.IsWindows() ? WindowsSharedMemory.Create("wnsm_" + random, length)
            : OperatingSystem.IsMacOS() ? MacSharedMemory.Create("fb_" + random, length)
            : FileSharedMemory.Create("fb_" + random, length);
    }

    /// <summary>False where the system's shared memory is known to have too little room for a block.</summary>
    public static bool HasRoom(long length) => !OperatingSystem.IsLinux() || FileSharedMemory.RoomOnLinux >= length;

    /// <summary>Maps a block that someone else has made.</summary>
    /// <param name="name">Its name in the protocol.</param>
    /// <param name="length">Bytes that must be there ("rsize").</param>
    /// <exception cref="ProtocolException">The name is not one, or there is no such block, or it is smaller.</exception>
    public static SharedMemory Attach(string name, long length)
    {
        if (length < 1)
        {
            throw new ProtocolException($"The shared memory '{name}' needs an rsize of at least 1, not {length}.");
        }

        if (name.StartsWith(FilePrefix, StringComparison.Ordinal))
        {
            return FileSharedMemory.Attach(name, length);
        }

        if (name.Length == 0 || name.AsSpan().ContainsAny('/', '\\', '\0') || name is "." or "..")
        {
            throw new ProtocolException($"'{name}' is not a name of shared memory: it has no slashes and is not empty.");
        }

        return OperatingSystem.IsWindows() ? WindowsSharedMemory.Attach(name, length)
            : OperatingSystem.IsMacOS() ? MacSharedMemory.Attach(name, length)
            : FileSharedMemory.Attach(name, length);
    }

    /// <summary>True while the name still leads to a block. A creator that removes its block makes this false.</summary>
    public abstract bool Exists { get; }

    /// <summary>Removes the name; the memory goes when the last process unmaps it.</summary>
    public abstract void Unlink();

    /// <summary>Unmaps the memory.</summary>
    public abstract void Dispose();

    private protected static ProtocolException Missing(string name, Exception? cause) =>
        new($"There is no shared memory named '{name}'; create it before the request and keep it until the answer.", null, cause);

    private protected static ProtocolException TooSmall(string name, long there, long needed) =>
        new($"The shared memory '{name}' has {there} bytes, but its rsize says {needed}.");
}
