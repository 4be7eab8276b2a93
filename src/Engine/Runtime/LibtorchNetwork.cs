using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Runtime;

/// <summary>What every network run by libtorch has in common: the device, the layout in memory, who frees it, and what a full memory is called.</summary>
/// <typeparam name="TNet">Kind of the network.</typeparam>
public abstract class LibtorchNetwork<TNet> : IDisposable
    where TNet : nn.Module
{
    private readonly bool _bfloat16;
    private readonly bool _owns;
    private readonly int _threads;

    /// <summary>Takes over the network and moves it to the device.</summary>
    private protected LibtorchNetwork(TNet net, ComputeDevice device, LibtorchRuntimeOptions? options)
    {
        Net = net;
        Device = device.Device;
        PreferredTile = device.IsCuda ? 2048 : 1024;
        _bfloat16 = options?.BFloat16 ?? false;
        if (_bfloat16)
        {
            TorchFeatures.RequireBFloat16(Device);
        }

        _owns = options?.OwnsNetwork ?? true;
        _threads = options?.Threads ?? 0;
        TorchThread.Shared.Run(() =>
        {
            net.to(device.Device);
            TorchFeatures.UseChannelsLast(net);
            net.eval();
        });
    }

    /// <summary>What runs where, for messages.</summary>
    public string Description => $"libtorch on {Device}{(_bfloat16 ? ", bfloat16" : "")}";

    /// <summary>Side of the square tile, in pixels, that suits the device.</summary>
    public int PreferredTile { get; }

    /// <summary>The network, on <see cref="Device"/>.</summary>
    private protected TNet Net { get; }

    /// <summary>Where it runs.</summary>
    private protected Device Device { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_owns)
        {
            TorchThread.Shared.Run(() =>
            {
                Net.Dispose();
                TorchExtras.TrimAllocator();
            });
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>bfloat16 arithmetic until disposed, where it was asked for.</summary>
    private protected IDisposable? Autocast() => _bfloat16 ? TorchFeatures.Autocast(Device) : null;

    /// <summary>Runs one tile on the torch thread, without gradients; <paramref name="pass"/> gets it as (1, channels, height, width), channels innermost in memory.</summary>
    /// <exception cref="NetworkMemoryException">It does not fit in the memory of the device.</exception>
    private protected T RunTile<T>(float[] image, int channels, int height, int width, Func<Tensor, T> pass) => TorchThread.Shared.Run(_threads, () =>
    {
        try
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var host = tensor(image, [1, channels, height, width]);
            return pass(TorchFeatures.ChannelsLast(host.to(Device)));
        }
        catch (Exception e) when (TorchExtras.IsOutOfMemory(e))
        {
            throw MemoryTrouble.OfTile(width, height, Device, e);
        }
    });
}
