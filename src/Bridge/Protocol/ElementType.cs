namespace FijiBridge.Bridge.Protocol;

/// <summary>
/// Element types of arrays, by their names in the protocol ("dtype"). All are little-endian in shared memory. Appose also
/// knows complex64 and complex128, which no operation of this worker takes.
/// </summary>
public sealed class ElementType
{
    private static readonly ElementType[] All =
    [
        new("uint8", 1), new("uint16", 2), new("uint32", 4), new("uint64", 8),
        new("int8", 1), new("int16", 2), new("int32", 4), new("int64", 8),
        new("float32", 4), new("float64", 8), new("bool", 1),
    ];

    private ElementType(string name, int sizeBytes)
    {
        Name = name;
        SizeBytes = sizeBytes;
    }

    /// <summary>8-bit unsigned.</summary>
    public static ElementType UInt8 { get; } = Parse("uint8");

    /// <summary>16-bit unsigned.</summary>
    public static ElementType UInt16 { get; } = Parse("uint16");

    /// <summary>32-bit signed.</summary>
    public static ElementType Int32 { get; } = Parse("int32");

    /// <summary>32-bit float.</summary>
    public static ElementType Float32 { get; } = Parse("float32");

    /// <summary>Name in the protocol.</summary>
    public string Name { get; }

    /// <summary>Bytes per element.</summary>
    public int SizeBytes { get; }

    /// <summary>The type with that name.</summary>
    /// <exception cref="ProtocolException">There is none.</exception>
    public static ElementType Parse(string? name) =>
        All.FirstOrDefault(t => t.Name == name)
        ?? throw new ProtocolException($"The dtype '{name}' is not known; use one of {string.Join(", ", All.Select(t => t.Name))}.");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
