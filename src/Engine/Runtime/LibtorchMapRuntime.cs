using FijiBridge.Engine.UNet;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Runtime;

/// <summary>Runs a U-Net with libtorch on the CPU or a GPU, as <see cref="LibtorchRuntime"/> does a StarDist network.</summary>
/// <param name="net">Network, taken over and moved to the device.</param>
/// <param name="device">Where it shall run.</param>
/// <param name="options">Threads and arithmetic.</param>
public sealed class LibtorchMapRuntime(UNetNet net, ComputeDevice device, LibtorchRuntimeOptions? options = null)
    : LibtorchNetwork<UNetNet>(net, device, options), IMapRuntime
{
    /// <inheritdoc/>
    public float[] Run(float[] image, int height, int width) => RunTile(image, Net.Config.NChannelIn, height, width, x =>
    {
        using var autocast = Autocast();
        return TensorArrays.ToArray(Net.call(x).to_type(ScalarType.Float32));
    });
}
