using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>What every network run by the engine's own kernels has in common: packed weights, memory, threads, one tile at a time.</summary>
public abstract class CpuKernelNetwork : IDisposable
{
    private readonly BufferPool _pool = new();
    private readonly ConvolutionKernels _kernels;
    private readonly LayerRunner _run;
    private readonly Lock _oneAtATime = new();

    /// <summary>Packs the weights.</summary>
    /// <param name="layers">Layers of the network, as those of a StarDist network.</param>
    /// <param name="weights">Every entry of their state dict, in C order.</param>
    /// <param name="threads">CPU threads; 0 for one per processor.</param>
    /// <exception cref="NotSupportedException">The processor or the layers are not of the kind that <see cref="CanRunLayers"/> tells.</exception>
    private protected CpuKernelNetwork(StarDistConfig layers, IReadOnlyDictionary<string, float[]> weights, int threads)
    {
        _kernels = CanRunLayers(layers) ? ConvolutionKernels.Best! : throw new NotSupportedException("These kernels cannot run this network; use libtorch.");
        _run = new LayerRunner(_kernels, _pool, threads > 0 ? threads : Environment.ProcessorCount);
        Network = new CpuNetwork(layers, weights, _kernels, _run);
    }

    /// <summary>What runs where, for messages.</summary>
    public string Description => $"own kernels ({_kernels.Name}) on cpu, {_run.Threads} thread(s)";

    /// <summary>Side of the square tile, in pixels, that suits the processor.</summary>
    public int PreferredTile => 1024;

    /// <summary>The network.</summary>
    private protected CpuNetwork Network { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
        _run.Dispose();
        _pool.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>True where this processor has AVX2 or AVX-512 and the layers are 3x3 convolutions and 2x2 poolings.</summary>
    private protected static bool CanRunLayers(StarDistConfig layers) => ConvolutionKernels.Best is not null && CpuNetwork.CanRun(layers);

    /// <summary>Runs the passes of one tile while no other tile runs.</summary>
    /// <param name="height">Rows, for the message.</param>
    /// <param name="width">Columns, for the message.</param>
    /// <param name="passes">Runs the network.</param>
    /// <param name="onOutOfMemory">Gives back what the passes hold when one of them did not fit.</param>
    /// <exception cref="NetworkMemoryException">It does not fit in memory.</exception>
    private protected T RunTile<T>(int height, int width, Func<T> passes, Action? onOutOfMemory = null)
    {
        try
        {
            lock (_oneAtATime)
            {
                _pool.BeginTile();
                return passes();
            }
        }
        catch (OutOfMemoryException e)
        {
            onOutOfMemory?.Invoke();
            _pool.Trim();
            throw new NetworkMemoryException($"A tile of {width} x {height} pixels does not fit in memory.", e);
        }
    }
}
