using System.Collections.Concurrent;
using System.IO.Compression;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using Newtonsoft.Json;

namespace FijiBridge.Engine.Data;

/// <summary>
/// A training set in one file: a .npz archive, as numpy reads and writes it. Entries are images/NAME.npy, uint8, uint16
/// or float32, (H, W) or (C, H, W); masks/NAME.npy, whole numbers, (H, W), 0 background and negative ignored; and
/// meta.json with pixel sizes. Pairs are read one at a time, from any thread.
/// </summary>
/// <remarks>
/// In Python: <c>d = numpy.load("set.npz"); d["images/NAME"]; d["masks/NAME"]</c>. A file written by
/// <c>numpy.savez_compressed("set.npz", **{"images/a": image, "masks/a": mask})</c> is read too; without meta.json its
/// images count as uncalibrated. Written by <see cref="Write"/>.
/// </remarks>
public sealed class DatasetFile : ITrainingSet, IDisposable
{
    private const string ImagePrefix = "images/", MaskPrefix = "masks/", Extension = ".npy";
    private readonly string _path;
    private readonly string[] _names;
    private readonly Dictionary<string, DatasetMetadata.PairEntry> _metadata;
    private readonly ConcurrentBag<ZipArchive> _idle = []; // an archive serves one thread at a time
    private volatile bool _disposed;

    /// <summary>Opens a file and reads its list of pairs; order is by name.</summary>
    /// <exception cref="UserAdviceException">The file is missing, damaged, empty, or a pair is not complete.</exception>
    public DatasetFile(string path)
    {
        _path = path;
        var archive = Open();
        try
        {
            _metadata = ReadMetadata(archive);
            _names = PairNames(archive);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            archive.Dispose();
            throw Damaged(DatasetMetadata.EntryName, e);
        }
        catch
        {
            archive.Dispose();
            throw;
        }

        _idle.Add(archive);
    }

    /// <inheritdoc/>
    public int Count => _names.Length;

    /// <inheritdoc/>
    public string NameOf(int index) => _names[index];

    /// <inheritdoc/>
    /// <exception cref="UserAdviceException">The pair is damaged, has an unsuitable type, or differs in size.</exception>
    public TrainingPair Load(int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var name = _names[index];
        if (!_idle.TryTake(out var archive))
        {
            archive = Open();
        }

        byte[] image, mask;
        try
        {
            image = Bytes(archive, ImagePrefix + name + Extension);
            mask = Bytes(archive, MaskPrefix + name + Extension);
        }
        finally
        {
            _idle.Add(archive);
            if (_disposed)
            {
                CloseIdle();
            }
        }

        var entry = _metadata.GetValueOrDefault(name);
        var pixelSize = entry is null ? PixelSize.Uncalibrated : new PixelSize(entry.PixelWidth, entry.PixelHeight, entry.Unit);
        return PairRules.RequireSameSize(new TrainingPair(
            name,
            Decode(ImagePrefix + name, () => DatasetArrays.Image(image, name, pixelSize, entry?.IsRgb ?? false)),
            Decode(MaskPrefix + name, () => DatasetArrays.Labels(mask, pixelSize))));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _disposed = true;
        CloseIdle();
    }

    /// <summary>
    /// Packs a set into one file: pair by pair, so that the set may be larger than memory, into a temporary file in the
    /// same folder that takes the name of <paramref name="path"/> when it is complete.
    /// </summary>
    /// <param name="path">File to write, usually .npz; replaced if it exists.</param>
    /// <param name="set">Pairs with different names.</param>
    /// <param name="progress">Told (pairs done, pairs in all) after each pair.</param>
    /// <param name="cancellation">Stops between two pairs; nothing is left behind.</param>
    /// <exception cref="UserAdviceException">The set is empty, a name occurs twice or cannot be read, or the file cannot be written.</exception>
    public static void Write(string path, ITrainingSet set, Action<int, int>? progress = null, CancellationToken cancellation = default) =>
        DatasetWriter.Write(path, set, progress, cancellation);

