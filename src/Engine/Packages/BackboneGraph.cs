using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Packages;

/// <summary>The U-Net that StarDist networks and U-Nets have in common, as part of a <see cref="NetworkGraph"/>.</summary>
internal static class BackboneGraph
{
    /// <summary>Appends a convolution with what follows it.</summary>
    /// <param name="name">Name of the layer.</param>
    /// <param name="x">Its input.</param>
    /// <param name="relu">False where the layer is linear.</param>
    /// <param name="unet">False for layers above the U-Net, which no normalisation follows.</param>
    /// <returns>Name of its result.</returns>
    public delegate string LayerWriter(string name, string x, bool relu = true, bool unet = true);

    /// <summary>Appends all levels.</summary>
    /// <param name="config">Shape of the layers.</param>
    /// <param name="graph">Receives the operations.</param>
    /// <param name="x">Input.</param>
    /// <param name="layer">Appends one layer.</param>
    /// <returns>Name of the result.</returns>
    public static string Add(StarDistConfig config, NetworkGraph graph, string x, LayerWriter layer)
    {
        int convs = config.UnetNConvPerDepth, depth = config.UnetNDepth, poolY = config.UnetPool[0], poolX = config.UnetPool[1];
        var lastRelu = config.UnetLastActivation == "relu";
        var prefix = config.UnetPrefix;
        var skips = new Stack<string>();
        for (var n = 0; n < depth; n++)
        {
            for (var i = 0; i < convs; i++)
            {
                x = layer($"{prefix}down_level_{n}_no_{i}", x);
            }

            skips.Push(x);
            x = graph.Add(new MaxPool(poolY, poolX), x);
        }

        // the last convolution of a stage is numbered like the number of convolutions
        string Stage(string name, bool relu)
        {
            for (var i = 0; i < convs - 1; i++)
            {
                x = layer($"{prefix}{name}_{i}", x);
            }

            return layer($"{prefix}{name}_{convs}", x, relu);
        }

        x = Stage("middle", depth > 0 || lastRelu);
        for (var n = depth - 1; n >= 0; n--)
        {
            x = graph.Add(new Concatenate(), graph.Add(new UpsampleNearest(poolY, poolX), x), skips.Pop());
            x = Stage($"up_level_{n}_no", n > 0 || lastRelu);
        }

        return x;
    }
}
