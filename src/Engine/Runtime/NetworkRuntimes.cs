using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime.Cpu;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Runtime;

/// <summary>Chooses what runs a network: libtorch on a GPU; on the CPU the engine's own kernels where they can, else libtorch.</summary>
public static class NetworkRuntimes
{
    /// <summary>True where the engine's own kernels run the network: on the CPU, in 32 bits, where the processor and the network are of their kind.</summary>
    public static bool NeedsNoLibtorch(StarDistConfig config, ComputeDevice device, LibtorchRuntimeOptions options) =>
        !device.IsCuda && !options.BFloat16 && CpuRuntime.CanRun(config);

    /// <summary>Takes over the network; <see cref="INetworkRuntime.Description"/> of the result says what was chosen.</summary>
    /// <param name="net">The network.</param>
    /// <param name="device">Where it shall run.</param>
    /// <param name="options">Threads and arithmetic; bfloat16 always goes to libtorch.</param>
    public static INetworkRuntime Create(StarDistNet net, ComputeDevice device, LibtorchRuntimeOptions? options = null)
    {
        options ??= new LibtorchRuntimeOptions();
        if (!NeedsNoLibtorch(net.Config, device, options))
        {
            return new LibtorchRuntime(net, device, options);
        }

        return TorchThread.Shared.Run(() =>
        {
            using var taken = net;
            return new CpuRuntime(net.Config, ModuleWeights.Get(net).ToDictionary(w => w.Name, w => w.Values), options.Threads);
        });
    }

    /// <summary>True where the engine's own kernels run the U-Net: on the CPU, in 32 bits, where the processor and the network are of their kind.</summary>
    public static bool NeedsNoLibtorch(UNetConfig config, ComputeDevice device, LibtorchRuntimeOptions options) =>
        !device.IsCuda && !options.BFloat16 && CpuMapRuntime.CanRun(config);

    /// <summary>Copies the U-Net's weights of now into the runtime that suits it; the network stays the caller's where it runs on the own kernels.</summary>
    /// <param name="net">The network, which must outlive the runtime.</param>
    /// <param name="device">Where it shall run.</param>
    /// <param name="options">Threads and arithmetic; bfloat16 always goes to libtorch.</param>
    public static IMapRuntime Create(UNetNet net, ComputeDevice device, LibtorchRuntimeOptions? options = null)
    {
        options ??= new LibtorchRuntimeOptions();
        return NeedsNoLibtorch(net.Config, device, options)
            ? TorchThread.Shared.Run(() => new CpuMapRuntime(net.Config, ModuleWeights.Get(net).ToDictionary(w => w.Name, w => w.Values), options.Threads))
            : new LibtorchMapRuntime(net, device, options);
    }
}
