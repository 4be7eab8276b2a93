using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace FijiBridge.Engine.Data;

/// <summary>
/// The .npy array format of numpy, versions 1 to 3: magic, header as a Python dictionary, raw values. Little-endian,
/// C order (last axis fastest).
/// </summary>
internal static partial class NpyFormat
{
    private static readonly byte[] s_magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>What a header says.</summary>
    /// <param name="Type">Type as numpy writes it, for example "&lt;u2".</param>
    /// <param name="Shape">Sizes of the axes.</param>
    /// <param name="DataStart">First byte of the values.</param>
    public sealed record Header(string Type, int[] Shape, int DataStart);

    /// <summary>Writes an array.</summary>
    public static void Write<T>(Stream stream, string type, ReadOnlySpan<int> shape, IEnumerable<T[]> parts)
        where T : unmanaged
    {
        var sizes = string.Join(", ", shape.ToArray().Select(n => n.ToString(CultureInfo.InvariantCulture)));
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes}{(shape.Length == 1 ? "," : "")}), }}";
        var padding = (64 - ((10 + text.Length + 1) % 64)) % 64; // numpy aligns the values to 64 bytes
        var header = Encoding.ASCII.GetBytes(text + new string(' ', padding) + "\n");
        stream.Write(s_magic);
        stream.Write([1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        stream.Write(header);
        foreach (var part in parts)
        {
            stream.Write(MemoryMarshal.AsBytes(part.AsSpan()));
        }
    }

    /// <summary>Reads a header; throws <see cref="InvalidDataException"/> with the reason if it is not one.</summary>
    public static Header ReadHeader(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file.StartsWith(s_magic))
        {
            throw new InvalidDataException("it is not a numpy array");
        }

        var isLong = file[6] >= 2;
        var start = isLong ? 12 : 10;
        var length = isLong ? BinaryPrimitives.ReadUInt32LittleEndian(file[8..]) : BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        if (start + (long)length > file.Length)
        {
            throw new InvalidDataException("its header is cut off");
        }

        var text = Encoding.UTF8.GetString(file.Slice(start, (int)length));
        var type = TypePattern().Match(text);
        var shape = ShapePattern().Match(text);
        if (!type.Success || !shape.Success)
        {
            throw new InvalidDataException($"its header is \"{text.Trim()}\"");
        }

        if (OrderPattern().Match(text).Groups[1].Value == "True")
        {
            throw new InvalidDataException("it is in Fortran order; save numpy.ascontiguousarray(array)");
        }

        var sizes = shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new Header(type.Groups[1].Value, [.. sizes.Select(n => int.Parse(n, CultureInfo.InvariantCulture))], start + (int)length);
    }

    /// <summary>The values of an array, or of part of it, copied.</summary>
    public static T[] Values<T>(ReadOnlySpan<byte> file, Header header, long first, int count)
        where T : unmanaged
    {
        var size = Marshal.SizeOf<T>();
        if (header.DataStart + ((first + count) * size) > file.Length)
        {
            throw new InvalidDataException("its values are cut off");
        }

        return MemoryMarshal.Cast<byte, T>(file.Slice(header.DataStart + (int)(first * size), count * size)).ToArray();
    }

    [GeneratedRegex("'descr':\\s*'([^']*)'")]
    private static partial Regex TypePattern();

    [GeneratedRegex("'shape':\\s*\\(([\\d, ]*)\\)")]
    private static partial Regex ShapePattern();

    [GeneratedRegex("'fortran_order':\\s*(True|False)")]
    private static partial Regex OrderPattern();
}
