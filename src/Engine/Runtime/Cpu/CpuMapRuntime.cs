using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>
/// Runs U-Nets on the CPU with the engine's own kernels, as <see cref="CpuRuntime"/> does StarDist networks; a U-Net's
/// layers are those of a StarDist network of grid 1, with one head that is evaluated everywhere. Uses no libtorch.
/// </summary>
public sealed class CpuMapRuntime : IMapRuntime
{
    private readonly UNetConfig _config;
    private readonly BufferPool _pool = new();
    private readonly LayerRunner _run;
    private readonly CpuNetwork _network;
    private readonly ConvolutionKernels _kernels;
    private readonly Lock _oneAtATime = new();

    /// <summary>Packs the weights of a network that <see cref="CanRun"/>.</summary>
    /// <param name="config">Shape of the network.</param>
    /// <param name="weights">Every entry of its state dict, in C order.</param>
    /// <param name="threads">CPU threads; 0 for one per processor.</param>
    /// <exception cref="NotSupportedException">The network or the processor is not of the kind that <see cref="CanRun"/> tells.</exception>
    public CpuMapRuntime(UNetConfig config, IReadOnlyDictionary<string, float[]> weights, int threads = 0)
    {
        _kernels = CanRun(config) ? ConvolutionKernels.Best! : throw new NotSupportedException("These kernels cannot run this network; use libtorch.");
        _config = config;
        _run = new LayerRunner(_kernels, _pool, threads > 0 ? threads : Environment.ProcessorCount);
        _network = new CpuNetwork(config.Layers, AsStarDist(weights), _kernels, _run);
    }

    /// <inheritdoc/>
    public string Description => $"own kernels ({_kernels.Name}) on cpu, {_run.Threads} thread(s)";

    /// <inheritdoc/>
    public int PreferredTile => 1024;

    /// <summary>True where this processor has AVX2 or AVX-512 and the network is of 3x3 convolutions, 2x2 pooling and no group normalisation.</summary>
    public static bool CanRun(UNetConfig config) =>
        config.Norm != UNetNorm.Group && ConvolutionKernels.Best is not null && CpuNetwork.CanRun(config.Layers);

    /// <inheritdoc/>
    public float[] Run(float[] image, int height, int width)
    {
        try
        {
            lock (_oneAtATime)
            {
                _pool.BeginTile();
                var features = _network.Run(image, height, width);
                try
                {
                    var positions = new long[height * width];
                    for (var i = 0; i < positions.Length; i++)
                    {
                        positions[i] = i;
                    }

                    return Planar(_network.Distances(features, positions), _config.OutChannels);
                }
                finally
                {
                    _network.Release(features);
                }
            }
        }
        catch (OutOfMemoryException e)
        {
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

    // The one head is StarDist's distance head; its first output also stands in for the probability, which nobody reads.
    private static Dictionary<string, float[]> AsStarDist(IReadOnlyDictionary<string, float[]> weights)
    {
        var named = new Dictionary<string, float[]>(weights);
        float[] kernel = weights[$"{UNetNet.OutputLayer}.weight"], bias = weights[$"{UNetNet.OutputLayer}.bias"];
        named["dist.weight"] = kernel;
        named["dist.bias"] = bias;
        named["prob.weight"] = kernel[..(kernel.Length / bias.Length)];
        named["prob.bias"] = bias[..1];
        return named;
    }

    private static float[] Planar(float[] rows, int channels)
    {
        var count = rows.Length / channels;
        var planes = new float[rows.Length];
        for (var c = 0; c < channels; c++)
        {
            for (var i = 0; i < count; i++)
            {
                planes[(c * count) + i] = rows[(i * channels) + c];
            }
        }

        return planes;
    }
}
