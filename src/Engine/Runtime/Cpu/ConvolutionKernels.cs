using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>
/// The inner loops of a network on the CPU. Activations are (height, width, channels) with channels innermost and padded to a multiple
/// of <see cref="ChannelBlock"/>. Each call does a part of a layer, so that layers can be spread over threads; the
/// arithmetic of a value does not depend on how they are spread.
/// </summary>
internal abstract unsafe class ConvolutionKernels
{
    /// <summary>Channels of activations are padded to a multiple of this.</summary>
    public const int ChannelBlock = 32;

    /// <summary>Tiles or pixels that the matrix kernel's operands are grouped by.</summary>
    public const int RowBlock = 8;

    /// <summary>The widest kernels that this processor runs well, or null where it has none (then libtorch is used).</summary>
    public static ConvolutionKernels? Best { get; } =
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? new ConvolutionKernels<Simd512, Vector512<float>>()
        : Vector256.IsHardwareAccelerated && Fma.IsSupported ? new ConvolutionKernels<Simd256, Vector256<float>>()
        : null;

    /// <summary>The instruction set, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>Output channels per block of packed weights.</summary>
    public abstract int OutputBlock { get; }

    /// <summary>Tiles per strip that keep a strip's data in the second-level cache and give every thread work.</summary>
    public static int StripTiles(int inChannels, int tiles, int threads)
    {
        const int CacheBytes = 600 * 1024;
        var strip = Math.Clamp(CacheBytes / (WinogradWeights.Products * inChannels * sizeof(float)) / RowBlock * RowBlock, RowBlock, 48);
        while (strip > RowBlock && (tiles + strip - 1) / strip < 2 * threads)
        {
            strip -= RowBlock;
        }

        return strip;
    }

    /// <summary>Numbers of scratch memory that <see cref="WinogradStrip"/> needs.</summary>
    public abstract long ScratchFloats(int inChannels, int stripTiles);

    /// <summary>Computes the tiles <paramref name="first"/> .. <paramref name="first"/> + <paramref name="count"/> - 1 (row by row, or of the job's list) of a convolution.</summary>
    public abstract void WinogradStrip(in WinogradJob job, int first, int count, float* scratch);

    /// <summary>
    /// One row of a 3x3 convolution with ReLU of a planar image (inChannels, height, width) with few channels.
    /// </summary>
    /// <param name="image">Pixels.</param>
    /// <param name="inChannels">Channels of the image.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="y">The row to compute.</param>
    /// <param name="weights">[inChannel * 9 + tap][outChannels].</param>
    /// <param name="bias">outChannels.</param>
    /// <param name="output">(height, width, outChannels).</param>
    /// <param name="outChannels">A multiple of <see cref="ChannelBlock"/>.</param>
    /// <param name="relu">True to set negative results to 0.</param>
    public abstract void ImageRow(float* image, int inChannels, int height, int width, int y, float* weights, float* bias, float* output, int outChannels, bool relu);

    /// <summary>Row <paramref name="y"/> of a max pooling by (poolY, poolX); <paramref name="width"/> is the input's.</summary>
    public abstract void PoolRow(float* input, int width, int channels, int poolY, int poolX, int y, float* output);

    /// <summary>For each pixel the scalar product of its channels with <paramref name="weights"/>, plus <paramref name="bias"/>.</summary>
    public abstract void Dot(float* pixels, long count, int channels, float* weights, float bias, float* output);

    /// <summary>A 1x1 convolution at chosen pixels: output (positions, outputs).</summary>
    /// <param name="pixels">(pixels, channels).</param>
    /// <param name="channels">A multiple of <see cref="ChannelBlock"/>.</param>
    /// <param name="positions">Pixels to compute.</param>
    /// <param name="weights">[block of outputs][channel][output in block].</param>
    /// <param name="bias">One per output, padded to whole blocks.</param>
    /// <param name="outputs">Outputs per pixel.</param>
    /// <param name="output">(positions, outputs).</param>
    public abstract void Gather(float* pixels, int channels, ReadOnlySpan<long> positions, float* weights, float* bias, int outputs, float* output);
}
