using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Jvm;

namespace FijiBridge.Bridge.BioFormats;

/// <summary>Turns the bytes that Bio-Formats gives into byte[], ushort[] or float[], one array per channel of the plane.</summary>
internal static class BioFormatsPixels
{
    private const int Int16 = 2;
    private const int UInt16 = 3;
    private const int Int32 = 4;
    private const int UInt32 = 5;
    private const int Float = 6;
    private const int Double = 7;

    /// <summary>The samples of a rectangle of a plane.</summary>
    /// <param name="java">Java.</param>
    /// <param name="bytes">Java's byte[].</param>
    /// <param name="layout">How the pixels lie in it.</param>
    /// <param name="pixels">Pixels of the rectangle.</param>
    /// <param name="keepUnsigned">True to give signed 16-bit values without negative ones as ushort[]; false for always the same type.</param>
    public static Array[] Copy(IJavaScope java, IJavaObject bytes, BioFormatsLayout layout, int pixels, bool keepUnsigned)
    {
        var samples = layout.SamplesPerPlane;
        if (samples == 1)
        {
            return [OneSample(java, bytes, layout, 0, pixels, keepUnsigned)];
        }

        if (!layout.Interleaved)
        {
            return [.. Enumerable.Range(0, samples).Select(s => OneSample(java, bytes, layout, s * pixels, pixels, keepUnsigned))];
        }

        var all = OneSample(java, bytes, layout, 0, pixels * samples, keepUnsigned);
        return [.. Enumerable.Range(0, samples).Select(s => all switch
        {
            byte[] b => Every(b, s, samples),
            ushort[] w => Every(w, s, samples),
            _ => (Array)Every((float[])all, s, samples),
        })];
    }

    private static T[] Every<T>(T[] all, int first, int step)
    {
        var result = new T[all.Length / step];
        for (int i = 0, j = first; i < result.Length; i++, j += step)
        {
            result[i] = all[j];
        }

        return result;
    }

    private static Array OneSample(IJavaScope java, IJavaObject bytes, BioFormatsLayout layout, int first, int count, bool keepUnsigned)
    {
        switch (layout.Type)
        {
            case UInt16:
                return Words(java, bytes, layout, first, count);
            case Int16:
                var words = Words(java, bytes, layout, first, count);
                return keepUnsigned ? TiffPlaneReader.FromSigned(words) : Array.ConvertAll(words, w => (float)(short)w);
            case Float:
                return MemoryMarshal.Cast<uint, float>(Integers(java, bytes, layout, first, count)).ToArray();
            case Int32:
                return Array.ConvertAll(Integers(java, bytes, layout, first, count), v => (float)(int)v);
            case UInt32:
                return Array.ConvertAll(Integers(java, bytes, layout, first, count), v => (float)v);
            case Double:
                return Doubles(java, bytes, layout, first, count);
            default:
                var values = GC.AllocateUninitializedArray<byte>(count);
                java.CopyFrom<byte>(bytes, first, values);
                return layout.Type == 0 ? Array.ConvertAll(values, v => (float)(sbyte)v) : values;
        }
    }

    private static ushort[] Words(IJavaScope java, IJavaObject bytes, BioFormatsLayout layout, int first, int count) =>
        Values<ushort>(java, bytes, layout, first, count, v => BinaryPrimitives.ReverseEndianness(v, v));

    private static uint[] Integers(IJavaScope java, IJavaObject bytes, BioFormatsLayout layout, int first, int count) =>
        Values<uint>(java, bytes, layout, first, count, v => BinaryPrimitives.ReverseEndianness(v, v));

    private static float[] Doubles(IJavaScope java, IJavaObject bytes, BioFormatsLayout layout, int first, int count) =>
        Array.ConvertAll(Values<ulong>(java, bytes, layout, first, count, v => BinaryPrimitives.ReverseEndianness(v, v)), v => (float)BitConverter.UInt64BitsToDouble(v));

    private static unsafe T[] Values<T>(IJavaScope java, IJavaObject bytes, BioFormatsLayout layout, int first, int count, Action<T[]> reverse)
        where T : unmanaged
    {
        var values = GC.AllocateUninitializedArray<T>(count);
        java.CopyFrom(bytes, first * sizeof(T), MemoryMarshal.AsBytes(values.AsSpan()));
        if (!layout.LittleEndian)
        {
            reverse(values);
        }

        return values;
    }
}
