using TorchSharp.PInvoke;

namespace TorchSharp;

/// <summary>
/// A convolution whose weights oneDNN has reordered once for an input size, with the relu fused: the fastest fp32 convolution
/// of libtorch on one CPU thread. For inference; the weights are copies.
/// </summary>
public sealed class PrepackedConv2d : IDisposable
{
    private readonly BoxedValue packed;

    internal PrepackedConv2d(BoxedValue packed) => this.packed = packed;

    /// <summary>(N, C, H, W) float32 on the CPU, of the size given to <see cref="TorchExtras.PrepackConv2d"/>, to the convolved image.</summary>
    public torch.Tensor Run(torch.Tensor input) => Ops.mkldnn_prepacked_conv2d_run.Call(input, packed);

    /// <summary>Frees the weights.</summary>
    public void Dispose() => packed.Dispose();
}
