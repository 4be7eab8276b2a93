using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using FijiBridge.Engine.Models;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// Reads the variables of a TensorFlow SavedModel: variables.index, a sorted table (of blocks with keys that share their beginnings)
/// from names to places, and the values in variables.data-*. Float variables alone are read, without TensorFlow.
/// </summary>
internal sealed class TensorBundle
{
    private const ulong Magic = 0xdb4775248b80fb57;
    private const int FooterBytes = 48;
    private const int Float = 1;
    private const int Text = 7;
    private const string ObjectGraph = "_CHECKPOINTABLE_OBJECT_GRAPH";
    private readonly string _folder;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<int, byte[]> _shards = [];
    private int _shardCount = 1;

    private TensorBundle(string folder) => _folder = folder;

    private sealed record Entry(long Type, long[] Shape, int Shard, long Offset, long Size);

    /// <summary>The float variables by name: those of the graph ("features/kernel"), also where a newer TensorFlow saved them by objects.</summary>
    /// <param name="folder">The folder "variables".</param>
    /// <exception cref="UserAdviceException">A file is missing or damaged.</exception>
    public static IReadOnlyDictionary<string, NamedTensor> Read(string folder)
    {
        var bundle = new TensorBundle(folder);
        try
        {
            bundle.ReadIndex(File.ReadAllBytes(Path.Combine(folder, "variables.index")));
            var names = bundle.NamesOfObjects();
            return bundle._entries.Where(e => e.Value.Type == Float)
                .Select(e => bundle.Tensor(names.GetValueOrDefault(e.Key, e.Key), e.Value))
                .DistinctBy(t => t.Name).ToDictionary(t => t.Name);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            throw new UserAdviceException($"The TensorFlow variables in {folder} cannot be read: {e.Message.TrimEnd('.')}; ask for the model again.", e);
        }
    }

    private void ReadIndex(byte[] file)
    {
        if (file.Length < FooterBytes || BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(file.Length - 8)) != Magic)
        {
            throw new InvalidDataException("variables.index is not a table of variables");
        }

        var at = file.Length - FooterBytes;
        _ = Handle(file, ref at); // of the meta block
        foreach (var (_, handle) in Block(file, Handle(file, ref at)))
        {
            var start = 0;
            foreach (var (key, value) in Block(file, Handle(handle.Span, ref start)))
            {
                Add(Encoding.UTF8.GetString(key), ProtobufReader.Read(value));
            }
        }
    }

    private void Add(string name, IReadOnlyList<ProtobufField> fields)
    {
        long Number(int id) => fields.LastOrDefault(f => f.Id == id)?.Long ?? 0;
        if (name.Length == 0)
        {
            _shardCount = (int)Math.Max(1, Number(1));
            if (Number(2) != 0)
            {
                throw new InvalidDataException("its numbers are big-endian");
            }

            return;
        }

        long[] shape = [.. (fields.FirstOrDefault(f => f.Id == 2)?.Message ?? []).Where(f => f.Id == 2).Select(d => d.Message.FirstOrDefault(f => f.Id == 1)?.Long ?? 0)];
        _entries[name] = new Entry(Number(1), shape, (int)Number(3), Number(4), Number(5));
    }

    private NamedTensor Tensor(string name, Entry entry)
    {
        var count = entry.Shape.Aggregate(1L, (a, b) => checked(a * b));
        if (count * sizeof(float) != entry.Size)
        {
            throw new InvalidDataException($"the variable {name} of shape ({string.Join(", ", entry.Shape)}) has {entry.Size} bytes");
        }

        var values = MemoryMarshal.Cast<byte, float>(Bytes(entry)).ToArray();
        return values.All(float.IsFinite)
            ? new NamedTensor(name, entry.Shape, values)
            : throw new InvalidDataException($"the variable {name} holds numbers that are not finite");
    }

    private ReadOnlySpan<byte> Bytes(Entry entry)
    {
        if (!_shards.TryGetValue(entry.Shard, out var shard))
        {
            _shards[entry.Shard] = shard = File.ReadAllBytes(Path.Combine(_folder, $"variables.data-{entry.Shard:00000}-of-{_shardCount:00000}"));
        }

        return shard.AsSpan(checked((int)entry.Offset), checked((int)entry.Size));
    }

    // TensorFlow 2 saves variables under the way to them through objects, and beside them what they are called in the graph.
    private Dictionary<string, string> NamesOfObjects()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!_entries.TryGetValue(ObjectGraph, out var entry) || entry.Type != Text)
        {
            return names;
        }

        // one text: its length, a checksum of the length, the text
        var bytes = Bytes(entry);
        var at = 0;
        var length = (int)ProtobufReader.VarInt(bytes, ref at);
        var graph = ProtobufReader.Read(bytes.Slice(at + 4, length).ToArray());
        foreach (var attribute in graph.Where(n => n.Id == 1).SelectMany(n => n.Message).Where(f => f.Id == 2).Select(f => f.Message))
        {
            if (attribute.FirstOrDefault(f => f.Id == 3)?.Text is { } key && attribute.FirstOrDefault(f => f.Id == 2)?.Text is { Length: > 0 } name)
            {
                names[key] = name;
            }
        }

        return names;
    }

    private static (long Offset, long Size) Handle(ReadOnlySpan<byte> data, ref int at)
    {
        var offset = (long)ProtobufReader.VarInt(data, ref at);
        return (offset, (long)ProtobufReader.VarInt(data, ref at));
    }

    private static List<(byte[] Key, ReadOnlyMemory<byte> Value)> Block(byte[] file, (long Offset, long Size) handle)
    {
        var block = file.AsMemory(checked((int)handle.Offset), checked((int)handle.Size));
        if (file[checked((int)(handle.Offset + handle.Size))] != 0)
        {
            throw new InvalidDataException("variables.index is compressed, which TensorFlow does not do");
        }

        var data = block.Span;
        var restarts = BinaryPrimitives.ReadInt32LittleEndian(data[^4..]);
        var end = data.Length - 4 - (4 * restarts);
        var entries = new List<(byte[], ReadOnlyMemory<byte>)>();
        byte[] key = [];
        for (var at = 0; at < end;)
        {
            int shared = (int)ProtobufReader.VarInt(data, ref at), own = (int)ProtobufReader.VarInt(data, ref at), length = (int)ProtobufReader.VarInt(data, ref at);
            key = [.. key.AsSpan(0, shared), .. data.Slice(at, own)];
            entries.Add((key, block.Slice(at + own, length)));
            at += own + length;
        }

        return entries;
    }
}
