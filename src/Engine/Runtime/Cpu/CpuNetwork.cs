using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>
/// The StarDist 2D network on the CPU, without libtorch: the layers of <see cref="StarDistConfig"/> in order, with batch
/// normalisations multiplied into the weights, upsampling and concatenation done while reading, and the distance
/// head evaluated only where it is asked for.
/// </summary>
internal sealed class CpuNetwork : IDisposable
{
    private readonly StarDistConfig _config;
    private readonly LayerRunner _run;
    private readonly Dictionary<string, CpuLayer> _layers = [];
    private readonly List<(CpuLayer[] Layers, int PoolY, int PoolX)> _stem = [];
    private readonly List<CpuLayer[]> _down = [];
    private readonly CpuLayer[] _middle;
    private readonly List<CpuLayer[]> _up = [];
    private readonly CpuLayer? _features;
    private readonly CpuLayer? _classFeatures;
    private readonly CpuLayer _prob;
    private readonly float[] _probWeights;
    private readonly CpuLayer _dist;
    private readonly CpuLayer? _class;

    /// <summary>Packs the weights.</summary>
    /// <param name="config">A network that <see cref="CanRun"/>.</param>
    /// <param name="weights">Arrays by state-dict key.</param>
    /// <param name="kernels">Inner loops.</param>
    /// <param name="run">Threads and memory.</param>
    public CpuNetwork(StarDistConfig config, IReadOnlyDictionary<string, float[]> weights, ConvolutionKernels kernels, LayerRunner run)
    {
        _config = config;
        _run = run;
        int channels = config.NChannelIn, norms = 0, stemConvs = 0;
        var first = true;
        CpuLayer Convolution(string name, bool relu = true, int joined = 0, bool unet = true)
        {
            var norm = unet && config.UnetBatchNorm ? (norms++ == 0 ? "batch_normalization" : $"batch_normalization_{norms - 1}") : null;
            var w = LayerWeights.Of(weights, name, norm);
            var layer = first ? CpuLayer.Image(w, relu) : CpuLayer.Convolution(kernels, w, Inputs(channels, joined), Activation.Pad(channels) + Activation.Pad(joined), relu);
            first = false;
            channels = w.OutChannels;
            return _layers[name] = layer;
        }

        CpuLayer Head(string name) => _layers[name] = CpuLayer.Head(kernels, LayerWeights.Of(weights, name, null));

        var prefix = config.UnetPrefix;
        int convs = config.UnetNConvPerDepth, depth = config.UnetNDepth, pooledY = 1, pooledX = 1;
        while (pooledY < config.GridY || pooledX < config.GridX)
        {
            int poolY = pooledY < config.GridY ? 2 : 1, poolX = pooledX < config.GridX ? 2 : 1;
            _stem.Add(([.. Enumerable.Range(0, convs).Select(_ => Convolution(stemConvs++ == 0 ? "conv2d" : $"conv2d_{stemConvs - 1}"))], poolY, poolX));
            pooledY *= poolY;
            pooledX *= poolX;
        }

        var skips = new Stack<int>();
        for (var n = 0; n < depth; n++)
        {
            _down.Add([.. Enumerable.Range(0, convs).Select(i => Convolution($"{prefix}down_level_{n}_no_{i}"))]);
            skips.Push(channels);
        }

        var lastRelu = config.UnetLastActivation == "relu";
        _middle = [.. Enumerable.Range(0, convs - 1).Select(i => Convolution($"{prefix}middle_{i}")), Convolution($"{prefix}middle_{convs}", depth > 0 || lastRelu)];
        for (var n = depth - 1; n >= 0; n--)
        {
            var skip = skips.Pop();
            _up.Add(
            [
                .. Enumerable.Range(0, convs - 1).Select(i => Convolution($"{prefix}up_level_{n}_no_{i}", true, i == 0 ? skip : 0)),
                Convolution($"{prefix}up_level_{n}_no_{convs}", n > 0 || lastRelu, convs == 1 ? skip : 0),
            ]);
        }

        var unetChannels = channels;
        _features = config.NetConvAfterUnet > 0 ? Convolution("features", unet: false) : null;
        _prob = Head("prob");
        _probWeights = weights["prob.weight"];
        _dist = Head("dist");
        if (config.NClasses is not null)
        {
            channels = unetChannels;
            _classFeatures = config.NetConvAfterUnet > 0 ? Convolution("features_class", unet: false) : null;
            _class = Head("prob_class");
        }
    }

