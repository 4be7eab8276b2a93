using System.IO.Compression;
using System.Runtime.InteropServices;

namespace FijiBridge.Engine.Models;

/// <summary>
/// Reads the weights files that <c>torch.save</c> makes of a state dict, or of a checkpoint that holds one: a zip with a pickle that
/// names tensors, and their values. Tensors alone are taken; a pickle that names anything else is refused by that name.
/// </summary>
internal static class TorchWeightsFile
{
    private const long MostBytes = 4L << 30;
    private const string FloatStorage = "torch.FloatStorage";
    private const string HalfStorage = "torch.HalfStorage";

    // where the usual trainers keep the state dict in a checkpoint
    private static readonly string[] CheckpointKeys = ["state_dict", "model_state_dict", "model", "net", "weights"];

    /// <summary>Reads the float tensors by name; "module." before all names is dropped. Counters and other whole numbers are left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="remedy">What to do about a damaged file; that for a stranger's weights when null.</param>
    /// <returns>Tensors whose numbers need not be finite: <see cref="ModuleWeights.Check"/> looks at them.</returns>
    /// <exception cref="UserAdviceException">It is damaged, of an old kind, or holds more than tensors.</exception>
    public static IReadOnlyDictionary<string, NamedTensor> Read(string path, string? remedy = null)
    {
        using var file = File.OpenRead(path);
        return Read(file, path, remedy);
    }

    /// <summary>Reads the tensors from a stream.</summary>
    /// <param name="stream">The file; can seek.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="remedy">What to do about a damaged file; that for a stranger's weights when null.</param>
    public static IReadOnlyDictionary<string, NamedTensor> Read(Stream stream, string path, string? remedy = null)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var pickle = zip.Entries.FirstOrDefault(e => e.Name == "data.pkl") ?? throw new InvalidDataException("it has no data.pkl");
            var folder = pickle.FullName[..^"data.pkl".Length];
            if (zip.GetEntry(folder + "constants.pkl") is not null)
            {
                throw new InvalidDataException("it is a TorchScript network, not a state dict");
            }

            if (zip.GetEntry(folder + "byteorder") is { } order && Text(order) == "big")
            {
                throw new InvalidDataException("its numbers are big-endian, from another kind of processor");
            }

