using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// How far a StarDist network looks, computed from its configuration: the value of the grid cell that covers input
/// pixels [o*grid, o*grid + grid) depends on no input pixel further than <see cref="HaloY"/> / <see cref="HaloX"/>
/// pixels outside that cell. Tiles that are extended by the halo therefore give the same values as the whole image.
/// </summary>
/// <param name="HaloY">Pixels along y.</param>
/// <param name="HaloX">Pixels along x.</param>
public sealed record ReceptiveField(int HaloY, int HaloX)
{
    /// <summary>Computes the field of a configuration.</summary>
    public static ReceptiveField Of(StarDistConfig config) =>
        new(
            Halo(config, config.GridY, config.UnetKernelSize[0], config.UnetPool[0]),
            Halo(config, config.GridX, config.UnetKernelSize[1], config.UnetPool[1]));

    /// <summary>Computes the field of a U-Net.</summary>
    public static ReceptiveField Of(UNetConfig config) => Of(config.Layers);

    /// <summary>
    /// Follows the interval of positions that one output depends on backwards through the layers, for every phase of
    /// the pooling, and takes the largest reach. Along one axis a convolution widens the interval by kernel/2 on both
    /// sides, upsampling divides positions, pooling multiplies them, a skip takes the union.
    /// </summary>
    private static int Halo(StarDistConfig config, int grid, int kernel, int pool)
    {
        var reach = 0;
        var rounds = int.Log2(Math.Max(config.GridY, config.GridX));
        var period = (int)Math.Pow(pool, config.UnetNDepth);
        for (var phase = 0; phase < period; phase++)
        {
            var o = (8 * period) + phase;
            var (low, high) = Widen((o, o), config.NetConvAfterUnet > 0 ? kernel / 2 : 0);
            (low, high) = Level((low, high), 0, config, kernel / 2, pool);
            for (var round = rounds - 1; round >= 0; round--)
            {
                var factor = grid >> round > 1 ? 2 : 1; // an axis that has reached its grid is convolved but not pooled
                (low, high) = Widen((low * factor, (high * factor) + factor - 1), config.UnetNConvPerDepth * (kernel / 2));
            }

            reach = Math.Max(reach, Math.Max((o * grid) - low, high - ((o * grid) + grid - 1)));
        }

        return reach;
    }

    private static (int Low, int High) Level((int Low, int High) interval, int level, StarDistConfig config, int half, int pool)
    {
        var convs = config.UnetNConvPerDepth * half;
        if (level == config.UnetNDepth)
        {
            return Widen(interval, convs);
        }

        var joined = Widen(interval, convs); // what the up convolutions read from [upsampled, skip]
        var below = Level((FloorDiv(joined.Low, pool), FloorDiv(joined.High, pool)), level + 1, config, half, pool);
        return Widen((Math.Min(joined.Low, below.Low * pool), Math.Max(joined.High, (below.High * pool) + pool - 1)), convs);
    }

    private static (int Low, int High) Widen((int Low, int High) interval, int by) => (interval.Low - by, interval.High + by);

    private static int FloorDiv(int a, int b) => (int)Math.Floor(a / (double)b);
}
