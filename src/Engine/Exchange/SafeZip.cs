using System.IO.Compression;

namespace FijiBridge.Engine.Exchange;

/// <summary>Unpacks a zip from a stranger: nothing outside the folder, no links, not more than a model can be.</summary>
internal static class SafeZip
{
    private const long MostBytes = 4L << 30;
    private const int MostEntries = 10_000;

    /// <summary>Unpacks a file into an empty folder.</summary>
    /// <exception cref="UserAdviceException">It is no zip, is damaged, or holds what a model does not hold; the message names the entry.</exception>
    public static void Unpack(string path, string folder, long mostBytes = MostBytes, IProgress<ProgressReport>? progress = null, CancellationToken ct = default)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            if (zip.Entries.Count > MostEntries)
            {
                throw new UserAdviceException($"{path} holds {zip.Entries.Count} files; a model has a few. It is not unpacked.");
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
                    throw new UserAdviceException($"{path} holds the entry {entry.FullName}, which would be written outside of the model's folder. It is not unpacked.");
                }

                if (entry.FullName.EndsWith('/'))
                {
                    continue;
                }

                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                left = Copy(entry, target, left, path);
            }
        }
        catch (InvalidDataException e)
        {
            throw new UserAdviceException($"{path} is not a zip file or is damaged ({e.Message.TrimEnd('.')}); copy or download it again.", e);
        }
    }

    // Counts what comes out: the sizes that a zip names need not be true.
    private static long Copy(ZipArchiveEntry entry, string target, long left, string path)
    {
        using var source = entry.Open();
        using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[1 << 16];
        for (int n; (n = source.Read(buffer)) > 0;)
        {
            left -= n;
            if (left < 0)
            {
                throw new UserAdviceException($"{path} unpacks to more than a model can be (at {entry.FullName}). It is not unpacked.");
            }

            file.Write(buffer, 0, n);
        }

        return left;
    }
}
