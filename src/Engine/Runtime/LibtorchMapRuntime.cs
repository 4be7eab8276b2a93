using FijiBridge.Engine.UNet;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Runtime;

/// <summary>Runs a U-Net with libtorch on the CPU or a GPU, as <see cref="LibtorchRuntime"/> does a StarDist network.</summary>
public sealed class LibtorchMapRuntime : IMapRuntime
{
    private readonly UNetNet _net;
    private readonly ComputeDevice _device;
    private readonly bool _bfloat16;
    private readonly bool _owns;

    /// <summary>Takes over the network and moves it to the device.</summary>
    public LibtorchMapRuntime(UNetNet net, ComputeDevice device, LibtorchRuntimeOptions? options = null)
    {
        _net = net;
        _device = device;
        _bfloat16 = options?.BFloat16 ?? false;
        _owns = options?.OwnsNetwork ?? true;
        TorchThread.Shared.UseThreads(options?.Threads ?? 0);
        TorchThread.Shared.Run(() =>
        {
            net.to(device.Device);
            TorchFeatures.UseChannelsLast(net);
            net.eval();
        });
    }

    /// <inheritdoc/>
    public string Description => $"libtorch on {_device.Device}{(_bfloat16 ? ", bfloat16" : "")}";

    /// <inheritdoc/>
    public int PreferredTile => _device.IsCuda ? 2048 : 1024;

    /// <inheritdoc/>
    public float[] Run(float[] image, int height, int width) => TorchThread.Shared.Run(() =>
    {
        try
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var host = tensor(image, [1, _net.Config.NChannelIn, height, width]);
            var x = TorchFeatures.ChannelsLast(host.to(_device.Device));
            using var autocast = _bfloat16 ? TorchFeatures.Autocast(_device.Device) : null;
            return TensorArrays.ToArray(_net.call(x).to_type(ScalarType.Float32));
        }
        catch (Exception e) when (TorchExtras.IsOutOfMemory(e))
        {
            throw new NetworkMemoryException($"A tile of {width} x {height} pixels does not fit in the memory of {_device.Device}.", e);
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_owns)
        {
            TorchThread.Shared.Run(_net.Dispose);
        }
    }
}
