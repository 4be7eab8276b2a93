using System.IO.Compression;
using FijiBridge.Engine.Files;
using FijiBridge.Engine.Images;
using Newtonsoft.Json;

namespace FijiBridge.Engine.Data;

/// <summary>Writes a <see cref="DatasetFile"/>; a half-written one never has the final name.</summary>
internal static class DatasetWriter
{
    // Fixed, so that the same set gives the same bytes; 1980-01-01 is the first day that zip knows.
    private static readonly DateTimeOffset s_entryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Write(string path, ITrainingSet set, Action<int, int>? progress, CancellationToken cancellation)
    {
        if (set.Count == 0)
        {
            throw new UserAdviceException("There are no image/mask pairs to pack; check the folders.");
        }

        AtomicFile.Write(path, file =>
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
            WriteEntries(archive, set, progress, cancellation);
        });
    }

    private static void WriteEntries(ZipArchive archive, ITrainingSet set, Action<int, int>? progress, CancellationToken cancellation)
    {
        var metadata = new DatasetMetadata();
        var names = new HashSet<string>();
        for (var i = 0; i < set.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var pair = PairRules.RequireSameSize(set.Load(i));
            if (!names.Add(pair.Name))
            {
                throw new UserAdviceException($"Two pairs are named \"{pair.Name}\"; give each its own name before packing them.");
            }

            WriteImage(archive, pair);
            WriteEntry(archive, DatasetFile.MaskEntry(pair.Name), stream =>
                NpyFormat.Write(stream, "<i4", [pair.Labels.Height, pair.Labels.Width], [pair.Labels.Pixels]));
            metadata.Pairs.Add(Describe(pair));
            progress?.Invoke(i + 1, set.Count);
        }

        WriteEntry(archive, DatasetMetadata.EntryName, stream =>
            stream.Write(System.Text.Encoding.UTF8.GetBytes(JsonConvert.SerializeObject(metadata, Formatting.Indented))));
    }

    private static void WriteImage(ZipArchive archive, TrainingPair pair)
    {
        var image = pair.Image;
        int[] shape = image.Channels == 1 ? [image.Height, image.Width] : [image.Channels, image.Height, image.Width];
        var planes = Enumerable.Range(0, image.Channels).Select(image.Plane);
        WriteEntry(archive, DatasetFile.ImageEntry(pair.Name), stream =>
        {
            switch (image.Kind)
            {
                case PixelKind.UInt8:
                    NpyFormat.Write(stream, "|u1", shape, planes.Cast<byte[]>());
                    break;
                case PixelKind.UInt16:
                    NpyFormat.Write(stream, "<u2", shape, planes.Cast<ushort[]>());
                    break;
                default:
                    NpyFormat.Write(stream, "<f4", shape, planes.Cast<float[]>());
                    break;
            }
        });
    }

    private static void WriteEntry(ZipArchive archive, string name, Action<Stream> write)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = s_entryTime;
        using var stream = entry.Open();
        write(stream);
    }

    private static DatasetMetadata.PairEntry Describe(TrainingPair pair) => new()
    {
        Name = pair.Name,
        Width = pair.Image.Width,
        Height = pair.Image.Height,
        Channels = pair.Image.Channels,
        Kind = pair.Image.Kind.ToString(),
        IsRgb = pair.Image.IsRgb,
        Objects = pair.Labels.Pixels.Where(l => l > 0).Distinct().Count(),
        PixelWidth = pair.Image.PixelSize.Width,
        PixelHeight = pair.Image.PixelSize.Height,
        Unit = pair.Image.PixelSize.Unit,
    };
}
