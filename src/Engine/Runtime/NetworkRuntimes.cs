using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime.Cpu;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Runtime;

/// <summary>Chooses what runs a network: libtorch on a GPU; on the CPU the engine's own kernels where they can, else libtorch.</summary>
public static class NetworkRuntimes
{
    /// <summary>Takes over the network; <see cref="INetworkRuntime.Description"/> of the result says what was chosen.</summary>
    /// <param name="net">The network.</param>
    /// <param name="device">Where it shall run.</param>
    /// <param name="options">Threads and arithmetic; bfloat16 always goes to libtorch.</param>
    public static INetworkRuntime Create(StarDistNet net, ComputeDevice device, LibtorchRuntimeOptions? options = null)
    {
        options ??= new LibtorchRuntimeOptions();
        if (device.IsCuda || options.BFloat16 || !CpuRuntime.CanRun(net.Config))
        {
            return new LibtorchRuntime(net, device, options);
        }

        return TorchThread.Shared.Run(() =>
        {
            using var taken = net;
            return new CpuRuntime(net.Config, ModuleWeights.Get(net).ToDictionary(w => w.Name, w => w.Values), options.Threads);
        });
    }
}
