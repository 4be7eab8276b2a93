using System.Runtime.InteropServices;

namespace TorchSharp.PInvoke;

/// <summary>What a <see cref="Val"/> holds; the same numbers as in fbt.h.</summary>
internal enum Tag
{
    None, Tensor, Int, Double, Bool, String, IntList, DoubleList, BoolList, TensorList, OptionalTensorList, Device, Default, Box,
}

/// <summary>One argument or result of an operator, 16 bytes, as fbt.h defines it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct Val
{
    [FieldOffset(0)] internal Tag Tag;
    [FieldOffset(4)] internal int N;
    [FieldOffset(8)] internal long Long;
    [FieldOffset(8)] internal double Double;
    [FieldOffset(8)] internal nint Pointer;
}
