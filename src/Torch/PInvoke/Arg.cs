using System.Text;

namespace TorchSharp.PInvoke;

/// <summary>A managed argument on its way to an operator. Lists are copied to the stack of the call, so nothing is pinned.</summary>
internal readonly struct Arg
{
    private readonly object? reference;
    private readonly long bits;
    private readonly Tag tag;

    private Arg(Tag tag, long bits, object? reference = null)
    {
        this.tag = tag;
        this.bits = bits;
        this.reference = reference;
    }

    /// <summary>The schema's own default.</summary>
    internal static Arg Default => new(Tag.Default, 0);

    /// <summary>Python's None.</summary>
    internal static Arg None => new(Tag.None, 0);

    public static implicit operator Arg(torch.Tensor? value) => value is null ? None : new(Tag.Tensor, value.Handle, value);
    public static implicit operator Arg(long value) => new(Tag.Int, value);
    public static implicit operator Arg(long? value) => value is { } v ? new(Tag.Int, v) : None;
    public static implicit operator Arg(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(double? value) => value is { } v ? v : None;
    public static implicit operator Arg(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Arg(bool? value) => value is { } v ? v : None;
    public static implicit operator Arg(torch.ScalarType value) => new(Tag.Int, (long)value);
    public static implicit operator Arg(torch.ScalarType? value) => value is { } v ? v : None;
    public static implicit operator Arg(torch.Device? value) =>
        value is null ? None : new(Tag.Device, (long)(uint)value.index << 32 | (uint)value.type);
    public static implicit operator Arg(Scalar? value) => value?.ToArg() ?? None;
    public static implicit operator Arg(torch.Generator? value) => value is null ? None : new(Tag.Box, value.Handle, value);
    public static implicit operator Arg(BoxedValue value) => new(Tag.Box, value.Handle, value);
    public static implicit operator Arg(long[]? value) => value is null ? None : new(Tag.IntList, value.Length, value);
    public static implicit operator Arg(double[]? value) => value is null ? None : new(Tag.DoubleList, value.Length, value);
    public static implicit operator Arg(torch.Tensor?[] value) => new(Tag.TensorList, value.Length, value);
    public static implicit operator Arg(string? value)
    {
        if (value is null) return None;
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        return new(Tag.String, utf8.Length, utf8);
    }

    /// <summary>How many 8-byte slots the list behind this argument takes.</summary>
    internal int Slots => reference switch
    {
        long[] or double[] or torch.Tensor?[] => (int)bits,
        byte[] utf8 => (utf8.Length + 7) / 8,
        _ => 0,
    };

    /// <summary>Writes the argument, with its list in <paramref name="slots"/>.</summary>
    internal unsafe void Write(Val* to, long* slots)
    {
        to->Tag = tag;
        to->N = 0;
        to->Long = bits;
        switch (tag)
        {
            case Tag.Device:
                to->N = (int)(bits >> 32);
                to->Long = (int)(bits & 0xFFFFFFFF);
                break;
            case Tag.IntList or Tag.DoubleList or Tag.TensorList or Tag.String:
                to->N = (int)bits;
                to->Pointer = (nint)slots;
                if (reference is long[] longs) longs.CopyTo(new Span<long>(slots, longs.Length));
                else if (reference is double[] doubles) doubles.CopyTo(new Span<double>(slots, doubles.Length));
                else if (reference is byte[] utf8) utf8.CopyTo(new Span<byte>(slots, utf8.Length));
                else if (reference is torch.Tensor?[] tensors)
                    for (int k = 0; k < tensors.Length; k++) slots[k] = tensors[k] is { } tensor ? tensor.Handle : 0;
                break;
        }
    }
}