    /// <summary>True where the network has the shape that the kernels are made for: 3x3 convolutions, 2x2 pooling, at least one layer before the heads.</summary>
    public static bool CanRun(StarDistConfig config) =>
        config.UnetKernelSize is [3, 3] && (config.UnetNDepth == 0 || config.UnetPool is [2, 2])
        && config.NChannelIn <= 16 && config.UnetNFilterBase << config.UnetNDepth <= 4096 && config.NetConvAfterUnet <= 4096;

    /// <summary>Runs the network on a planar image (channels, height, width); the result holds memory until <see cref="Release"/>.</summary>
    public CpuFeatures Run(float[] image, int height, int width)
    {
        Activation? x = null;
        foreach (var (layers, poolY, poolX) in _stem)
        {
            x = Pool(Chain(layers, x, null, image, height, width), poolY, poolX, keep: false);
        }

        var skips = new Stack<Activation>();
        foreach (var level in _down)
        {
            var skip = Chain(level, x, null, image, height, width);
            skips.Push(skip);
            x = Pool(skip, _config.UnetPool[0], _config.UnetPool[1], keep: true);
        }

        x = Chain(_middle, x, null, image, height, width);
        foreach (var level in _up)
        {
            x = Chain(level, x, skips.Pop(), image, height, width);
        }

        return new CpuFeatures(x, _features is null ? _run.Map(_prob, _probWeights, x) : _run.Map(_features, _prob, _probWeights, x));
    }

    /// <summary>Distances at positions y * width + x of the maps: (positions, nRays).</summary>
    public float[] Distances(CpuFeatures features, long[] positions) => Gather(_features, _dist, features, positions);

    /// <summary>Class scores before the softmax at positions: (positions, nClasses + 1); null without classes.</summary>
    public float[]? ClassScores(CpuFeatures features, long[] positions) => _class is null ? null : Gather(_classFeatures, _class, features, positions);

    /// <summary>Takes the memory of a result back.</summary>
    public void Release(CpuFeatures features) => _run.Free(features.UNet);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in _layers.Values)
        {
            layer.Dispose();
        }
    }

    private float[] Gather(CpuLayer? below, CpuLayer head, CpuFeatures features, long[] positions) =>
        below is null ? _run.Gather(head, features.UNet, positions) : _run.Gather(below, head, features.UNet, positions);

    private Activation Chain(CpuLayer[] layers, Activation? x, Activation? skip, float[] image, int height, int width)
    {
        foreach (var layer in layers)
        {
            var y = x is null ? _run.Image(layer, image, _config.NChannelIn, height, width) : _run.Convolve(layer, x, skip);
            if (x is not null)
            {
                _run.Free(x);
            }

            if (skip is not null)
            {
                _run.Free(skip);
            }

            x = y;
            skip = null;
        }

        return x!;
    }

    private Activation Pool(Activation x, int poolY, int poolX, bool keep)
    {
        var y = _run.Pool(x, poolY, poolX);
        if (!keep)
        {
            _run.Free(x);
        }

        return y;
    }

    // Where the channels of one input, or of two joined, lie when each is padded.
    private static int[] Inputs(int channels, int joined) =>
        [.. Enumerable.Range(0, channels), .. Enumerable.Range(Activation.Pad(channels), joined)];
}

/// <summary>What a pass over an image leaves: the U-Net's output, from which distances and classes can be had, and the scores of the probability head.</summary>
/// <param name="UNet">The U-Net's output.</param>
/// <param name="ProbLogits">Object probability before the sigmoid, (height * width).</param>
internal sealed record CpuFeatures(Activation UNet, float[] ProbLogits);
