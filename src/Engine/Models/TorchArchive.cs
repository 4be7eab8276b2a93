using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace FijiBridge.Engine.Models;

/// <summary>The zip container of PyTorch's files: all entries in one folder, not compressed, one entry per tensor.</summary>
internal static class TorchArchive
{
    /// <summary>Writes a container.</summary>
    /// <param name="stream">Receives it.</param>
    /// <param name="folder">Name of the folder.</param>
    /// <param name="entries">Entries by name.</param>
    /// <param name="tensors">Tensors, written as data/0, data/1 ...</param>
    /// <param name="isHalf">Which of them have values of 16 bits; none when null.</param>
    public static void Write(Stream stream, string folder, IEnumerable<(string Name, byte[] Content)> entries, IEnumerable<NamedTensor> tensors, Predicate<NamedTensor>? isHalf = null)
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
            Add($"data/{k}", isHalf?.Invoke(tensor) == true ? MemoryMarshal.AsBytes(Array.ConvertAll(tensor.Values, v => (Half)v).AsSpan()) : MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
        }

        Add("version", Encoding.ASCII.GetBytes("3\n"));
    }
}
