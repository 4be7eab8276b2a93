using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Tests.Runtime;

/// <summary>The StarDist network by its definition, slowly and in double precision: what fast implementations are held against.</summary>
internal sealed class DirectNetwork(StarDistConfig config, IReadOnlyDictionary<string, float[]> weights)
{
    private int _norms;

    /// <summary>An activation: values[channel][y, x].</summary>
    internal sealed record Map(double[][,] Channels)
    {
        public int Height => Channels[0].GetLength(0);

        public int Width => Channels[0].GetLength(1);
    }

    /// <summary>Random weights for every layer of a network, by state-dict key.</summary>
    public static Dictionary<string, float[]> RandomWeights(StarDistConfig config, int seed)
    {
        var random = new Random(seed);
        var result = new Dictionary<string, float[]>();
        var norms = 0;
        float[] Draw(int count, double low, double high) => [.. Enumerable.Range(0, count).Select(_ => (float)(low + ((high - low) * random.NextDouble())))];
        void Add(string name, int inputs, int outputs, int kernel, bool unet)
        {
            var limit = Math.Sqrt(3.0 / (inputs * kernel * kernel));
            result[name + ".weight"] = Draw(outputs * inputs * kernel * kernel, -limit, 1.6 * limit);
            result[name + ".bias"] = Draw(outputs, -0.2, 0.2);
            if (unet && config.UnetBatchNorm)
            {
                var norm = norms++ == 0 ? "batch_normalization" : $"batch_normalization_{norms - 1}";
                result[norm + ".weight"] = Draw(outputs, 0.5, 1.5);
                result[norm + ".bias"] = Draw(outputs, -0.3, 0.3);
                result[norm + ".running_mean"] = Draw(outputs, -0.3, 0.3);
                result[norm + ".running_var"] = Draw(outputs, 0.5, 1.5);
            }
        }

        foreach (var (name, inputs, outputs) in ConvolutionsOf(config))
        {
            Add(name, inputs, outputs, 3, name is not ("features" or "features_class"));
        }

        var below = config.NetConvAfterUnet > 0 ? config.NetConvAfterUnet : ConvolutionsOf(config).Last().Outputs;
        Add("prob", below, 1, 1, false);
        Add("dist", below, config.NRays, 1, false);
        if (config.NClasses is { } classes)
        {
            Add("prob_class", below, classes + 1, 1, false);
        }

        return result;
    }

    /// <summary>Probability logits, distances and class scores of a planar image.</summary>
    public (Map Prob, Map Dist, Map? Classes) Run(float[] image, int height, int width)
    {
        _norms = 0;
        Map x = new([.. Enumerable.Range(0, config.NChannelIn).Select(c => Plane(height, width, (i, j) => image[(((c * height) + i) * width) + j]))]);
        int convs = config.UnetNConvPerDepth, depth = config.UnetNDepth, pooledY = 1, pooledX = 1, stem = 0;
        while (pooledY < config.GridY || pooledX < config.GridX)
        {
            for (var i = 0; i < convs; i++, stem++)
            {
                x = Conv(x, stem == 0 ? "conv2d" : $"conv2d_{stem}");
            }

            int poolY = pooledY < config.GridY ? 2 : 1, poolX = pooledX < config.GridX ? 2 : 1;
            x = Pool(x, poolY, poolX);
            pooledY *= poolY;
            pooledX *= poolX;
        }

        var skips = new Stack<Map>();
        for (var n = 0; n < depth; n++)
        {
            for (var i = 0; i < convs; i++)
            {
                x = Conv(x, $"down_level_{n}_no_{i}");
            }

            skips.Push(x);
            x = Pool(x, 2, 2);
        }

        var lastRelu = config.UnetLastActivation == "relu";
        for (var i = 0; i < convs - 1; i++)
        {
            x = Conv(x, $"middle_{i}");
        }

        x = Conv(x, $"middle_{convs}", depth > 0 || lastRelu);
        for (var n = depth - 1; n >= 0; n--)
        {
            var skip = skips.Pop();
            var small = x;
            x = new Map([.. small.Channels.Select(c => Plane(skip.Height, skip.Width, (i, j) => c[i / 2, j / 2])), .. skip.Channels]);
            for (var i = 0; i < convs - 1; i++)
            {
                x = Conv(x, $"up_level_{n}_no_{i}");
            }

            x = Conv(x, $"up_level_{n}_no_{convs}", n > 0 || lastRelu);
        }

        var features = config.NetConvAfterUnet > 0 ? Conv(x, "features", unet: false) : x;
        Map? classes = null;
        if (config.NClasses is not null)
        {
            classes = Conv(config.NetConvAfterUnet > 0 ? Conv(x, "features_class", unet: false) : x, "prob_class", relu: false, unet: false, kernel: 1);
        }

        return (Conv(features, "prob", false, false, 1), Conv(features, "dist", false, false, 1), classes);
    }

