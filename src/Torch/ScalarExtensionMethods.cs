namespace TorchSharp;

/// <summary>Numbers to <see cref="Scalar"/> and back.</summary>
public static class ScalarExtensionMethods
{
    /// <summary>A scalar of a whole number.</summary>
    public static Scalar ToScalar(this int value) => value;
    /// <summary>A scalar of a whole number.</summary>
    public static Scalar ToScalar(this long value) => value;
    /// <summary>A scalar of a real number.</summary>
    public static Scalar ToScalar(this float value) => value;
    /// <summary>A scalar of a real number.</summary>
    public static Scalar ToScalar(this double value) => value;
    /// <summary>A scalar of a truth value.</summary>
    public static Scalar ToScalar(this bool value) => value;
    /// <summary>The number as 32-bit real.</summary>
    public static float ToSingle(this Scalar value) => (float)value.AsDouble;
    /// <summary>The number as 64-bit real.</summary>
    public static double ToDouble(this Scalar value) => value.AsDouble;
    /// <summary>The number as 32-bit whole.</summary>
    public static int ToInt32(this Scalar value) => (int)value.AsLong;
    /// <summary>The number as 64-bit whole.</summary>
    public static long ToInt64(this Scalar value) => value.AsLong;
    /// <summary>True when the number is not 0.</summary>
    public static bool ToBoolean(this Scalar value) => value.AsDouble != 0;
}
