using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using FijiBridge.Engine.Models;

namespace FijiBridge.Engine.Exchange;

/// <summary>The zip container of PyTorch's files: all entries in one folder, not compressed, one entry per tensor.</summary>
internal static class TorchArchive
{
    /// <summary>Writes a container.</summary>
    /// <param name="stream">Receives it.</param>
    /// <param name="folder">Name of the folder.</param>
    /// <param name="entries">Entries by name.</param>
    /// <param name="tensors">Tensors, written as data/0, data/1 ...</param>
    public static void Write(Stream stream, string folder, IEnumerable<(string Name, byte[] Content)> entries, IEnumerable<NamedTensor> tensors)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        void Add(string name, ReadOnlySpan<byte> content)
        {
            var entry = zip.CreateEntry($"{folder}/{name}", CompressionLevel.NoCompression);
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the same network gives the same bytes
            using var file = entry.Open();
            file.Write(content);
        }

        foreach (var (name, content) in entries)
        {
            Add(name, content);
        }

        foreach (var (tensor, k) in tensors.Select((t, k) => (t, k)))
        {
            Add($"data/{k}", MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
        }

        Add("version", Encoding.ASCII.GetBytes("3\n"));
    }
}
