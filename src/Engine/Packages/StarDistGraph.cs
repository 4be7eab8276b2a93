using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime.Cpu;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Packages;

/// <summary>
/// The StarDist network as a <see cref="NetworkGraph"/>, with batch normalisations multiplied into the weights or as layers of their own. The output has
/// the size of the image for every grid, as StarDist's own exporter makes it, so that a reader needs to know nothing of grids:
/// the probability stands at the grid's points with zeros between them, distances (and classes) are repeated.
/// Channels: prob (after the sigmoid), dist_0 ... in pixels, then with classes background, class_1 ... (after the softmax).
/// </summary>
internal static class StarDistGraph
{
    /// <summary>Writes the network down.</summary>
    /// <param name="config">Shape.</param>
    /// <param name="weights">Arrays by state-dict key, fitting the shape.</param>
    /// <param name="fold">Multiply batch normalisations into the weights.</param>
    public static NetworkGraph Of(StarDistConfig config, IReadOnlyDictionary<string, float[]> weights, bool fold = true)
    {
        var shapes = StarDistTensors.Of(config);
        var norms = 0;
        NamedTensor Tensor(string name, float[]? values = null) => new(name, shapes[name], values ?? weights[name]);
        var graph = new NetworkGraph(config.NChannelIn, config.DivisorY, config.DivisorX)
        {
            OutputChannels = [.. config.MapNames],
        };

        string Layer(string name, string x, bool relu = true, bool unet = true)
        {
            var norm = unet && config.UnetBatchNorm ? (norms++ == 0 ? "batch_normalization" : $"batch_normalization_{norms - 1}") : null;
            var folded = LayerWeights.Of(weights, name, fold ? norm : null);
            x = graph.Add(new Convolution(name, Tensor($"{name}.weight", folded.Kernel), Tensor($"{name}.bias", folded.Bias)), x);
            x = norm is null || fold ? x : graph.Add(BatchNormalization.Of(norm, part => Tensor(part)), x);
            return relu ? graph.Add(new Relu(), x) : x;
        }

        var features = BackboneGraph.Add(config, graph, Stem(config, graph, Layer), Layer);
        var after = config.NetConvAfterUnet > 0;
        string After(string name) => after ? Layer(name, features, unet: false) : features;
        var head = After("features");
        List<string> parts =
        [
            Full(new SpreadOnGrid(config.GridY, config.GridX), graph.Add(new Sigmoid(), Layer("prob", head, relu: false, unet: false))),
            Full(new UpsampleNearest(config.GridY, config.GridX), Layer("dist", head, relu: false, unet: false)),
        ];
        if (config.NClasses is not null)
        {
            var scores = graph.Add(new Softmax(), Layer("prob_class", After("features_class"), relu: false, unet: false));
            parts.Add(Full(new UpsampleNearest(config.GridY, config.GridX), scores));
        }

        graph.Add(new Concatenate(), [.. parts]);
        return graph;

        string Full(GraphOperation spread, string x) => config is { GridY: 1, GridX: 1 } ? x : graph.Add(spread, x);
    }

    private static string Stem(StarDistConfig config, NetworkGraph graph, BackboneGraph.LayerWriter layer)
    {
        var x = NetworkGraph.Input;
        int pooledY = 1, pooledX = 1, convs = 0;
        while (pooledY < config.GridY || pooledX < config.GridX)
        {
            int poolY = pooledY < config.GridY ? 2 : 1, poolX = pooledX < config.GridX ? 2 : 1;
            for (var i = 0; i < config.UnetNConvPerDepth; i++, convs++)
            {
                x = layer(convs == 0 ? "conv2d" : $"conv2d_{convs}", x);
            }

            x = graph.Add(new MaxPool(poolY, poolX), x);
            pooledY *= poolY;
            pooledX *= poolX;
        }

        return x;
    }
}
