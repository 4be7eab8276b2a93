using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Protocol;

/// <summary>
/// A packed, little-endian array in C order (the last axis runs fastest) at the start of a block of shared memory. A 3 x 2
/// image (width 3, height 2) has shape [2, 3] and is stored p(0,0) p(1,0) p(2,0) p(0,1) p(1,1) p(2,1), with p(x,y).
/// </summary>
/// <param name="Type">Type of the elements.</param>
/// <param name="Shape">Extents, slowest axis first.</param>
/// <param name="ShmName">Name of the shared memory.</param>
/// <param name="ShmSize">Its bytes ("rsize"), at least those of the elements.</param>
public sealed record NDArray(ElementType Type, IReadOnlyList<long> Shape, string ShmName, long ShmSize)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, extent) => checked(product * extent));

    /// <summary>Bytes of the elements.</summary>
    public long Bytes => checked(Count * Type.SizeBytes);

    /// <summary>Describes an array that lies in a block of this process.</summary>
    public static NDArray In(SharedMemory block, ElementType type, params IReadOnlyList<long> shape) => new(type, shape, block.Name, block.Length);

    /// <summary>Reads {"appose_type":"ndarray","dtype":…,"shape":[…],"shm":{…}}.</summary>
    /// <exception cref="ProtocolException">It is not an array; the message starts with <paramref name="name"/>.</exception>
    public static NDArray FromJson(JToken? json, string name)
    {
        try
        {
            if (json is not JObject o || o.Value<string>("appose_type") != "ndarray" || o["shape"] is not JArray shape)
            {
                throw new ProtocolException("needs {\"appose_type\":\"ndarray\",\"dtype\":…,\"shape\":[…],\"shm\":{…}}");
            }

            var (shmName, shmSize) = ShmFromJson(o["shm"]);
            var extents = shape.Select(e => e.Type == JTokenType.Integer && e.Value<long>() >= 0
                ? e.Value<long>()
                : throw new ProtocolException($"has a shape that is not whole numbers: {shape.ToString(Newtonsoft.Json.Formatting.None)}")).ToList();
            var array = new NDArray(ElementType.Parse(o.Value<string>("dtype")), extents, shmName, shmSize);
            return array.Bytes > shmSize
                ? throw new ProtocolException($"needs {array.Bytes} bytes, but its shm has an rsize of {shmSize}")
                : array;
        }
        catch (Exception e) when (e is ProtocolException or OverflowException or InvalidCastException or FormatException)
        {
            throw new ProtocolException($"The array '{name}': {e.Message.TrimEnd('.')}.", null, e);
        }
    }

    /// <summary>Reads {"appose_type":"shm","name":…,"rsize":…}.</summary>
    public static (string Name, long Size) ShmFromJson(JToken? json) =>
        json is JObject o && o.Value<string>("appose_type") == "shm" && o.Value<string>("name") is { } name && o.Value<long?>("rsize") is { } size
            ? (name, size)
            : throw new ProtocolException("needs shared memory as {\"appose_type\":\"shm\",\"name\":…,\"rsize\":…}");

    /// <summary>Writes the array for a message.</summary>
    public JObject ToJson() => new()
    {
        ["appose_type"] = "ndarray",
        ["dtype"] = Type.Name,
        ["shape"] = new JArray(Shape),
        ["shm"] = new JObject { ["appose_type"] = "shm", ["name"] = ShmName, ["rsize"] = ShmSize },
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Type} ({string.Join(", ", Shape)})";
}
