using System.Runtime.InteropServices;
using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor with the shape and values of an array of numbers, which is copied.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <summary>A tensor with the shape and values of an array of numbers, which is copied.</summary>
    /// <exception cref="NotSupportedException">The elements of the array are no numbers.</exception>
    public static unsafe Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false,
                                           string[]? names = null)
    {
        ScalarType source = ScalarTypeOf(rawArray.GetType().GetElementType()!);
        long[] sizes = Enumerable.Range(0, rawArray.Rank).Select(d => (long)rawArray.GetLength(d)).ToArray();
        GCHandle pin = GCHandle.Alloc(rawArray, GCHandleType.Pinned);
        try
        {
            return FromMemory((void*)pin.AddrOfPinnedObject(), source, sizes, dtype, device, requires_grad);
        }
        finally
        {
            pin.Free();
        }
    }

    private static unsafe Tensor Filled<T>(ReadOnlySpan<T> values, long[] sizes, ScalarType? dtype, Device? device, bool requiresGrad)
        where T : unmanaged
    {
        long n = 1;
        foreach (long size in sizes) n *= size;
        if (n != values.Length)
            throw new ArgumentException($"{values.Length} values do not fill a tensor of shape [{string.Join(", ", sizes)}] ({n} elements).");
        fixed (T* p = values) return FromMemory(p, ScalarTypeOf(typeof(T)), sizes, dtype, device, requiresGrad);
    }

    private static unsafe Tensor FromMemory(void* from, ScalarType source, long[] sizes, ScalarType? dtype, Device? device, bool requiresGrad)
    {
        Tensor result = Ops.empty_memory_format.Call(sizes, source, Arg.None, CPU);
        long n = result.numel() * result.element_size();
        if (n > 0) Buffer.MemoryCopy(from, result.DataPointer, n, n);
        bool elsewhere = device is not null && device.type != DeviceType.CPU;
        if (elsewhere || dtype is { } wanted && wanted != source)
        {
            using Tensor made = result;
            result = Ops.to_dtype_layout.Call(made, dtype, Arg.None, device);
        }
        return result.with_requires_grad(requiresGrad);
    }
}
