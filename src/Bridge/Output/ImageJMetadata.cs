using System.Buffers.Binary;
using System.Text;

namespace FijiBridge.Bridge.Output;

/// <summary>
/// What ImageJ keeps of a stack beside its description, in two tags of its TIFFs: a name of each slice and the range of values that is
/// shown of each channel. <see cref="Bytes"/> goes into tag 50839, the sizes of its parts into tag 50838.
/// </summary>
internal sealed class ImageJMetadata
{
    /// <summary>Tag of <see cref="Sizes"/>.</summary>
    public const ushort SizesTag = 50838;

    /// <summary>Tag of <see cref="Bytes"/>.</summary>
    public const ushort BytesTag = 50839;

    private const int Magic = 0x494a494a; // IJIJ
    private const int Labels = 0x6c61626c; // labl
    private const int Ranges = 0x72616e67; // rang
    private const int KindBytes = 2 * sizeof(int);

    /// <summary>Of a stack of one slice per channel.</summary>
    /// <param name="names">Name of each slice.</param>
    /// <param name="ranges">Least and largest value shown of each channel.</param>
    public ImageJMetadata(IReadOnlyList<string> names, IReadOnlyList<(double Min, double Max)> ranges)
    {
        byte[][] labels = [.. names.Select(Encoding.Unicode.GetBytes)];
        var header = new byte[sizeof(int) + (2 * KindBytes)];
        WriteInts(header, Magic, Labels, labels.Length, Ranges, 1);
        var values = new byte[ranges.Count * 2 * sizeof(double)];
        for (var i = 0; i < ranges.Count; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(values.AsSpan(i * 2 * sizeof(double)), ranges[i].Min);
            BinaryPrimitives.WriteDoubleLittleEndian(values.AsSpan(((i * 2) + 1) * sizeof(double)), ranges[i].Max);
        }

        byte[][] parts = [header, .. labels, values];
        Sizes = [.. parts.Select(p => p.Length)];
        Bytes = [.. parts.SelectMany(p => p)];
    }

    /// <summary>Bytes of each part: the kinds, each name, the ranges.</summary>
    public int[] Sizes { get; }

    /// <summary>All parts, little-endian.</summary>
    public byte[] Bytes { get; }

    /// <summary>Writes the sizes as the tag holds them.</summary>
    public void WriteSizes(Span<byte> destination) => WriteInts(destination, Sizes);

    private static void WriteInts(Span<byte> destination, params ReadOnlySpan<int> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(destination[(i * sizeof(int))..], values[i]);
        }
    }
}
