using TorchSharp.PInvoke;

namespace TorchSharp;

/// <summary>A number that is an argument of an operator; made from C# numbers by itself.</summary>
public sealed class Scalar : IDisposable
{
    private readonly double real;
    private readonly long whole;

    private Scalar(torch.ScalarType type, double real, long whole)
    {
        Type = type;
        this.real = real;
        this.whole = whole;
    }

    /// <summary>The element type of the number.</summary>
    public torch.ScalarType Type { get; }

    private bool IsReal => Type is torch.ScalarType.Float16 or torch.ScalarType.Float32 or torch.ScalarType.Float64;

    internal Arg ToArg() => IsReal ? real : Type == torch.ScalarType.Bool ? whole != 0 : whole;

    /// <summary>The type of a tensor filled with this number when none is given: 32-bit real, 64-bit whole or truth value.</summary>
    internal torch.ScalarType DefaultTensorType =>
        IsReal ? torch.ScalarType.Float32 : Type == torch.ScalarType.Bool ? torch.ScalarType.Bool : torch.ScalarType.Int64;

    internal double AsDouble => IsReal ? real : whole;

    internal long AsLong => IsReal ? (long)real : whole;

    internal static Scalar FromVal(in Val value) => value.Tag switch
    {
        Tag.Double => value.Double,
        Tag.Bool => value.Long != 0,
        _ => value.Long,
    };

    /// <summary>A whole number of 8 bits.</summary>
    public static implicit operator Scalar(byte value) => new(torch.ScalarType.Byte, 0, value);
    /// <summary>A whole number of 8 bits with sign.</summary>
    public static implicit operator Scalar(sbyte value) => new(torch.ScalarType.Int8, 0, value);
    /// <summary>A whole number of 16 bits.</summary>
    public static implicit operator Scalar(short value) => new(torch.ScalarType.Int16, 0, value);
    /// <summary>A whole number of 32 bits.</summary>
    public static implicit operator Scalar(int value) => new(torch.ScalarType.Int32, 0, value);
    /// <summary>A whole number of 64 bits.</summary>
    public static implicit operator Scalar(long value) => new(torch.ScalarType.Int64, 0, value);
    /// <summary>A real number of 16 bits.</summary>
    public static implicit operator Scalar(Half value) => new(torch.ScalarType.Float16, (double)value, 0);
    /// <summary>A real number of 32 bits.</summary>
    public static implicit operator Scalar(float value) => new(torch.ScalarType.Float32, value, 0);
    /// <summary>A real number of 64 bits.</summary>
    public static implicit operator Scalar(double value) => new(torch.ScalarType.Float64, value, 0);
    /// <summary>A truth value.</summary>
    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, 0, value ? 1 : 0);

    /// <summary>Does nothing: there is no native memory behind it.</summary>
    public void Dispose() { }
}
