using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FijiBridge.Engine.UNet;

/// <summary>Arrays of numbers on the disk, for a while: the file is deleted when it is closed. Not thread-safe.</summary>
internal sealed class PixelFile : IDisposable
{
    private const int BlockBytes = 1 << 26;
    private readonly string _path;
    private readonly FileStream _file;

    /// <summary>Makes the file; one of that name, which a killed process left, is replaced.</summary>
    /// <exception cref="UserAdviceException">It cannot be made.</exception>
    public PixelFile(string path)
    {
        _path = path;
        try
        {
            _file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Advice(e);
        }
    }

    /// <summary>Bytes so far.</summary>
    public long Length => _file.Length;

    /// <summary>Adds an array at the end; null adds nothing.</summary>
    /// <exception cref="UserAdviceException">The disk is full.</exception>
    public void Append<T>(T[]? values)
        where T : unmanaged
    {
        try
        {
            _ = _file.Seek(0, SeekOrigin.End);
            foreach (var block in Blocks(values ?? []))
            {
                _file.Write(MemoryMarshal.AsBytes(block.Span));
            }
        }
        catch (IOException e)
        {
            throw Advice(e);
        }
    }

    /// <summary>Fills an array from an offset on.</summary>
    /// <returns>The offset behind it.</returns>
    /// <exception cref="UserAdviceException">The file cannot be read.</exception>
    public long Read<T>(T[] values, long offset)
        where T : unmanaged
    {
        try
        {
            _ = _file.Seek(offset, SeekOrigin.Begin);
            foreach (var block in Blocks(values))
            {
                _file.ReadExactly(MemoryMarshal.AsBytes(block.Span));
            }

            return _file.Position;
        }
        catch (IOException e)
        {
            throw Advice(e);
        }
    }

    /// <summary>Closes and deletes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static IEnumerable<Memory<T>> Blocks<T>(T[] values)
        where T : unmanaged
    {
        var count = BlockBytes / Unsafe.SizeOf<T>();
        for (var start = 0; start < values.Length; start += Math.Min(count, values.Length - start))
        {
            yield return values.AsMemory(start, Math.Min(count, values.Length - start));
        }
    }

    private UserAdviceException Advice(Exception e) => new(
        $"'{_path}', which holds the maps of validation images beyond 1 GB while thresholds are searched, cannot be used: {e.Message.TrimEnd('.')}; make room on the disk or use fewer images for validation, and resume.", e);
}
