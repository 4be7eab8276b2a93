using System.Buffers.Binary;
using System.Text;

namespace FijiBridge.Engine.Models;

/// <summary>
/// Writes Python's pickle format, protocol 2, as far as PyTorch's files need it: names, text, whole numbers, tuples, dictionaries
/// and tensors, whose values lie in files of their own beside it.
/// </summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream _out = new();

    /// <summary>Begins a pickle.</summary>
    public PickleWriter() => Code(0x80, 2);

    /// <summary>Ends the pickle and gives it.</summary>
    public byte[] End()
    {
        Code('.');
        return _out.ToArray();
    }

    /// <summary>Puts bytes of the format as they are.</summary>
    public PickleWriter Code(params int[] codes)
    {
        foreach (var code in codes)
        {
            _out.WriteByte((byte)code);
        }

        return this;
    }

    /// <summary>A class or function of a Python module.</summary>
    public PickleWriter Global(string module, string name)
    {
        Code('c');
        _out.Write(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));
        return this;
    }

    /// <summary>A string.</summary>
    public PickleWriter Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Code('X');
        Int32(bytes.Length);
        _out.Write(bytes);
        return this;
    }

    /// <summary>A whole number of at most 32 bits.</summary>
    public PickleWriter Int(long value)
    {
        Code('J');
        Int32(checked((int)value));
        return this;
    }

    /// <summary>A truth value.</summary>
    public PickleWriter Bool(bool value) => Code(value ? 0x88 : 0x89);

    /// <summary>A tuple of whole numbers.</summary>
    public PickleWriter Tuple(IEnumerable<long> values)
    {
        Code('(');
        foreach (var value in values)
        {
            Int(value);
        }

        return Code('t');
    }

    /// <summary>A contiguous float tensor whose values are in the file data/KEY of the same archive.</summary>
    /// <param name="key">Name of the file.</param>
    /// <param name="shape">Extents, outermost first.</param>
    /// <param name="half">Its values are of 16 bits.</param>
    public PickleWriter FloatTensor(string key, long[] shape, bool half = false)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            strides[d] = stride;
            stride *= shape[d];
        }

        Global("torch._utils", "_rebuild_tensor_v2").Code('(');
        Code('(').Text("storage").Global("torch", half ? "HalfStorage" : "FloatStorage").Text(key).Text("cpu").Int(stride).Code('t', 'Q');
        Int(0).Tuple(shape).Tuple(strides).Bool(false);
        return Global("collections", "OrderedDict").Code(')', 'R', 't', 'R');
    }

    private void Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _out.Write(bytes);
    }
}
