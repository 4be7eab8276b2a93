namespace FijiBridge.Bridge.Jvm;

/// <summary>One argument of a Java call.</summary>
public readonly struct JavaValue
{
    private JavaValue(long bits, object? reference)
    {
        Bits = bits;
        Reference = reference;
    }

    /// <summary>The value of a primitive as it lies in a JNI jvalue (little-endian, upper bytes zero).</summary>
    internal long Bits { get; }

    /// <summary>A string, an <see cref="IJavaObject"/>, or null.</summary>
    internal object? Reference { get; }

    /// <summary>A Java null.</summary>
    public static JavaValue Null => default;

    /// <summary>A Java int (also short, char and byte).</summary>
    public static implicit operator JavaValue(int value) => new((uint)value, null);

    /// <summary>A Java long.</summary>
    public static implicit operator JavaValue(long value) => new(value, null);

    /// <summary>A Java boolean.</summary>
    public static implicit operator JavaValue(bool value) => new(value ? 1 : 0, null);

    /// <summary>A Java float.</summary>
    public static implicit operator JavaValue(float value) => new(BitConverter.SingleToUInt32Bits(value), null);

    /// <summary>A Java double.</summary>
    public static implicit operator JavaValue(double value) => new(BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>A java.lang.String, made for the call and released after it.</summary>
    public static implicit operator JavaValue(string? value) => new(0, value);

    /// <summary>An object; a method because C# has no conversions from interfaces.</summary>
    public static JavaValue Of(IJavaObject? value) => new(0, value);
}
