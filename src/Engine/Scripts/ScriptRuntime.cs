using FijiBridge.Engine.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Scripts;

/// <summary>Runs a TorchScript network of another program with libtorch; it takes one image and gives one.</summary>
public sealed class ScriptRuntime : IDisposable
{
    private readonly jit.ScriptModule _network;
    private readonly ScriptConfig _config;
    private readonly Device _device;
    private readonly int _threads;

    /// <summary>Loads the network.</summary>
    /// <param name="path">TorchScript file.</param>
    /// <param name="config">Axes of input and output.</param>
    /// <param name="device">Where it shall run.</param>
    /// <param name="threads">CPU threads; 0 for one per processor.</param>
    /// <exception cref="UserAdviceException">libtorch cannot load it, or is missing.</exception>
    public ScriptRuntime(string path, ScriptConfig config, ComputeDevice device, int threads = 0)
    {
        _config = config;
        _device = device.Device;
        PreferredTile = device.IsCuda ? 2048 : 1024;
        _threads = threads;
        try
        {
            var bytes = File.ReadAllBytes(path);
            _network = TorchThread.Shared.Run(() =>
            {
                var network = jit.load(bytes, _device.type, _device.index);
                network.eval();
                return network;
            });
        }
        catch (Exception e) when (e is not OutOfMemoryException and not OperationCanceledException)
        {
            throw e is DllNotFoundException || e.InnerException is DllNotFoundException
                ? new UserAdviceException("TorchScript networks of other programs need libtorch, which was not found; 'fijibridge doctor' says how to get it.", e)
                : new UserAdviceException($"libtorch cannot load the network {path}: {FirstLine(e)}. It may be of a newer PyTorch; ask for one saved with an older version, or install a newer libtorch.", e);
        }
    }

    /// <summary>What runs where, for messages.</summary>
    public string Description => $"TorchScript on {_device}";

    /// <summary>Side of the tile that suits the device.</summary>
    public int PreferredTile { get; }

    /// <summary>Runs the network on one tile.</summary>
    /// <exception cref="UserAdviceException">The network fails, or gives something else than an image.</exception>
    /// <exception cref="NetworkMemoryException">The tile does not fit in memory.</exception>
    public Planes Run(Planes tile) => TorchThread.Shared.Run(_threads, () =>
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        try
        {
            var input = Arrange(tensor(tile.Values, [1, tile.Channels, tile.Height, tile.Width]), _config.InputAxes).to(_device);
            var result = _network.forward(input);
            var output = result as Tensor ?? (result as Tensor[])?.FirstOrDefault() ?? (result as object[])?.OfType<Tensor>().FirstOrDefault()
                ?? throw new UserAdviceException("The network gives no image; it cannot be used.");
            var planes = Back(output.to(DeviceType.CPU).to_type(ScalarType.Float32)).contiguous();
            return new Planes(TensorArrays.ToArray(planes), (int)planes.shape[0], (int)planes.shape[1], (int)planes.shape[2]);
        }
        catch (Exception e) when (TorchExtras.IsOutOfMemory(e))
        {
            throw MemoryTrouble.OfTile(tile.Width, tile.Height, _device, e);
        }
        catch (System.Runtime.InteropServices.ExternalException e)
        {
            throw new UserAdviceException(
                $"The network fails on an image of {tile.Channels} channel(s) and {tile.Width} x {tile.Height} pixels: {FirstLine(e)}; its description may be wrong.", e);
        }
    });

    /// <inheritdoc/>
    public void Dispose() => TorchThread.Shared.Run(_network.Dispose);

    // (1, C, H, W) to the axes that the network wants
    private static Tensor Arrange(Tensor x, string axes)
    {
        foreach (var (letter, at) in new[] { ('c', 1), ('b', 0) })
        {
            x = axes.Contains(letter, StringComparison.Ordinal) ? x : x.squeeze(at);
        }

        var present = string.Concat("bcyx".Where(axes.Contains));
        return x.permute([.. axes.Select(a => (long)present.IndexOf(a, StringComparison.Ordinal))]).contiguous();
    }

    // the network's axes to (C, H, W)
    private Tensor Back(Tensor x)
    {
        var axes = _config.OutputAxes;
        if (x.shape.Length != axes.Length)
        {
            throw new UserAdviceException($"The network gives an array of {x.shape.Length} axes, its description says {axes}; it cannot be used.");
        }

        if (axes.IndexOf('b', StringComparison.Ordinal) is >= 0 and var batch)
        {
            x = x.select(batch, 0);
            axes = axes.Remove(batch, 1);
        }

        if (!axes.Contains('c', StringComparison.Ordinal))
        {
            x = x.unsqueeze(0);
            axes = "c" + axes;
        }

        return x.permute([.. "cyx".Select(a => (long)axes.IndexOf(a, StringComparison.Ordinal))]);
    }

    private static string FirstLine(Exception e)
    {
        var lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (lines.LastOrDefault(l => l.StartsWith("RuntimeError", StringComparison.Ordinal)) ?? lines.FirstOrDefault() ?? e.GetType().Name).TrimEnd('.');
    }
}
