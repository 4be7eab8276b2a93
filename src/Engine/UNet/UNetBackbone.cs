using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.UNet;

/// <summary>What fixes the shape of a <see cref="UNetBackbone"/>.</summary>
/// <param name="InChannels">Channels of its input.</param>
/// <param name="Depth">Levels below the first; 0 for plain convolutions.</param>
/// <param name="BaseFilters">Filters of the first level, doubled at each level.</param>
/// <param name="ConvsPerLevel">Convolutions per level, at least 1.</param>
/// <param name="Kernel">Kernel (y, x), odd.</param>
/// <param name="Pool">Pooling between levels (y, x).</param>
/// <param name="BatchNorm">Batch normalisation between convolution and activation.</param>
/// <param name="Dropout">Dropout after each activation, 0..1.</param>
/// <param name="LastRelu">False where the last convolution is linear.</param>
/// <param name="Prefix">Put before the layer names.</param>
/// <param name="NormGroups">Above 0: group normalisation with so many groups, in place of batch normalisation.</param>
internal sealed record UNetShape(
    int InChannels,
    int Depth,
    int BaseFilters,
    int ConvsPerLevel,
    (int Y, int X) Kernel,
    (int Y, int X) Pool,
    bool BatchNorm = false,
    double Dropout = 0,
    bool LastRelu = true,
    string Prefix = "",
    int NormGroups = 0)
{
    /// <summary>True where convolutions are followed by a normalisation.</summary>
    public bool HasNorm => BatchNorm || NormGroups > 0;
}

/// <summary>
/// The U-Net (Ronneberger et al., MICCAI 2015) in the form that csbdeep builds and StarDist uses: per level n
/// convolutions, max pooling down, nearest upsampling up, skips joined as [upsampled, skip]; 'same' zero padding, so the
/// output has the size of the input, which must be divisible by pool^depth. Layers carry csbdeep's names.
/// </summary>
internal sealed class UNetBackbone
{
    private readonly List<ConvLayer[]> _down = [];
    private readonly ConvLayer[] _middle;
    private readonly List<ConvLayer[]> _up = [];
    private readonly UNetShape _shape;

    /// <summary>Builds the layers on the CPU with weights drawn from <paramref name="init"/>.</summary>
    /// <param name="shape">Shape.</param>
    /// <param name="init">Source of the initial weights.</param>
    /// <param name="normNames">Gives the next name of a normalisation (they are numbered through the network).</param>
    public UNetBackbone(UNetShape shape, Random init, Func<string> normNames)
    {
        _shape = shape;
        var channels = shape.InChannels;
        ConvLayer Layer(string name, int filters, bool relu = true)
        {
            var layer = new ConvLayer(
                shape.Prefix + name, channels, filters, shape.Kernel, relu, init, shape.BatchNorm, shape.Dropout, shape.HasNorm ? normNames() : null, shape.NormGroups);
            channels = filters;
            return layer;
        }

        int Filters(int level) => shape.BaseFilters << level;
        var convs = shape.ConvsPerLevel;
        for (var n = 0; n < shape.Depth; n++)
        {
            _down.Add([.. Enumerable.Range(0, convs).Select(i => Layer($"down_level_{n}_no_{i}", Filters(n)))]);
        }

        // The last convolution of each stage is numbered ConvsPerLevel and already has the filters of the level above.
        _middle =
        [
            .. Enumerable.Range(0, convs - 1).Select(i => Layer($"middle_{i}", Filters(shape.Depth))),
            Layer($"middle_{convs}", Filters(Math.Max(0, shape.Depth - 1)), shape.Depth > 0 || shape.LastRelu),
        ];
        for (var n = shape.Depth - 1; n >= 0; n--)
        {
            channels += Filters(n);
            _up.Add(
            [
                .. Enumerable.Range(0, convs - 1).Select(i => Layer($"up_level_{n}_no_{i}", Filters(n))),
                Layer($"up_level_{n}_no_{convs}", Filters(Math.Max(0, n - 1)), n > 0 || shape.LastRelu),
            ]);
        }

        OutChannels = channels;
    }

    /// <summary>Channels of the output.</summary>
    public int OutChannels { get; }

    /// <summary>All layers in the order of the data flow.</summary>
    public IEnumerable<ConvLayer> Layers => _down.SelectMany(l => l).Concat(_middle).Concat(_up.SelectMany(l => l));

    /// <summary>
    /// Applies the network: (N, InChannels, H, W) to (N, OutChannels, H, W). Each activation is freed as soon as it is used; what
    /// a gradient needs is kept by its graph.
    /// </summary>
    public Tensor Apply(Tensor x, bool training)
    {
        var skips = new Stack<Tensor>();
        var freeInput = false;
        foreach (var level in _down)
        {
            var skip = Chain(level, x, freeInput, training);
            skips.Push(skip);
            x = nn.functional.max_pool2d(skip, [_shape.Pool.Y, _shape.Pool.X], [_shape.Pool.Y, _shape.Pool.X]); // (N, filters, H/2, W/2)
            freeInput = true;
        }

        x = Chain(_middle, x, freeInput, training);
        foreach (var level in _up)
        {
            using var skip = skips.Pop();
            using var upsampled = nn.functional.upsample_nearest2d(x, [skip.shape[2], skip.shape[3]]);
            x.Dispose();
            x = Chain(level, cat([upsampled, skip], 1), true, training);
        }

        return x;
    }

    /// <summary>Applies layers one after the other and frees each activation that was used; the first input only when <paramref name="freeFirst"/>.</summary>
    internal static Tensor Chain(IEnumerable<ConvLayer> layers, Tensor x, bool freeFirst, bool training)
    {
        var free = freeFirst;
        foreach (var layer in layers)
        {
            var y = layer.Apply(x, training);
            if (free)
            {
                x.Dispose();
            }

            x = y;
            free = true;
        }

        return x;
    }
}
