namespace TorchSharp;

public static partial class torch
{
    /// <summary>The type of a tensor's elements, with libtorch's numbers.</summary>
    public enum ScalarType : sbyte
    {
        /// <summary>0 to 255.</summary>
        Byte = 0,
        /// <summary>-128 to 127.</summary>
        Int8 = 1,
        /// <summary>16-bit whole number.</summary>
        Int16 = 2,
        /// <summary>32-bit whole number.</summary>
        Int32 = 3,
        /// <summary>64-bit whole number.</summary>
        Int64 = 4,
        /// <summary>16-bit IEEE number.</summary>
        Float16 = 5,
        /// <summary>32-bit IEEE number.</summary>
        Float32 = 6,
        /// <summary>64-bit IEEE number.</summary>
        Float64 = 7,
        /// <summary>Two 32-bit numbers.</summary>
        ComplexFloat32 = 9,
        /// <summary>Two 64-bit numbers.</summary>
        ComplexFloat64 = 10,
        /// <summary>Truth value.</summary>
        Bool = 11,
        /// <summary>Quantized, signed 8 bit.</summary>
        QInt8 = 12,
        /// <summary>Quantized, unsigned 8 bit.</summary>
        QUInt8 = 13,
        /// <summary>Quantized, 32 bit.</summary>
        QInt32 = 14,
        /// <summary>16 bits with the range of a 32-bit number.</summary>
        BFloat16 = 15,
    }

    /// <summary>Truth value.</summary>
    public static ScalarType @bool = ScalarType.Bool;
    /// <summary>0 to 255.</summary>
    public static ScalarType uint8 = ScalarType.Byte;
    /// <summary>-128 to 127.</summary>
    public static ScalarType int8 = ScalarType.Int8;
    /// <summary>16-bit whole number.</summary>
    public static ScalarType int16 = ScalarType.Int16;
    /// <summary>32-bit whole number.</summary>
    public static ScalarType int32 = ScalarType.Int32;
    /// <summary>64-bit whole number.</summary>
    public static ScalarType int64 = ScalarType.Int64;
    /// <summary>16 bits with the range of a 32-bit number.</summary>
    public static ScalarType bfloat16 = ScalarType.BFloat16;
    /// <summary>16-bit IEEE number.</summary>
    public static ScalarType float16 = ScalarType.Float16;
    /// <summary>32-bit IEEE number.</summary>
    public static ScalarType float32 = ScalarType.Float32;
    /// <summary>64-bit IEEE number.</summary>
    public static ScalarType float64 = ScalarType.Float64;
    /// <summary>64-bit whole number.</summary>
    public static ScalarType @long = ScalarType.Int64;
    /// <summary>32-bit whole number.</summary>
    public static ScalarType @int = ScalarType.Int32;
    /// <summary>32-bit IEEE number.</summary>
    public static ScalarType @float = ScalarType.Float32;
    /// <summary>64-bit IEEE number.</summary>
    public static ScalarType @double = ScalarType.Float64;

    /// <summary>The type of new tensors of real numbers: Float32.</summary>
    public static ScalarType get_default_dtype() => ScalarType.Float32;

    /// <summary>The element type that holds a C# type.</summary>
    internal static ScalarType ScalarTypeOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => ScalarType.Byte,
        TypeCode.SByte => ScalarType.Int8,
        TypeCode.Int16 => ScalarType.Int16,
        TypeCode.Int32 => ScalarType.Int32,
        TypeCode.Int64 => ScalarType.Int64,
        TypeCode.Single => ScalarType.Float32,
        TypeCode.Double => ScalarType.Float64,
        TypeCode.Boolean => ScalarType.Bool,
        _ when type == typeof(Half) => ScalarType.Float16,
        _ => throw new NotSupportedException($"Tensors have no elements of type {type.Name}."),
    };
}
