using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.UNet;

/// <summary>
/// Glorot's uniform initialisation: values in ±sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio, AISTATS 2010). Drawn in
/// .NET, so that a seed gives the same start with every version of libtorch and on every device.
/// </summary>
internal static class GlorotUniform
{
    /// <summary>Fills a convolution kernel (out, in, kH, kW).</summary>
    public static void Fill(Tensor weight, Random random)
    {
        var shape = weight.shape;
        var area = shape[2] * shape[3];
        var limit = Math.Sqrt(6.0 / (area * (shape[0] + shape[1])));
        var values = new float[weight.numel()];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(((2 * random.NextDouble()) - 1) * limit);
        }

        using var noGrad = no_grad();
        using var source = tensor(values, shape);
        weight.copy_(source);
    }
}
