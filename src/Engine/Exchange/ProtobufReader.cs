using System.Runtime.InteropServices;
using System.Text;

namespace FijiBridge.Engine.Exchange;

/// <summary>One field of a protobuf message: a number or bytes, whichever it is.</summary>
/// <param name="Id">Number of the field.</param>
/// <param name="Number">Its value where it is a number (floats as their bits).</param>
/// <param name="Bytes">Its value where it is text, bytes or an inner message.</param>
internal sealed record ProtobufField(int Id, ulong Number, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The bytes as text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>The number as signed.</summary>
    public long Long => (long)Number;

    /// <summary>The number as a 32-bit float.</summary>
    public float Float => BitConverter.UInt32BitsToSingle((uint)Number);

    /// <summary>The fields of an inner message.</summary>
    public IReadOnlyList<ProtobufField> Message => ProtobufReader.Read(Bytes);

    /// <summary>The bytes as little-endian values.</summary>
    public T[] Values<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes.Span).ToArray();
}

/// <summary>Reads messages in the protobuf wire format without their schema.</summary>
internal static class ProtobufReader
{
    /// <summary>The fields of a message in the order of the file.</summary>
    /// <exception cref="InvalidDataException">It is not a message or is cut off.</exception>
    public static IReadOnlyList<ProtobufField> Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<ProtobufField>();
        for (var at = 0; at < message.Length;)
        {
            var tag = VarInt(message.Span, ref at);
            var id = checked((int)(tag >> 3));
            switch (tag & 7)
            {
                case 0:
                    fields.Add(new ProtobufField(id, VarInt(message.Span, ref at), default));
                    break;
                case 1:
                    fields.Add(new ProtobufField(id, MemoryMarshal.Read<ulong>(Slice(message, ref at, 8).Span), default));
                    break;
                case 2:
                    var length = VarInt(message.Span, ref at);
                    fields.Add(new ProtobufField(id, 0, Slice(message, ref at, length)));
                    break;
                case 5:
                    fields.Add(new ProtobufField(id, MemoryMarshal.Read<uint>(Slice(message, ref at, 4).Span), default));
                    break;
                default:
                    throw new InvalidDataException($"a field has the unknown wire type {tag & 7}");
            }
        }

        return fields;
    }

    /// <summary>A number of 7 bits per byte.</summary>
    public static ulong VarInt(ReadOnlySpan<byte> data, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = at < data.Length ? data[at++] : throw new InvalidDataException("a number is cut off");
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number is too long");
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> data, ref int at, ulong length)
    {
        if (length > (ulong)(data.Length - at))
        {
            throw new InvalidDataException("a field is cut off");
        }

        var slice = data.Slice(at, (int)length);
        at += (int)length;
        return slice;
    }
}