            var top = new Reader(Bytes(pickle), zip, folder).Read();
            var tensors = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
            Collect(StateDict(top), tensors);
            return tensors.Count > 0 ? tensors : throw new InvalidDataException("it holds no tensors of floats");
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException or IndexOutOfRangeException)
        {
            var old = e.Message.Contains("Central Directory", StringComparison.Ordinal);
            throw new UserAdviceException(
                $"{path} cannot be read as PyTorch weights: {(old ? "it is no zip, damaged or of before PyTorch 1.6" : e.Message.TrimEnd('.'))}; {remedy ?? "ask for the model's state dict, saved with torch.save(model.state_dict(), file)"}.", e);
        }
    }

    private static Dictionary<object, object?> StateDict(object? top)
    {
        for (var depth = 0; depth < 3 && top is Dictionary<object, object?> table; depth++)
        {
            var inner = CheckpointKeys.Select(k => table.GetValueOrDefault(k)).FirstOrDefault(v => v is Dictionary<object, object?>);
            if (inner is null && table.Values.Any(v => v is Tensor))
            {
                return table;
            }

            top = inner;
        }

        throw new InvalidDataException("it holds no dictionary of tensors");
    }

    private static void Collect(Dictionary<object, object?> table, Dictionary<string, NamedTensor> tensors)
    {
        var parallel = table.Keys.All(k => k is string name && name.StartsWith("module.", StringComparison.Ordinal));
        foreach (var (key, value) in table)
        {
            if (key is not string name || value is not Tensor tensor || tensor.Storage.Size == 0 || name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            {
                continue; // counters, and what trainers note beside the weights
            }

            name = parallel ? name["module.".Length..] : name;
            tensors[name] = new NamedTensor(name, tensor.Shape, tensor.Values());
        }
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        if (entry.Length > Math.Min(MostBytes, Array.MaxLength))
        {
            throw new InvalidDataException($"its entry {entry.FullName} claims {entry.Length} bytes, more than a model has");
        }

        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            ? bytes
            : throw new InvalidDataException($"its entry {entry.FullName} is shorter than it claims");
    }

    private static string Text(ZipArchiveEntry entry) => System.Text.Encoding.ASCII.GetString(Bytes(entry)).Trim();

    /// <summary>Values of one type in an entry of the zip; <paramref name="Size"/> is 0 for whole numbers, which are not read.</summary>
    private sealed record Storage(string Key, string Type, int Size, Lazy<byte[]> Data);

    private sealed record Tensor(Storage Storage, long Offset, long[] Shape, long[] Strides)
    {
        /// <summary>The values in C order.</summary>
        public float[] Values()
        {
            var count = Shape.Aggregate(1L, (a, b) => checked(a * b));
            if (count == 0)
            {
                return [];
            }

            var last = Offset + Shape.Zip(Strides).Sum(p => (p.First - 1) * p.Second);
            var data = Storage.Data.Value;
            if (Shape.Any(n => n < 0) || Strides.Any(n => n < 0) || Offset < 0 || (last + 1) * Storage.Size > data.Length)
            {
                throw new InvalidDataException($"a tensor of shape ({string.Join(", ", Shape)}) reaches beyond its values");
            }

            if (count > data.Length / Storage.Size)
            {
                throw new InvalidDataException($"a tensor of shape ({string.Join(", ", Shape)}) has more elements than its file has values");
            }

            var result = new float[count];
            if (IsContiguous() && Storage.Type is FloatStorage or HalfStorage)
            {
                var bytes = data.AsSpan(checked((int)(Offset * Storage.Size)), result.Length * Storage.Size);
                if (Storage.Type == FloatStorage)
                {
                    bytes.CopyTo(MemoryMarshal.AsBytes(result.AsSpan()));
                    return result;
                }

                var halves = MemoryMarshal.Cast<byte, Half>(bytes);
                for (var i = 0; i < result.Length; i++)
                {
                    result[i] = (float)halves[i];
                }

                return result;
            }

            var index = new long[Shape.Length];
            for (long i = 0; i < count; i++)
            {
                long at = Offset;
                for (var d = 0; d < index.Length; d++)
                {
                    at += index[d] * Strides[d];
                }

                result[i] = Float(data.AsSpan(checked((int)(at * Storage.Size)), Storage.Size));
                for (var d = index.Length - 1; d >= 0 && ++index[d] == Shape[d]; d--)
                {
                    index[d] = 0;
                }
            }

            return result;
        }

        private bool IsContiguous()
        {
            var next = 1L;
            for (var d = Shape.Length - 1; d >= 0; next *= Shape[d--])
            {
                if (Shape[d] > 1 && Strides[d] != next)
                {
                    return false;
                }
            }

            return true;
        }

        private float Float(ReadOnlySpan<byte> bytes) => Storage.Type switch
        {
            FloatStorage => MemoryMarshal.Read<float>(bytes),
            "torch.DoubleStorage" => (float)MemoryMarshal.Read<double>(bytes),
            HalfStorage => (float)MemoryMarshal.Read<Half>(bytes),
            _ => BitConverter.Int32BitsToSingle(MemoryMarshal.Read<ushort>(bytes) << 16), // bfloat16 is the upper half of a float
        };
    }

    private sealed class Reader(byte[] pickle, ZipArchive zip, string folder) : PickleReader(pickle)
    {
        private readonly Dictionary<string, Lazy<byte[]>> _data = new(StringComparer.Ordinal);

        protected override object? Call(PickleGlobal function, object?[] arguments) => function.Name switch
        {
            "collections.OrderedDict" when arguments.Length == 0 => new Dictionary<object, object?>(),
            "torch._utils._rebuild_tensor_v2" => new Tensor((Storage)arguments[0]!, (long)arguments[1]!, Longs(arguments[2]), Longs(arguments[3])),
            "torch._utils._rebuild_parameter" => arguments[0],
            "torch.Size" => arguments[0],
            _ => throw Refused(function),
        };

        protected override object? Persistent(object? id)
        {
            if (id is not object?[] { Length: >= 5 } parts || parts is not ["storage", PickleGlobal type, string key, ..])
            {
                throw new InvalidDataException("it refers to something that is no tensor");
            }

            var size = type.Name switch
            {
                FloatStorage => 4,
                "torch.DoubleStorage" => 8,
                HalfStorage or "torch.BFloat16Storage" => 2,
                "torch.LongStorage" or "torch.IntStorage" or "torch.ShortStorage" or "torch.CharStorage" or "torch.ByteStorage" or "torch.BoolStorage" => 0,
                _ => throw Refused(type),
            };
            if (!_data.TryGetValue(key, out var data))
            {
                var entry = zip.GetEntry($"{folder}data/{key}") ?? throw new InvalidDataException($"the values data/{key} of a tensor are missing");
                _data[key] = data = new Lazy<byte[]>(() => Bytes(entry));
            }

            return new Storage(key, type.Name, size, data);
        }

        private static long[] Longs(object? tuple) => [.. ((object?[])tuple!).Select(v => (long)v!)];
    }
}
