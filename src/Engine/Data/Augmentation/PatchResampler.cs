using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FijiBridge.Engine.Data.Augmentation;

/// <summary>
/// Reads an image region at fractional positions. Images by cubic convolution (Keys 1981, a = -1/2, Catmull-Rom): exact
/// at pixel centres and for quadratic surfaces, and it keeps edges sharper than bilinear interpolation does. Labels by
/// the nearest pixel (ties: the lower or further right one), so that no new label can arise.
/// </summary>
internal static class PatchResampler
{
    /// <summary>Pixels that must surround each position for the cubic kernel.</summary>
    public const int Margin = 2;

    /// <summary>Interpolates one channel.</summary>
    /// <param name="region">Source pixels, (regionHeight, regionWidth).</param>
    /// <param name="regionWidth">Columns of the region.</param>
    /// <param name="sourceY">Row positions, all at least 1 and less than regionHeight - 2.</param>
    /// <param name="sourceX">Column positions, all at least 1 and less than regionWidth - 2.</param>
    /// <param name="destination">As many values as positions.</param>
    public static void Cubic(ReadOnlySpan<float> region, int regionWidth, ReadOnlySpan<float> sourceY, ReadOnlySpan<float> sourceX, Span<float> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            float y = sourceY[i], x = sourceX[i];
            int top = (int)y, left = (int)x;
            var weightsY = Weights(y - top);
            var weightsX = Weights(x - left);
            var corner = ((top - 1) * regionWidth) + left - 1;
            ref var first = ref MemoryMarshal.GetReference(region.Slice(corner, (3 * regionWidth) + 4)); // one bounds check for 16 pixels
            var columns = (Vector128.LoadUnsafe(ref first) * weightsY.GetElement(0))
                + (Vector128.LoadUnsafe(ref first, (nuint)regionWidth) * weightsY.GetElement(1))
                + (Vector128.LoadUnsafe(ref first, (nuint)(2 * regionWidth)) * weightsY.GetElement(2))
                + (Vector128.LoadUnsafe(ref first, (nuint)(3 * regionWidth)) * weightsY.GetElement(3));
            destination[i] = Vector128.Dot(columns, weightsX);
        }
    }

    /// <summary>Takes the nearest label of each position.</summary>
    public static void Nearest(ReadOnlySpan<int> region, int regionWidth, ReadOnlySpan<float> sourceY, ReadOnlySpan<float> sourceX, Span<int> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = region[((int)(sourceY[i] + 0.5f) * regionWidth) + (int)(sourceX[i] + 0.5f)];
        }
    }

    /// <summary>Weights of the pixels at -1, 0, 1, 2 for a position t in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Weights(float t) =>
        (((((Vector128.Create(-0.5f, 1.5f, -1.5f, 0.5f) * t) + Vector128.Create(1f, -2.5f, 2f, -0.5f)) * t)
            + Vector128.Create(-0.5f, 0f, 0.5f, 0f)) * t) + Vector128.Create(0f, 1f, 0f, 0f);
}
