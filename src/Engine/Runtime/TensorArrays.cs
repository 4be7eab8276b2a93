using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Runtime;

/// <summary>Copies tensors to arrays.</summary>
internal static class TensorArrays
{
    /// <summary>The values of a float tensor on any device, in C order of its shape.</summary>
    public static float[] ToArray(Tensor tensor)
    {
        using var noGrad = no_grad();
        using var detached = tensor.detach();
        using var host = detached.cpu();
        using var packed = host.contiguous();
        var values = new float[packed.numel()];
        if (values.Length > 0)
        {
            packed.data<float>().CopyTo(values.AsSpan());
        }

        return values;
    }
}
