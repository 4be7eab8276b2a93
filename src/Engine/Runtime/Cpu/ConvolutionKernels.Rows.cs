using System.Runtime.CompilerServices;

namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>The lighter layers: first convolution, pooling, heads.</summary>
internal sealed unsafe partial class ConvolutionKernels<TSimd, TVector>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ImageRow(
        float* image, int inChannels, int height, int width, int y, float* weights, float* bias, float* output, int outChannels, bool relu)
    {
        int n = TSimd.Lanes, taps = 9 * inChannels;
        var values = new float[taps];
        var floor = TSimd.All(relu ? 0 : float.NegativeInfinity);
        var to = output + ((long)y * width * outChannels);
        for (var x = 0; x < width; x++, to += outChannels)
        {
            Neighbours(image, inChannels, height, width, y, x, values);
            for (var o = 0; o < outChannels; o += 2 * n)
            {
                TVector a = TSimd.Load(bias + o), b = TSimd.Load(bias + o + n);
                var w = weights + o;
                for (var k = 0; k < values.Length; k++, w += outChannels)
                {
                    Accumulate(values[k], TSimd.Load(w), TSimd.Load(w + n), ref a, ref b);
                }

                StorePair(TSimd.Max(a, floor), TSimd.Max(b, floor), to + o);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void PoolRow(float* input, int width, int channels, int poolY, int poolX, int y, float* output)
    {
        var outWidth = width / poolX;
        for (var x = 0; x < outWidth; x++)
        {
            var from = input + ((((long)y * poolY * width) + ((long)x * poolX)) * channels);
            var to = output + ((((long)y * outWidth) + x) * channels);
            for (var c = 0; c < channels; c += TSimd.Lanes)
            {
                var most = TSimd.Load(from + c);
                for (var j = 0; j < poolY; j++)
                {
                    for (var i = 0; i < poolX; i++)
                    {
                        most = TSimd.Max(most, TSimd.Load(from + ((((long)j * width) + i) * channels) + c));
                    }
                }

                TSimd.Store(most, to + c);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Dot(float* pixels, long count, int channels, float* weights, float bias, float* output)
    {
        var n = TSimd.Lanes;
        for (long i = 0; i < count; i++, pixels += channels)
        {
            TVector a = default, b = default;
            for (var c = 0; c < channels; c += 2 * n)
            {
                a = TSimd.MultiplyAdd(TSimd.Load(pixels + c), TSimd.Load(weights + c), a);
                b = TSimd.MultiplyAdd(TSimd.Load(pixels + c + n), TSimd.Load(weights + c + n), b);
            }

            output[i] = TSimd.Sum(TSimd.Add(a, b)) + bias;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Gather(float* pixels, int channels, ReadOnlySpan<long> positions, float* weights, float* bias, int outputs, float* output)
    {
        int n = TSimd.Lanes, block = 2 * n;
        using var scratch = new NativeFloats(RowBlock * (channels + block), cleared: true);
        float* rows = scratch.Start, sums = rows + (RowBlock * channels);
        for (var first = 0; first < positions.Length; first += RowBlock)
        {
            var count = Math.Min(RowBlock, positions.Length - first);
            for (var r = 0; r < count; r++)
            {
                var from = pixels + (positions[first + r] * channels);
                for (var c = 0; c < channels; c += n)
                {
                    TSimd.Store(TSimd.Load(from + c), rows + (c * RowBlock) + (r * n));
                }
            }

            for (var o = 0; o < outputs; o += block)
            {
                Multiply(rows, weights + ((long)o * channels), channels, sums);
                var used = Math.Min(block, outputs - o);
                for (var r = 0; r < count; r++)
                {
                    var to = output + ((long)(first + r) * outputs) + o;
                    for (var c = 0; c < used; c++)
                    {
                        to[c] = sums[(r * block) + c] + bias[o + c];
                    }
                }
            }
        }
    }

    // The 3 x 3 neighbours of a pixel in every channel, zeros outside the image.
    private static void Neighbours(float* image, int channels, int height, int width, int y, int x, float[] values)
    {
        var k = 0;
        for (var c = 0; c < channels; c++)
        {
            for (var dy = -1; dy <= 1; dy++)
            {
                var row = image + (((((long)c * height) + y + dy) * width) + x);
                var inside = (uint)(y + dy) < (uint)height;
                values[k++] = inside && x > 0 ? row[-1] : 0;
                values[k++] = inside ? row[0] : 0;
                values[k++] = inside && x + 1 < width ? row[1] : 0;
            }
        }
    }
}
