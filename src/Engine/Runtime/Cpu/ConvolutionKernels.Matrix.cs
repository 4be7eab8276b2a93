using System.Runtime.CompilerServices;

namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>The matrix product that all convolutions come down to, 8 rows by two vectors, sums held in registers.</summary>
internal sealed unsafe partial class ConvolutionKernels<TSimd, TVector>
{
    // sums[row][2 * lanes] = sum over k of left[k / lanes][row][k % lanes] * right[k][2 * lanes], for 8 rows.
    private static void Multiply(float* left, float* right, int depth, float* sums)
    {
        if (TSimd.KernelRows == 8)
        {
            Multiply8(left, right, depth, sums);
        }
        else
        {
            Multiply4(left, right, depth, sums);
            Multiply4(left + (4 * TSimd.Lanes), right, depth, sums + (8 * TSimd.Lanes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply8(float* left, float* right, int depth, float* sums)
    {
        var n = TSimd.Lanes;
        TVector a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default, a3 = default, b3 = default;
        TVector a4 = default, b4 = default, a5 = default, b5 = default, a6 = default, b6 = default, a7 = default, b7 = default;
        for (var k = 0; k < depth; k += n)
        {
            for (var end = left + n; left < end; left++, right += 2 * n)
            {
                TVector r0 = TSimd.Load(right), r1 = TSimd.Load(right + n);
                Accumulate(left[0], r0, r1, ref a0, ref b0);
                Accumulate(left[n], r0, r1, ref a1, ref b1);
                Accumulate(left[2 * n], r0, r1, ref a2, ref b2);
                Accumulate(left[3 * n], r0, r1, ref a3, ref b3);
                Accumulate(left[4 * n], r0, r1, ref a4, ref b4);
                Accumulate(left[5 * n], r0, r1, ref a5, ref b5);
                Accumulate(left[6 * n], r0, r1, ref a6, ref b6);
                Accumulate(left[7 * n], r0, r1, ref a7, ref b7);
            }

            left += (RowBlock - 1) * n;
        }

        StorePair(a0, b0, sums);
        StorePair(a1, b1, sums + (2 * n));
        StorePair(a2, b2, sums + (4 * n));
        StorePair(a3, b3, sums + (6 * n));
        StorePair(a4, b4, sums + (8 * n));
        StorePair(a5, b5, sums + (10 * n));
        StorePair(a6, b6, sums + (12 * n));
        StorePair(a7, b7, sums + (14 * n));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply4(float* left, float* right, int depth, float* sums)
    {
        var n = TSimd.Lanes;
        TVector a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default, a3 = default, b3 = default;
        for (var k = 0; k < depth; k += n)
        {
            for (var end = left + n; left < end; left++, right += 2 * n)
            {
                TVector r0 = TSimd.Load(right), r1 = TSimd.Load(right + n);
                Accumulate(left[0], r0, r1, ref a0, ref b0);
                Accumulate(left[n], r0, r1, ref a1, ref b1);
                Accumulate(left[2 * n], r0, r1, ref a2, ref b2);
                Accumulate(left[3 * n], r0, r1, ref a3, ref b3);
            }

            left += (RowBlock - 1) * n;
        }

        StorePair(a0, b0, sums);
        StorePair(a1, b1, sums + (2 * n));
        StorePair(a2, b2, sums + (4 * n));
        StorePair(a3, b3, sums + (6 * n));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(float factor, TVector r0, TVector r1, ref TVector a, ref TVector b)
    {
        var all = TSimd.All(factor);
        a = TSimd.MultiplyAdd(all, r0, a);
        b = TSimd.MultiplyAdd(all, r1, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair(TVector a, TVector b, float* to)
    {
        TSimd.Store(a, to);
        TSimd.Store(b, to + TSimd.Lanes);
    }
}
