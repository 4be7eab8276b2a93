namespace TorchSharp;

/// <summary>A convolution with reordered weights; TorchSharp has none, so none is ever made.</summary>
public sealed class PrepackedConv2d : IDisposable
{
    internal PrepackedConv2d() { }

    /// <summary>Not supported.</summary>
    public torch.Tensor Run(torch.Tensor input) => throw new NotSupportedException("TorchSharp has no prepacked convolutions.");

    /// <summary>Does nothing.</summary>
    public void Dispose() { }
}
