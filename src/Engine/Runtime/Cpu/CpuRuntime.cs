using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>
/// Runs StarDist networks on the CPU with the engine's own kernels: several times as fast as libtorch on the same
/// cores, with differences in the seventh digit. Uses no libtorch. The result does not depend on the number of threads.
/// </summary>
public sealed class CpuRuntime : INetworkRuntime
{
    private readonly StarDistConfig _config;
    private readonly BufferPool _pool = new();
    private readonly LayerRunner _run;
    private readonly CpuNetwork _network;
    private readonly ConvolutionKernels _kernels;
    private readonly object _oneAtATime = new();

    /// <summary>Packs the weights of a network that <see cref="CanRun"/>.</summary>
    /// <param name="config">Shape of the network.</param>
    /// <param name="weights">Every entry of its state dict, in C order.</param>
    /// <param name="threads">CPU threads; 0 for one per processor.</param>
    /// <exception cref="NotSupportedException">The network or the processor is not of the kind that <see cref="CanRun"/> tells.</exception>
    public CpuRuntime(StarDistConfig config, IReadOnlyDictionary<string, float[]> weights, int threads = 0)
    {
        _kernels = CanRun(config) ? ConvolutionKernels.Best! : throw new NotSupportedException("These kernels cannot run this network; use libtorch.");
        _config = config;
        _run = new LayerRunner(_kernels, _pool, threads > 0 ? threads : Environment.ProcessorCount);
        _network = new CpuNetwork(config, weights, _kernels, _run);
    }

    /// <inheritdoc/>
    public string Description => $"own kernels ({_kernels.Name}) on cpu, {_run.Threads} thread(s)";

    /// <inheritdoc/>
    public int PreferredTile => 1024;

    /// <summary>True where this processor has AVX2 or AVX-512 and the network is of 3x3 convolutions and 2x2 pooling.</summary>
    public static bool CanRun(StarDistConfig config) => ConvolutionKernels.Best is not null && CpuNetwork.CanRun(config);

    /// <inheritdoc/>
    public INetworkOutput Run(float[] image, int height, int width, bool flips)
    {
        var passes = new List<CpuPass>();
        try
        {
            lock (_oneAtATime)
            {
                _pool.BeginTile();
                foreach (var mirror in MirroredTile.Passes(_config, flips))
                {
                    var pixels = mirror.Apply(image, _config.NChannelIn, height, width);
                    passes.Add(new CpuPass(mirror, _network.Run(pixels, height, width)));
                }
            }

            return new CpuOutput(_network, _config, passes, height / _config.GridY, width / _config.GridX);
        }
        catch (OutOfMemoryException e)
        {
            passes.ForEach(p => _network.Release(p.Features));
            _pool.Trim();
            throw new NetworkMemoryException($"A tile of {width} x {height} pixels does not fit in memory.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _run.Dispose();
        _pool.Dispose();
    }
}
