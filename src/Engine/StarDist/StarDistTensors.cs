namespace FijiBridge.Engine.StarDist;

/// <summary>
/// The tensors that the weights of a StarDist network consist of, by the names of its state dict. Known without building the
/// network, so that weights can be checked where there is no libtorch.
/// </summary>
public static class StarDistTensors
{
    /// <summary>Name and shape of each tensor.</summary>
    /// <param name="config">Shape of the network.</param>
    /// <exception cref="UserAdviceException">A value of the configuration is not possible.</exception>
    public static IReadOnlyDictionary<string, long[]> Of(StarDistConfig config)
    {
        StarDistConfigRules.Check(config);
        var tensors = new Dictionary<string, long[]>();
        int channels = config.NChannelIn, stemConvs = 0, norms = 0, convs = config.UnetNConvPerDepth;
        void Convolution(string name, int inputs, int outputs, int kernelY, int kernelX)
        {
            tensors.Add($"{name}.weight", [outputs, inputs, kernelY, kernelX]);
            tensors.Add($"{name}.bias", [outputs]);
        }

        void Layer(string name, int filters)
        {
            Convolution(name, channels, filters, config.UnetKernelSize[0], config.UnetKernelSize[1]);
            channels = filters;
            if (config.UnetBatchNorm)
            {
                var norm = norms++ == 0 ? "batch_normalization" : $"batch_normalization_{norms - 1}";
                foreach (var part in new[] { "weight", "bias", "running_mean", "running_var" })
                {
                    tensors.Add($"{norm}.{part}", [filters]);
                }
            }
        }

        for (var pooled = 1; pooled < Math.Max(config.GridY, config.GridX); pooled *= 2)
        {
            for (var i = 0; i < convs; i++, stemConvs++)
            {
                Layer(stemConvs == 0 ? "conv2d" : $"conv2d_{stemConvs}", config.UnetNFilterBase);
            }
        }

        int Filters(int level) => config.UnetNFilterBase << Math.Max(0, level);
        void Stage(string name, int level)
        {
            for (var i = 0; i < convs - 1; i++)
            {
                Layer($"{config.UnetPrefix}{name}_{i}", Filters(level));
            }

            Layer($"{config.UnetPrefix}{name}_{convs}", Filters(level - 1));
        }

        for (var n = 0; n < config.UnetNDepth; n++)
        {
            for (var i = 0; i < convs; i++)
            {
                Layer($"{config.UnetPrefix}down_level_{n}_no_{i}", Filters(n));
            }
        }

        Stage("middle", config.UnetNDepth);
        for (var n = config.UnetNDepth - 1; n >= 0; n--)
        {
            channels += Filters(n);
            Stage($"up_level_{n}_no", n);
        }

        Heads(config, channels, Convolution);
        return tensors;
    }

    private static void Heads(StarDistConfig config, int unet, Action<string, int, int, int, int> convolution)
    {
        var after = config.NetConvAfterUnet;
        var features = after > 0 ? after : unet;
        void After(string name)
        {
            if (after > 0)
            {
                convolution(name, unet, after, config.UnetKernelSize[0], config.UnetKernelSize[1]);
            }
        }

        After("features");
        convolution("prob", features, 1, 1, 1);
        convolution("dist", features, config.NRays, 1, 1);
        if (config.NClasses is { } classes)
        {
            After("features_class");
            convolution("prob_class", features, classes + 1, 1, 1);
        }
    }
}
