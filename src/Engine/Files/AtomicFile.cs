using System.Text;

namespace FijiBridge.Engine.Files;

/// <summary>
/// Writes a file so that it is either there and whole, or not there: to a temporary name in the same folder, flushed to the disk,
/// then renamed over the old one. A failure or a cancellation leaves the old file as it was and no temporary one.
/// </summary>
public static class AtomicFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Writes a file.</summary>
    /// <param name="path">Final name; its folder must exist.</param>
    /// <param name="write">Writes the content; the stream can seek. What it throws is passed on.</param>
    /// <exception cref="UserAdviceException">No space, no permission, no such folder; the message names the file.</exception>
    public static void Write(string path, Action<Stream> write) =>
        Write(path, write, temporary => new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes));

    /// <summary>Writes a UTF-8 text file (no byte order mark).</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Makes a folder and those above it, where they are missing.</summary>
    /// <exception cref="UserAdviceException">It cannot be made; the message names it.</exception>
    public static void CreateFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Advice(e, path, 0) ?? new UserAdviceException($"The folder '{path}' cannot be made: {e.Message.TrimEnd('.')}; choose another place.", e);
        }
    }

    /// <summary>As above, with a stream that tests can make fail.</summary>
    internal static void Write(string path, Action<Stream> write, Func<string, FileStream> open)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path))
        {
            throw new UserAdviceException($"'{path}' is a folder, so no file of that name can be written; choose another name.");
        }

        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            throw new UserAdviceException($"The folder '{folder}' does not exist, so '{Path.GetFileName(path)}' cannot be written; create it or choose another one.");
        }

        // a short name of its own: the final name with something added could be too long
        var temporary = Path.Combine(folder, $".fijibridge-{Guid.NewGuid():N}.tmp");
        long written = 0;
        try
        {
            using (var file = open(temporary))
            {
                try
                {
                    write(file);
                    file.Flush(flushToDisk: true);
                }
                finally
                {
                    written = PositionOf(file);
                }
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e)
        {
            Remove(temporary);
            if (Advice(e, path, written) is { } advice)
            {
                throw advice;
            }

            throw;
        }
    }

    private static UserAdviceException? Advice(Exception e, string path, long written) => e switch
    {
        IOException when IsDiskFull(e) => new UserAdviceException(
            $"The disk is full: '{path}' could not be written beyond {written} bytes; free some space or choose another output folder.", e),
        UnauthorizedAccessException => new UserAdviceException($"'{path}' cannot be written (no permission); choose another output folder or change its permissions.", e),
        IOException when e.HResult == ReadOnlyFileSystem => new UserAdviceException($"'{path}' cannot be written (the file system is read-only); choose another output folder.", e),
        PathTooLongException => new UserAdviceException($"The file name '{path}' is too long; choose a shorter one.", e),
        _ => null,
    };

    // On Unix HResult is errno: 28 ENOSPC, 122 EDQUOT, 27 EFBIG; on Windows ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL
    internal static bool IsDiskFull(Exception e) => e.HResult is 28 or 122 or 27 or unchecked((int)0x80070070) or unchecked((int)0x80070027);

    private const int ReadOnlyFileSystem = 30;

    private static long PositionOf(FileStream file)
    {
        try
        {
            return file.Position;
        }
        catch (Exception e) when (e is IOException or NotSupportedException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // the failure that brought us here is the one to report
        }
    }
}
