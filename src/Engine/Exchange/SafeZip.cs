using System.IO.Compression;
using FijiBridge.Engine.Files;

namespace FijiBridge.Engine.Exchange;

/// <summary>Unpacks a zip from a stranger: nothing outside the folder, no links, not more than a model can be.</summary>
internal static class SafeZip
{
    private const long MostBytes = 4L << 30;
    private const int MostEntries = 10_000;

    /// <summary>Unpacks a file into an empty folder.</summary>
    /// <param name="path">The zip.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="source">What the user knows the zip by, for messages; its path when null.</param>
    /// <param name="mostBytes">Bytes at most, unpacked.</param>
    /// <param name="freeBytes">Space on the folder's disk; asked for when null.</param>
    /// <param name="progress">Receives entries done.</param>
    /// <param name="ct">Stops the work.</param>
    /// <exception cref="UserAdviceException">It is no zip, is damaged, or holds what a model does not hold; the message names the entry.</exception>
    public static void Unpack(
        string path, string folder, string? source = null, long mostBytes = MostBytes, long? freeBytes = null, IProgress<ProgressReport>? progress = null, CancellationToken ct = default)
    {
        source ??= path;
        try
        {
            using var zip = ZipFile.OpenRead(path);
            if (zip.Entries.Count > MostEntries)
            {
                throw new UserAdviceException($"{source} holds {zip.Entries.Count} files; a model has a few. It is not unpacked.");
            }

            var needed = zip.Entries.Sum(e => e.Length);
            if (needed > mostBytes)
            {
                throw TooLarge(source, zip.Entries.MaxBy(e => e.Length)!);
            }

            if (needed > (freeBytes ?? new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace))
            {
                throw new UserAdviceException($"{source} unpacks to {needed} bytes, and the disk of {folder} has not that much space; free some and try again.");
            }

            var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
            var left = mostBytes;
            var done = 0;
            foreach (var entry in zip.Entries)
            {
                ct.ThrowIfCancellationRequested();
                progress?.Report(new ProgressReport("unpacking", done++, zip.Entries.Count));
                var target = Path.GetFullPath(Path.Combine(root, entry.FullName.Replace('\\', '/')));
                if (!target.StartsWith(root, StringComparison.Ordinal))
                {
                    throw new UserAdviceException($"{source} holds the entry {entry.FullName}, which would be written outside of the model's folder. It is not unpacked.");
                }

                if (entry.FullName.EndsWith('/'))
                {
                    continue;
                }

                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                left = Copy(entry, target, left, source);
            }
        }
        catch (IOException e) when (AtomicFile.IsDiskFull(e))
        {
            throw new UserAdviceException($"The disk of {folder} became full while {source} was unpacked; free some space and try again.", e);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or OverflowException || (e is IOException && !Directory.Exists(path)))
        {
            throw new UserAdviceException($"{source} is not a zip file or is damaged ({e.Message.TrimEnd('.')}); copy or download it again.", e);
        }
    }

    // Counts what comes out: the sizes that a zip names need not be true.
    private static long Copy(ZipArchiveEntry entry, string target, long left, string source)
    {
        using var content = entry.Open();
        using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[1 << 16];
        for (int n; (n = content.Read(buffer)) > 0;)
        {
            left -= n;
            if (left < 0)
            {
                throw TooLarge(source, entry);
            }

            file.Write(buffer, 0, n);
        }

        return left;
    }

    private static UserAdviceException TooLarge(string source, ZipArchiveEntry entry) =>
        new($"{source} unpacks to more than a model can be (at {entry.FullName}). It is not unpacked.");
}
