using FijiBridge.Engine.StarDist;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Runtime;

/// <summary>How <see cref="LibtorchRuntime"/> computes.</summary>
public sealed record LibtorchRuntimeOptions
{
    /// <summary>CPU threads; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>bfloat16 arithmetic: about twice as fast on hardware that has it, about 1 % of the range as error.</summary>
    public bool BFloat16 { get; init; }

    /// <summary>False where the network goes on living after the runtime, as during a training.</summary>
    public bool OwnsNetwork { get; init; } = true;
}

/// <summary>
/// Runs the network with libtorch on the CPU or a GPU: channels innermost in memory, activations overwritten in place and
/// freed as soon as they are used, all on the <see cref="TorchThread"/>.
/// </summary>
/// <param name="net">Network, taken over and moved to the device.</param>
/// <param name="device">Where it shall run.</param>
/// <param name="options">Threads and arithmetic.</param>
public sealed class LibtorchRuntime(StarDistNet net, ComputeDevice device, LibtorchRuntimeOptions? options = null)
    : LibtorchNetwork<StarDistNet>(net, device, options), INetworkRuntime
{
    /// <inheritdoc/>
    public INetworkOutput Run(float[] image, int height, int width, bool flips) => RunTile(image, Net.Config.NChannelIn, height, width, x =>
    {
        var maps = flips ? FlippedPasses.Average(Pass, x, Net.Config) : Pass(x);
        var shape = maps.Prob.shape; // (1, 1, H', W')
        var prob = TensorArrays.ToArray(maps.Prob);
        var dist = maps.Dist.permute(0, 2, 3, 1).reshape(-1, Net.Config.NRays); // a view: channels are innermost
        var classes = maps.ClassProb?.permute(0, 2, 3, 1).reshape(-1, Net.Config.NClasses!.Value + 1);
        return new Output((int)shape[2], (int)shape[3], prob, dist.DetachFromDisposeScope(), classes?.DetachFromDisposeScope(), Device);
    });

    private NetworkMaps Pass(Tensor x)
    {
        using var autocast = Autocast();
        var output = Net.call(x);
        return new NetworkMaps(
            output.ProbLogits.to_type(ScalarType.Float32).sigmoid_(),
            output.Dist.to_type(ScalarType.Float32),
            output.ClassLogits?.to_type(ScalarType.Float32).softmax(1));
    }

    private sealed class Output(int height, int width, float[] prob, Tensor dist, Tensor? classes, Device device) : INetworkOutput
    {
        public int Height => height;

        public int Width => width;

        public float[] Prob => prob;

        public float[] GatherDist(long[] positions) => Gather(dist, positions);

        public float[]? GatherClass(long[] positions) => classes is null ? null : Gather(classes, positions);

        public void Dispose() => TorchThread.Shared.Run(() =>
        {
            dist.Dispose();
            classes?.Dispose();
        });

        private float[] Gather(Tensor rows, long[] positions) => positions.Length == 0 ? [] : TorchThread.Shared.Run(() =>
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            return TensorArrays.ToArray(rows.index_select(0, tensor(positions).to(device)));
        });
    }
}