    private static IEnumerable<(string Name, int Inputs, int Outputs)> ConvolutionsOf(StarDistConfig config)
    {
        int channels = config.NChannelIn, filters = config.UnetNFilterBase, convs = config.UnetNConvPerDepth, depth = config.UnetNDepth;
        var stem = 0;
        var rounds = Math.Max(int.Log2(config.GridY), int.Log2(config.GridX));
        for (var i = 0; i < rounds * convs; i++, stem++, channels = filters)
        {
            yield return (stem == 0 ? "conv2d" : $"conv2d_{stem}", channels, filters);
        }

        for (var n = 0; n < depth; n++)
        {
            for (var i = 0; i < convs; i++, channels = filters << n)
            {
                yield return ($"down_level_{n}_no_{i}", channels, filters << n);
            }
        }

        for (var i = 0; i < convs - 1; i++, channels = filters << depth)
        {
            yield return ($"middle_{i}", channels, filters << depth);
        }

        yield return ($"middle_{convs}", channels, filters << Math.Max(0, depth - 1));
        channels = filters << Math.Max(0, depth - 1);
        for (var n = depth - 1; n >= 0; n--)
        {
            channels += filters << n;
            for (var i = 0; i < convs - 1; i++, channels = filters << n)
            {
                yield return ($"up_level_{n}_no_{i}", channels, filters << n);
            }

            yield return ($"up_level_{n}_no_{convs}", channels, filters << Math.Max(0, n - 1));
            channels = filters << Math.Max(0, n - 1);
        }

        if (config.NetConvAfterUnet > 0)
        {
            if (config.NClasses is not null)
            {
                yield return ("features_class", channels, config.NetConvAfterUnet);
            }

            yield return ("features", channels, config.NetConvAfterUnet);
        }
    }

    private static double[,] Plane(int height, int width, Func<int, int, double> value)
    {
        var plane = new double[height, width];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                plane[y, x] = value(y, x);
            }
        }

        return plane;
    }

    private static Map Pool(Map a, int poolY, int poolX) => new(
        [.. a.Channels.Select(c => Plane(a.Height / poolY, a.Width / poolX, (y, x) =>
            Enumerable.Range(0, poolY).SelectMany(j => Enumerable.Range(0, poolX).Select(i => c[(y * poolY) + j, (x * poolX) + i])).Max()))]);

    private Map Conv(Map a, string name, bool relu = true, bool unet = true, int kernel = 3)
    {
        float[] w = weights[name + ".weight"], b = weights[name + ".bias"];
        var norm = unet && config.UnetBatchNorm ? (_norms++ == 0 ? "batch_normalization" : $"batch_normalization_{_norms - 1}") : null;
        int inputs = a.Channels.Length, half = kernel / 2;
        return new Map([.. Enumerable.Range(0, b.Length).Select(o => Plane(a.Height, a.Width, (y, x) =>
        {
            double sum = b[o];
            for (var c = 0; c < inputs; c++)
            {
                for (var j = Math.Max(0, half - y); j < kernel && y + j - half < a.Height; j++)
                {
                    for (var i = Math.Max(0, half - x); i < kernel && x + i - half < a.Width; i++)
                    {
                        sum += w[(((((o * inputs) + c) * kernel) + j) * kernel) + i] * a.Channels[c][y + j - half, x + i - half];
                    }
                }
            }

            if (norm is not null)
            {
                sum = ((sum - weights[norm + ".running_mean"][o]) / Math.Sqrt(weights[norm + ".running_var"][o] + 1e-3) * weights[norm + ".weight"][o]) + weights[norm + ".bias"][o];
            }

            return relu ? Math.Max(0, sum) : sum;
        }))]);
    }
}
