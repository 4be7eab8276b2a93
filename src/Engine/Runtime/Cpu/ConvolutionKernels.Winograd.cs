using System.Runtime.CompilerServices;

namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>
/// 3x3 convolution by Winograd's minimal filtering, F(4x4, 3x3): a tile of 6 x 6 inputs gives 4 x 4 outputs with 36
/// products per channel pair in place of 144 (Lavin and Gray, CVPR 2016). With Bᵀ, G, Aᵀ as there:
/// output = Aᵀ [ (G g Gᵀ) . (Bᵀ d B) ] A, summed over input channels. The products of many tiles form 36 matrix
/// products, which is where the time goes. Rounding differs from a direct sum by a few units in the seventh digit.
/// </summary>
internal sealed unsafe partial class ConvolutionKernels<TSimd, TVector> : ConvolutionKernels
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int Products = WinogradWeights.Products;

    /// <inheritdoc/>
    public override string Name => TSimd.Lanes == 16 ? "AVX-512" : "AVX2";

    /// <inheritdoc/>
    public override int OutputBlock => 2 * TSimd.Lanes;

    // The 36 matrices of a strip lie apart by this many numbers more than they need: without it they would all fall on
    // the same few lines of the first-level cache.
    private static int Skew => 16;

    /// <inheritdoc/>
    public override long ScratchFloats(int inChannels, int stripTiles) =>
        (Products * (((long)stripTiles * (inChannels + OutputBlock)) + (2 * Skew))) + (Products * TSimd.Lanes) + 64;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void WinogradStrip(in WinogradJob job, int first, int count, float* scratch)
    {
        int lanes = TSimd.Lanes, block = 2 * lanes;
        int inChannels = job.InChannels, outChannels = job.OutChannels, tilesX = job.TilesX;
        var rowBlocks = (count + RowBlock - 1) / RowBlock;
        var rowBlockSize = (long)RowBlock * inChannels;
        var inputMatrix = (rowBlocks * rowBlockSize) + Skew;
        var productMatrix = ((long)rowBlocks * RowBlock * block) + Skew;
        float* inputs = scratch, products = inputs + (Products * inputMatrix), work = products + (Products * productMatrix);
        TransformInputs(job, first, count, inputs, rowBlockSize, inputMatrix, work);
        for (var o = 0; o < outChannels; o += block)
        {
            var weights = job.Weights + ((long)o * Products * inChannels);
            for (var p = 0; p < Products; p++, weights += (long)inChannels * block)
            {
                for (var r = 0; r < rowBlocks; r++)
                {
                    Multiply(inputs + (p * inputMatrix) + (r * rowBlockSize), weights, inChannels, products + (p * productMatrix) + (r * RowBlock * block));
                }
            }

            for (var t = 0; t < count; t++)
            {
                var tile = job.TileAt(first + t);
                int y = tile / tilesX * 4, x = tile % tilesX * 4;
                int rows = Math.Min(4, job.Height - y), columns = Math.Min(4, job.Width - x);
                var rowStep = (job.Compact ? 4L : job.Width) * outChannels;
                var to = job.Output + (job.Compact ? 4 * rowStep * t : (((long)y * job.Width) + x) * outChannels) + o;
                for (var half = 0; half < block; half += lanes)
                {
                    TransformOutput(products + (t * block) + half, productMatrix, job.Bias + o + half, job.Relu, to + half, rowStep, outChannels, rows, columns, work);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformInputs(in WinogradJob job, int first, int count, float* inputs, long rowBlockSize, long matrix, float* work)
    {
        var pixels = stackalloc float*[36];
        var tilesX = job.TilesX;
        for (var t = 0; t < count; t++)
        {
            var tile = job.TileAt(first + t);
            int y = (tile / tilesX * 4) - 1, x = (tile % tilesX * 4) - 1;
            var to = inputs + (t / RowBlock * rowBlockSize) + (t % RowBlock * TSimd.Lanes);
            Locate(job.A, job, y, x, pixels);
            TransformInput(pixels, job.A.Channels, to, matrix, work);
            if (job.B.Channels > 0)
            {
                Locate(job.B, job, y, x, pixels);
                TransformInput(pixels, job.B.Channels, to + (job.A.Channels * RowBlock), matrix, work);
            }
        }
    }

    // The 6 x 6 pixels from (y, x) on; those outside the image are zeros.
    private static void Locate(in ActivationView view, in WinogradJob job, int y, int x, float** pixels)
    {
        long width = job.Width >> view.ShiftX;
        for (var i = 0; i < 6; i++)
        {
            var insideY = (uint)(y + i) < (uint)job.Height;
            var row = view.Data + (((y + i) >> view.ShiftY) * width * view.Channels);
            for (var j = 0; j < 6; j++)
            {
                pixels[(i * 6) + j] = insideY && (uint)(x + j) < (uint)job.Width ? row + ((long)((x + j) >> view.ShiftX) * view.Channels) : job.Zeros;
            }
        }
    }

    // Bᵀ d B for every channel. Written to [product][channel / lanes][row of 8][channel % lanes].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformInput(float** pixels, int channels, float* to, long matrix, float* work)
    {
        var lanes = TSimd.Lanes;
        for (var c = 0; c < channels; c += lanes)
        {
            for (var j = 0; j < 6; j++)
            {
                InputSums(
                    TSimd.Load(pixels[j] + c), TSimd.Load(pixels[6 + j] + c), TSimd.Load(pixels[12 + j] + c),
                    TSimd.Load(pixels[18 + j] + c), TSimd.Load(pixels[24 + j] + c), TSimd.Load(pixels[30 + j] + c), work + (j * lanes), 6 * lanes);
            }

            for (var i = 0; i < 6; i++)
            {
                var row = work + (i * 6 * lanes);
                InputSums(
                    TSimd.Load(row), TSimd.Load(row + lanes), TSimd.Load(row + (2 * lanes)),
                    TSimd.Load(row + (3 * lanes)), TSimd.Load(row + (4 * lanes)), TSimd.Load(row + (5 * lanes)), to + (i * 6 * matrix), matrix);
            }

            to += RowBlock * lanes;
        }
    }

    // Bᵀ times six values.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputSums(TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, TVector d5, float* to, long step)
    {
        TVector four = TSimd.All(4), minusFour = TSimd.All(-4), minusFive = TSimd.All(-5);
        TVector a = TSimd.MultiplyAdd(minusFour, d2, d4), b = TSimd.MultiplyAdd(minusFour, d1, d3);
        TVector c = TSimd.Subtract(d4, d2), e = TSimd.Subtract(d3, d1);
        e = TSimd.Add(e, e);
        TSimd.Store(TSimd.MultiplyAdd(four, d0, TSimd.MultiplyAdd(minusFive, d2, d4)), to);
        TSimd.Store(TSimd.Add(a, b), to + step);
        TSimd.Store(TSimd.Subtract(a, b), to + (2 * step));
        TSimd.Store(TSimd.Add(c, e), to + (3 * step));
        TSimd.Store(TSimd.Subtract(c, e), to + (4 * step));
        TSimd.Store(TSimd.MultiplyAdd(four, d1, TSimd.MultiplyAdd(minusFive, d3, d5)), to + (5 * step));
    }

    // Aᵀ m A of one vector of channels, with bias and activation.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformOutput(float* products, long matrix, float* bias, bool relu, float* to, long rowStep, long columnStep, int rows, int columns, float* work)
    {
        var lanes = TSimd.Lanes;
        for (var j = 0; j < 6; j++)
        {
            var p = products + (j * matrix);
            OutputSums(
                TSimd.Load(p), TSimd.Load(p + (6 * matrix)), TSimd.Load(p + (12 * matrix)), TSimd.Load(p + (18 * matrix)), TSimd.Load(p + (24 * matrix)), TSimd.Load(p + (30 * matrix)),
                out var o0, out var o1, out var o2, out var o3);
            TSimd.Store(o0, work + (j * lanes));
            TSimd.Store(o1, work + ((6 + j) * lanes));
            TSimd.Store(o2, work + ((12 + j) * lanes));
            TSimd.Store(o3, work + ((18 + j) * lanes));
        }

        var b = TSimd.Load(bias);
        var floor = TSimd.All(relu ? 0 : float.NegativeInfinity);
        for (var i = 0; i < rows; i++, to += rowStep)
        {
            var row = work + (i * 6 * lanes);
            OutputSums(
                TSimd.Load(row), TSimd.Load(row + lanes), TSimd.Load(row + (2 * lanes)), TSimd.Load(row + (3 * lanes)), TSimd.Load(row + (4 * lanes)), TSimd.Load(row + (5 * lanes)),
                out var o0, out var o1, out var o2, out var o3);
            TSimd.Store(TSimd.Max(TSimd.Add(o0, b), floor), to);
            if (columns == 4)
            {
                TSimd.Store(TSimd.Max(TSimd.Add(o1, b), floor), to + columnStep);
                TSimd.Store(TSimd.Max(TSimd.Add(o2, b), floor), to + (2 * columnStep));
                TSimd.Store(TSimd.Max(TSimd.Add(o3, b), floor), to + (3 * columnStep));
                continue;
            }

            if (columns > 1)
            {
                TSimd.Store(TSimd.Max(TSimd.Add(o1, b), floor), to + columnStep);
            }

            if (columns > 2)
            {
                TSimd.Store(TSimd.Max(TSimd.Add(o2, b), floor), to + (2 * columnStep));
            }
        }
    }

    // Aᵀ times six values.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputSums(TVector m0, TVector m1, TVector m2, TVector m3, TVector m4, TVector m5, out TVector o0, out TVector o1, out TVector o2, out TVector o3)
    {
        TVector sum12 = TSimd.Add(m1, m2), difference12 = TSimd.Subtract(m1, m2), sum34 = TSimd.Add(m3, m4), difference34 = TSimd.Subtract(m3, m4);
        o0 = TSimd.Add(TSimd.Add(m0, sum12), sum34);
        o1 = TSimd.MultiplyAdd(TSimd.All(2), difference34, difference12);
        o2 = TSimd.MultiplyAdd(TSimd.All(4), sum34, sum12);
        o3 = TSimd.Add(TSimd.MultiplyAdd(TSimd.All(8), difference34, difference12), m5);
    }
}
