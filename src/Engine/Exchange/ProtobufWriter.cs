using System.Runtime.InteropServices;
using System.Text;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// Writes one message in the protobuf wire format. Fields of a message are written in any order; an inner message is made by a
/// writer of its own and put in as bytes.
/// </summary>
internal sealed class ProtobufWriter
{
    private const int VarInt = 0;
    private const int Bytes = 2;
    private const int Fixed32 = 5;
    private readonly MemoryStream _out = new();

    /// <summary>The message so far.</summary>
    public ReadOnlySpan<byte> Written => _out.GetBuffer().AsSpan(0, (int)_out.Length);

    /// <summary>An integer or enumeration.</summary>
    public ProtobufWriter Int(int field, long value)
    {
        Tag(field, VarInt);
        Number((ulong)value);
        return this;
    }

    /// <summary>A 32-bit float.</summary>
    public ProtobufWriter Float(int field, float value)
    {
        Tag(field, Fixed32);
        _out.Write(BitConverter.GetBytes(value));
        return this;
    }

    /// <summary>Text.</summary>
    public ProtobufWriter Text(int field, string value) => Raw(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Little-endian floats as bytes.</summary>
    public ProtobufWriter Floats(int field, float[] values) => Raw(field, MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>An inner message.</summary>
    public ProtobufWriter Message(int field, ProtobufWriter message) => Raw(field, message.Written);

    /// <summary>Writes the message to a stream.</summary>
    public void CopyTo(Stream stream) => stream.Write(Written);

    /// <summary>Bytes.</summary>
    public ProtobufWriter Raw(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, Bytes);
        Number((ulong)value.Length);
        _out.Write(value);
        return this;
    }

    private void Tag(int field, int wireType) => Number(((ulong)field << 3) | (uint)wireType);

    private void Number(ulong value)
    {
        while (value >= 0x80)
        {
            _out.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        _out.WriteByte((byte)value);
    }
}
