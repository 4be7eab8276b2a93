using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using FijiBridge.Engine.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Engine.Models;

/// <summary>One named array of 32-bit floats.</summary>
/// <param name="Name">Key, for example "features.weight".</param>
/// <param name="Shape">Extents, outermost first; empty for a scalar.</param>
/// <param name="Values">Values in C order.</param>
public sealed record NamedTensor(string Name, long[] Shape, float[] Values);

/// <summary>
/// Reads and writes the safetensors format (an 8-byte little-endian header length, a JSON header, raw little-endian
/// arrays), in which weights and checkpoints are kept: it holds no code, so that a file from a stranger is safe to open.
/// Reads F32, F16, BF16 and F64 as float; writes F32. Every size and offset is checked before anything is allocated.
/// </summary>
public static class SafetensorsFile
{
    private const long MaxHeaderBytes = 100_000_000;

    /// <summary>Writes the tensors to a temporary file beside <paramref name="path"/> and renames it.</summary>
    /// <param name="path">File to create or replace.</param>
    /// <param name="tensors">Tensors with different names.</param>
    /// <param name="metadata">Text entries kept in the header.</param>
    public static void Write(string path, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>Writes the tensors to a stream.</summary>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var header = new JObject();
        if (metadata is { Count: > 0 })
        {
            header["__metadata__"] = JObject.FromObject(metadata);
        }

        long offset = 0;
        foreach (var tensor in tensors)
        {
            var bytes = tensor.Values.LongLength * sizeof(float);
            if (tensor.Shape.Aggregate(1L, (a, b) => a * b) != tensor.Values.LongLength)
            {
                throw new ArgumentException($"Tensor {tensor.Name} of shape {Text(tensor.Shape)} has {tensor.Values.LongLength} values.", nameof(tensors));
            }

            header.Add(tensor.Name, new JObject { ["dtype"] = "F32", ["shape"] = new JArray(tensor.Shape), ["data_offsets"] = new JArray(offset, offset + bytes) });
            offset += bytes;
        }

        var text = Encoding.UTF8.GetBytes(header.ToString(Formatting.None));
        var padded = (text.Length + 7) / 8 * 8; // arrays start at a multiple of 8
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded);
        stream.Write(length);
        stream.Write(text);
        for (var i = text.Length; i < padded; i++)
        {
            stream.WriteByte((byte)' ');
        }

        foreach (var tensor in tensors)
        {
            stream.Write(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
        }
    }

    /// <summary>Reads all tensors of a file.</summary>
    /// <exception cref="UserAdviceException">The file is damaged or is not a safetensors file; the message names the tensor.</exception>
    public static SafetensorsContent Read(string path)
    {
        using var stream = File.OpenRead(path);
        var header = ReadHeader(stream, path, out var dataStart);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var tensors = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        foreach (var property in header.Properties())
        {
            if (property.Name == "__metadata__")
            {
                foreach (var entry in (property.Value as JObject ?? throw Damaged(path, "its __metadata__ is not an object")).Properties())
                {
                    metadata[entry.Name] = (string?)entry.Value ?? "";
                }

                continue;
            }

            tensors[property.Name] = ReadTensor(stream, path, property, dataStart);
        }

        return new SafetensorsContent(tensors, metadata);
    }

    private static JObject ReadHeader(FileStream stream, string path, out long dataStart)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
        {
            throw Damaged(path, $"it has only {stream.Length} bytes");
        }

        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length < 2 || length > MaxHeaderBytes || length > stream.Length - 8)
        {
            throw Damaged(path, $"its header claims {length} bytes, the file has {stream.Length}");
        }

        var text = new byte[length];
        stream.ReadExactly(text);
        dataStart = 8 + length;
        try
        {
            return JObject.Parse(Encoding.UTF8.GetString(text));
        }
        catch (JsonException e)
        {
            throw Damaged(path, "its header is not JSON", e);
        }
    }

    private static NamedTensor ReadTensor(FileStream stream, string path, JProperty property, long dataStart)
    {
        var name = property.Name;
        string? dtype;
        long[] shape, offsets;
        try
        {
            dtype = (string?)property.Value["dtype"];
            shape = property.Value["shape"]!.ToObject<long[]>()!;
            offsets = property.Value["data_offsets"]!.ToObject<long[]>()!;
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            throw Damaged(path, $"tensor {name} has no valid dtype, shape and data_offsets", e);
        }

        var size = dtype switch
        {
            "F32" => 4,
            "F16" or "BF16" => 2,
            "F64" => 8,
            _ => throw Damaged(path, $"tensor {name} has type {dtype}; F32, F16, BF16 and F64 can be read"),
        };
        var dataBytes = stream.Length - dataStart;
        if (shape.Any(s => s < 0) || shape.Aggregate(1.0, (a, b) => a * b) * size > dataBytes
            || offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > dataBytes
            || offsets[1] - offsets[0] != shape.Aggregate(1L, (a, b) => a * b) * size)
        {
            throw Damaged(path, $"tensor {name} of shape {Text(shape)} and type {dtype} claims bytes [{string.Join(", ", offsets)}] of {dataBytes}");
        }

        var raw = new byte[offsets[1] - offsets[0]];
        stream.Position = dataStart + offsets[0];
        stream.ReadExactly(raw);
        return new NamedTensor(name, shape, ToFloats(raw, dtype));
    }

    private static float[] ToFloats(byte[] raw, string dtype)
    {
        switch (dtype)
        {
            case "F32":
                return MemoryMarshal.Cast<byte, float>(raw).ToArray();
            case "F64":
                return Array.ConvertAll(MemoryMarshal.Cast<byte, double>(raw).ToArray(), v => (float)v);
            case "F16":
                return Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(raw).ToArray(), v => (float)v);
            default: // BF16 is the upper half of a float
                return Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(raw).ToArray(), v => BitConverter.Int32BitsToSingle(v << 16));
        }
    }

    private static string Text(long[] shape) => $"({string.Join(", ", shape)})";

    private static UserAdviceException Damaged(string path, string what, Exception? cause = null) =>
        new($"{path} is damaged or is not a safetensors file: {what}. Copy the model folder again or restore a backup.", cause);
}

/// <summary>What a safetensors file holds.</summary>
/// <param name="Tensors">Tensors by name.</param>
/// <param name="Metadata">Text entries of the header.</param>
public sealed record SafetensorsContent(IReadOnlyDictionary<string, NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata);
