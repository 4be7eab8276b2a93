using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime.Cpu;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Packages;

/// <summary>
/// A U-Net as a <see cref="NetworkGraph"/>, with batch normalisations multiplied into the weights or as layers of their own, group normalisations kept and
/// dropout left out. The output is read as it is: class probabilities after sigmoid or softmax, then the depth if there is one.
/// </summary>
internal static class UNetGraph
{
    /// <summary>Writes the network down.</summary>
    /// <param name="config">Shape.</param>
    /// <param name="weights">Arrays by state-dict key, fitting the shape.</param>
    /// <param name="fold">Multiply batch normalisations into the weights.</param>
    public static NetworkGraph Of(UNetConfig config, IReadOnlyDictionary<string, float[]> weights, bool fold = true)
    {
        var shapes = UNetTensors.Of(config);
        var norms = 0;
        var graph = new NetworkGraph(config.NChannelIn, config.DivisorY, config.DivisorX) { OutputChannels = Channels(config) };
        NamedTensor Tensor(string name, float[]? values = null) => new(name, shapes[name], values ?? weights[name]);
        string Layer(string name, string x, bool relu = true, bool unet = true)
        {
            var number = unet && config.Norm != UNetNorm.None ? norms++ : -1;
            var norm = number < 0 ? null : (config.Norm == UNetNorm.Group ? "group_normalization" : "batch_normalization") + (number == 0 ? "" : $"_{number}");
            var folded = LayerWeights.Of(weights, name, fold && config.Norm == UNetNorm.Batch ? norm : null);
            x = graph.Add(new Convolution(name, Tensor($"{name}.weight", folded.Kernel), Tensor($"{name}.bias", folded.Bias)), x);
            if (config.Norm == UNetNorm.Batch && norm is not null && !fold)
            {
                x = graph.Add(BatchNormalization.Of(norm, part => Tensor(part)), x);
            }
            else if (config.Norm == UNetNorm.Group && norm is not null)
            {
                x = graph.Add(new GroupNormalization(norm, ConvLayer.GroupsOf(folded.OutChannels, config.Groups), Tensor($"{norm}.weight"), Tensor($"{norm}.bias")), x);
            }

            return relu ? graph.Add(new Relu(), x) : x;
        }

        var output = Layer(UNetNet.OutputLayer, BackboneGraph.Add(config.Layers, graph, NetworkGraph.Input, Layer), relu: false, unet: false);
        GraphOperation activation = config.ClassChannels == 1 ? new Sigmoid() : new Softmax();
        if (config.Output != UNetOutput.Distance)
        {
            graph.Add(activation, output);
            return graph;
        }

        var classes = graph.Add(activation, graph.Add(new TakeChannels(0, config.ClassChannels), output));
        graph.Add(new Concatenate(), classes, graph.Add(new TakeChannels(config.ClassChannels, 1), output));
        return graph;
    }

    private static IReadOnlyList<string> Channels(UNetConfig config) => config.Output switch
    {
        UNetOutput.Boundary => ["background", "inside", "between"],
        UNetOutput.Distance => ["background", "inside", "between", "depth"],
        _ when config.NClasses == 1 => ["foreground"],
        _ => ["background", .. Enumerable.Range(1, config.NClasses).Select(c => $"class_{c}")],
    };
}
