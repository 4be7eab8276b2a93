namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>Weights of one layer in the form that the kernels want.</summary>
/// <param name="Weights">Packed weights.</param>
/// <param name="Bias">One number per padded output channel.</param>
/// <param name="OutChannels">Output channels without padding.</param>
/// <param name="Relu">True where a ReLU follows.</param>
internal sealed record CpuLayer(NativeFloats Weights, NativeFloats Bias, int OutChannels, bool Relu) : IDisposable
{
    /// <summary>A 3x3 layer on activations; <paramref name="inputs"/> gives the padded position of each input channel.</summary>
    public static CpuLayer Convolution(ConvolutionKernels kernels, LayerWeights w, int[] inputs, int paddedIn, bool relu)
    {
        var padded = Activation.Pad(w.OutChannels);
        return new CpuLayer(
            WinogradWeights.Pack(w.Kernel, w.OutChannels, inputs, padded, paddedIn, kernels.OutputBlock), PaddedBias(w.Bias, padded), w.OutChannels, relu);
    }

    /// <summary>A 3x3 layer on the planar image: [inChannel * 9 + tap][padded output channel].</summary>
    public static unsafe CpuLayer Image(LayerWeights w, bool relu)
    {
        int padded = Activation.Pad(w.OutChannels), taps = w.Kernel.Length / w.OutChannels;
        var packed = new NativeFloats((long)taps * padded, cleared: true);
        for (var o = 0; o < w.OutChannels; o++)
        {
            for (var k = 0; k < taps; k++)
            {
                packed.Start[((long)k * padded) + o] = w.Kernel[(o * taps) + k];
            }
        }

        return new CpuLayer(packed, PaddedBias(w.Bias, padded), w.OutChannels, relu);
    }

    /// <summary>A 1x1 layer without activation: [block of outputs][padded input channel][output in block].</summary>
    public static unsafe CpuLayer Head(ConvolutionKernels kernels, LayerWeights w)
    {
        int padded = Activation.Pad(w.OutChannels), inputs = w.Kernel.Length / w.OutChannels, paddedIn = Activation.Pad(inputs), block = kernels.OutputBlock;
        var packed = new NativeFloats((long)padded * paddedIn, cleared: true);
        for (var o = 0; o < w.OutChannels; o++)
        {
            for (var i = 0; i < inputs; i++)
            {
                packed.Start[((((long)(o / block) * paddedIn) + i) * block) + (o % block)] = w.Kernel[(o * inputs) + i];
            }
        }

        return new CpuLayer(packed, PaddedBias(w.Bias, padded), w.OutChannels, Relu: false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Weights.Dispose();
        Bias.Dispose();
    }

    private static unsafe NativeFloats PaddedBias(float[] bias, int padded)
    {
        var result = new NativeFloats(padded, cleared: true);
        bias.CopyTo(new Span<float>(result.Start, padded));
        return result;
    }
}

/// <summary>Weights of one convolution: kernel (out, in, kY, kX) and bias (out).</summary>
internal sealed record LayerWeights(float[] Kernel, float[] Bias)
{
    /// <summary>Output channels.</summary>
    public int OutChannels => Bias.Length;

    /// <summary>The weights of a layer by name, with the batch normalisation that follows it (or null) multiplied in.</summary>
    public static LayerWeights Of(IReadOnlyDictionary<string, float[]> weights, string name, string? norm)
    {
        float[] kernel = weights[name + ".weight"], bias = weights[name + ".bias"];
        if (norm is null)
        {
            return new LayerWeights(kernel, bias);
        }

        const double Epsilon = 1e-3;
        float[] gain = weights[norm + ".weight"], shift = weights[norm + ".bias"], mean = weights[norm + ".running_mean"], variance = weights[norm + ".running_var"];
        var taps = kernel.Length / bias.Length;
        var scale = new double[bias.Length];
        for (var o = 0; o < scale.Length; o++)
        {
            scale[o] = gain[o] / Math.Sqrt(variance[o] + Epsilon);
        }

        return new LayerWeights(
            [.. kernel.Select((v, i) => (float)(v * scale[i / taps]))],
            [.. bias.Select((v, o) => (float)(((v - mean[o]) * scale[o]) + shift[o]))]);
    }
}
