namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of no dimensions with one value.</summary>
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        Filled<float>([scalar], [], null, device, requires_grad);

    /// <summary>A vector with the values of an array, which is copied.</summary>
    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<float>(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of an array in row-major order, which is copied.</summary>
    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<float>(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A vector with the values of a list.</summary>
    public static Tensor tensor(IList<float> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<float>(rawArray.ToArray(), [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of a list in row-major order.</summary>
    public static Tensor tensor(IList<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<float>(rawArray.ToArray(), dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A matrix with the values of an array, which is copied.</summary>
    public static Tensor tensor(float[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(float[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(float[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of a piece of memory in row-major order, which is copied.</summary>
    public static Tensor tensor(Memory<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<float>(rawArray.Span, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A tensor of no dimensions with one value.</summary>
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled<double>([scalar], [], dtype, device, requires_grad);

    /// <summary>A vector with the values of an array, which is copied.</summary>
    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<double>(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of an array in row-major order, which is copied.</summary>
    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<double>(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A vector with the values of a list.</summary>
    public static Tensor tensor(IList<double> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<double>(rawArray.ToArray(), [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A matrix with the values of an array, which is copied.</summary>
    public static Tensor tensor(double[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(double[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(double[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of a piece of memory in row-major order, which is copied.</summary>
    public static Tensor tensor(Memory<double> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<double>(rawArray.Span, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A tensor of no dimensions with one value.</summary>
    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        Filled<int>([scalar], [], null, device, requires_grad);

    /// <summary>A vector with the values of an array, which is copied.</summary>
    public static Tensor tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<int>(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of an array in row-major order, which is copied.</summary>
    public static Tensor tensor(int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<int>(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A vector with the values of a list.</summary>
    public static Tensor tensor(IList<int> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<int>(rawArray.ToArray(), [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of a list in row-major order.</summary>
    public static Tensor tensor(IList<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<int>(rawArray.ToArray(), dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A matrix with the values of an array, which is copied.</summary>
    public static Tensor tensor(int[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(int[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(int[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of a piece of memory in row-major order, which is copied.</summary>
    public static Tensor tensor(Memory<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<int>(rawArray.Span, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A tensor of no dimensions with one value.</summary>
    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled<long>([scalar], [], dtype, device, requires_grad);

    /// <summary>A vector with the values of an array, which is copied.</summary>
    public static Tensor tensor(long[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<long>(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A vector with the values of a list.</summary>
    public static Tensor tensor(IList<long> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<long>(rawArray.ToArray(), [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of a list in row-major order.</summary>
    public static Tensor tensor(IList<long> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<long>(rawArray.ToArray(), dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A matrix with the values of an array, which is copied.</summary>
    public static Tensor tensor(long[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(long[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(long[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of a piece of memory in row-major order, which is copied.</summary>
    public static Tensor tensor(Memory<long> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<long>(rawArray.Span, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A tensor of no dimensions with one value.</summary>
    public static Tensor tensor(short scalar, Device? device = null, bool requires_grad = false) =>
        Filled<short>([scalar], [], null, device, requires_grad);

    /// <summary>A vector with the values of an array, which is copied.</summary>
    public static Tensor tensor(short[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<short>(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of an array in row-major order, which is copied.</summary>
    public static Tensor tensor(short[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<short>(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A vector with the values of a list.</summary>
    public static Tensor tensor(IList<short> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<short>(rawArray.ToArray(), [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of a list in row-major order.</summary>
    public static Tensor tensor(IList<short> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<short>(rawArray.ToArray(), dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A matrix with the values of an array, which is copied.</summary>
    public static Tensor tensor(short[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(short[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(short[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of a piece of memory in row-major order, which is copied.</summary>
    public static Tensor tensor(Memory<short> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<short>(rawArray.Span, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A tensor of no dimensions with one value.</summary>
    public static Tensor tensor(sbyte scalar, Device? device = null, bool requires_grad = false) =>
        Filled<sbyte>([scalar], [], null, device, requires_grad);

    /// <summary>A vector with the values of an array, which is copied.</summary>
    public static Tensor tensor(sbyte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<sbyte>(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of an array in row-major order, which is copied.</summary>
    public static Tensor tensor(sbyte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<sbyte>(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A vector with the values of a list.</summary>
    public static Tensor tensor(IList<sbyte> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<sbyte>(rawArray.ToArray(), [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of a list in row-major order.</summary>
    public static Tensor tensor(IList<sbyte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<sbyte>(rawArray.ToArray(), dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A matrix with the values of an array, which is copied.</summary>
    public static Tensor tensor(sbyte[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(sbyte[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(sbyte[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of a piece of memory in row-major order, which is copied.</summary>
    public static Tensor tensor(Memory<sbyte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<sbyte>(rawArray.Span, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A tensor of no dimensions with one value.</summary>
    public static Tensor tensor(byte scalar, Device? device = null, bool requires_grad = false) =>
        Filled<byte>([scalar], [], null, device, requires_grad);

    /// <summary>A vector with the values of an array, which is copied.</summary>
    public static Tensor tensor(byte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<byte>(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of an array in row-major order, which is copied.</summary>
    public static Tensor tensor(byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<byte>(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A vector with the values of a list.</summary>
    public static Tensor tensor(IList<byte> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<byte>(rawArray.ToArray(), [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of a list in row-major order.</summary>
    public static Tensor tensor(IList<byte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<byte>(rawArray.ToArray(), dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A matrix with the values of an array, which is copied.</summary>
    public static Tensor tensor(byte[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(byte[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(byte[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of a piece of memory in row-major order, which is copied.</summary>
    public static Tensor tensor(Memory<byte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<byte>(rawArray.Span, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A tensor of no dimensions with one value.</summary>
    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled<bool>([scalar], [], dtype, device, requires_grad);

    /// <summary>A vector with the values of an array, which is copied.</summary>
    public static Tensor tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<bool>(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of an array in row-major order, which is copied.</summary>
    public static Tensor tensor(bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<bool>(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A vector with the values of a list.</summary>
    public static Tensor tensor(IList<bool> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<bool>(rawArray.ToArray(), [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with the values of a list in row-major order.</summary>
    public static Tensor tensor(IList<bool> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled<bool>(rawArray.ToArray(), dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A matrix with the values of an array, which is copied.</summary>
    public static Tensor tensor(bool[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(bool[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor with the values of an array, which is copied.</summary>
    public static Tensor tensor(bool[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        from_array(rawArray, dtype, device, requires_grad);
}
