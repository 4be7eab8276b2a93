using System.Text;

namespace FijiBridge.Engine.Models;

/// <summary>
/// Writes a file so that a reader, or a machine that loses power, sees either the old or the whole new content: to a
/// temporary name in the same folder, flushed to the disk, then renamed.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file through a stream.</summary>
    /// <exception cref="UserAdviceException">The folder cannot be written or the disk is full; nothing is left behind.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new UserAdviceException($"Cannot write {path}: {e.Message} Check the free space and the permissions of the folder.", e);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Writes a UTF-8 text file (no byte order mark).</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report.
        }
    }
}
