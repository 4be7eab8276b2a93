using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>
/// Runs U-Nets on the CPU with the engine's own kernels, as <see cref="CpuRuntime"/> does StarDist networks; a U-Net's
/// layers are those of a StarDist network of grid 1, with one head that is evaluated everywhere. Uses no libtorch.
/// </summary>
public sealed class CpuMapRuntime : CpuKernelNetwork, IMapRuntime
{
    private readonly UNetConfig _config;

    /// <summary>Packs the weights of a network that <see cref="CanRun"/>.</summary>
    /// <param name="config">Shape of the network.</param>
    /// <param name="weights">Every entry of its state dict, in C order.</param>
    /// <param name="threads">CPU threads; 0 for one per processor.</param>
    /// <exception cref="NotSupportedException">The network or the processor is not of the kind that <see cref="CanRun"/> tells.</exception>
    public CpuMapRuntime(UNetConfig config, IReadOnlyDictionary<string, float[]> weights, int threads = 0)
        : base(CanFoldNorm(config) ? config.Layers : throw new NotSupportedException("These kernels have no group normalisation; use libtorch."), AsStarDist(weights), threads) =>
        _config = config;

    /// <summary>True where this processor has AVX2 or AVX-512 and the network is of 3x3 convolutions, 2x2 pooling and no group normalisation.</summary>
    public static bool CanRun(UNetConfig config) => CanFoldNorm(config) && CanRunLayers(config.Layers);

    /// <inheritdoc/>
    public float[] Run(float[] image, int height, int width) => RunTile(height, width, () =>
    {
        var features = Network.Run(image, height, width);
        try
        {
            var positions = new long[height * width];
            for (var i = 0; i < positions.Length; i++)
            {
                positions[i] = i;
            }

            return Planar(Network.Distances(features, positions), _config.OutChannels);
        }
        finally
        {
            Network.Release(features);
        }
    });

    // Batch normalisations are multiplied into the weights, those of groups cannot be.
    private static bool CanFoldNorm(UNetConfig config) => config.Norm != UNetNorm.Group;

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