    internal static string ImageEntry(string name) => ImagePrefix + name + Extension;

    internal static string MaskEntry(string name) => MaskPrefix + name + Extension;

    private ZipArchive Open()
    {
        if (!File.Exists(_path))
        {
            throw new UserAdviceException($"The dataset file \"{_path}\" does not exist; check the path.");
        }

        try
        {
            return ZipFile.OpenRead(_path);
        }
        catch (InvalidDataException e)
        {
            throw new UserAdviceException($"\"{_path}\" is not a complete dataset file (.npz): {e.Message.TrimEnd('.')}; copy or write it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserAdviceException($"The dataset file \"{_path}\" cannot be read: {e.Message.TrimEnd('.')}; check its permissions.", e);
        }
    }

    private string[] PairNames(ZipArchive archive)
    {
        var images = NamesUnder(archive, ImagePrefix);
        var masks = NamesUnder(archive, MaskPrefix);
        var lonely = images.Except(masks).Select(n => ImagePrefix + n).Concat(masks.Except(images).Select(n => MaskPrefix + n)).Order(StringComparer.Ordinal).ToList();
        if (lonely.Count > 0)
        {
            throw new UserAdviceException(
                $"The dataset file \"{_path}\" has {lonely.Count} arrays without partner: {PairRules.NameSome(lonely)}; every images/NAME needs a masks/NAME.");
        }

        return images.Count > 0
            ? [.. images.Order(StringComparer.Ordinal)]
            : throw new UserAdviceException($"The dataset file \"{_path}\" holds no arrays named images/NAME and masks/NAME; store the image arrays and their masks under these names.");
    }

    private static HashSet<string> NamesUnder(ZipArchive archive, string prefix) =>
        [.. archive.Entries.Select(e => e.FullName)
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && n.EndsWith(Extension, StringComparison.Ordinal))
            .Select(n => n[prefix.Length..^Extension.Length])];

    private Dictionary<string, DatasetMetadata.PairEntry> ReadMetadata(ZipArchive archive)
    {
        if (archive.GetEntry(DatasetMetadata.EntryName) is null)
        {
            return [];
        }

        var text = System.Text.Encoding.UTF8.GetString(Bytes(archive, DatasetMetadata.EntryName));
        var metadata = JsonConvert.DeserializeObject<DatasetMetadata>(text) ?? new DatasetMetadata();
        if (metadata.Format != DatasetMetadata.FormatName || metadata.Version != 1)
        {
            throw new UserAdviceException(
                $"The dataset file \"{_path}\" is {metadata.Format} version {metadata.Version}, this program reads {DatasetMetadata.FormatName} version 1; use a newer program.");
        }

        return metadata.Pairs.ToDictionary(p => p.Name);
    }

    private byte[] Bytes(ZipArchive archive, string entryName)
    {
        var entry = archive.GetEntry(entryName)!;
        try
        {
            var bytes = new byte[entry.Length];
            using var stream = entry.Open();
            stream.ReadExactly(bytes);
            if (Crc32.Of(bytes) != entry.Crc32)
            {
                throw new InvalidDataException("its checksum is wrong");
            }

            return bytes;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException)
        {
            throw Damaged(entryName, e);
        }
    }

    private T Decode<T>(string what, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (InvalidDataException e)
        {
            throw new UserAdviceException($"Array {what} of the dataset file \"{_path}\" cannot be used: {e.Message}.", e);
        }
    }

    private UserAdviceException Damaged(string entryName, Exception cause) =>
        new($"The dataset file \"{_path}\" is damaged at {entryName} ({cause.Message.TrimEnd('.')}); copy or write it again.", cause);

    private void CloseIdle()
    {
        while (_idle.TryTake(out var archive))
        {
            archive.Dispose();
        }
    }
}
