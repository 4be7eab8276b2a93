using FijiBridge.Engine.Models;

namespace FijiBridge.Engine.Packages;

/// <summary>One operation of a <see cref="NetworkGraph"/>; all work on (N, C, H, W) float tensors.</summary>
internal abstract record GraphOperation
{
    /// <summary>The weights that it uses, by the names that they have in a state dict.</summary>
    public virtual IReadOnlyList<NamedTensor> Weights => [];
}

/// <summary>A convolution of stride 1 with zero padding that keeps the size ('same'); kernels are odd.</summary>
/// <param name="Name">Name of the layer, under which its weights are found.</param>
/// <param name="Weight">(out, in, kH, kW).</param>
/// <param name="Bias">(out).</param>
internal sealed record Convolution(string Name, NamedTensor Weight, NamedTensor Bias) : GraphOperation
{
    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> Weights => [Weight, Bias];

    /// <summary>Rows of zeros above and below.</summary>
    public long PadY => Weight.Shape[2] / 2;

    /// <summary>Columns of zeros left and right.</summary>
    public long PadX => Weight.Shape[3] / 2;
}

/// <summary>
/// Group normalisation: the channels in groups, each with mean 0 and variance 1 over its channels and all pixels, then times gain
/// plus shift, channel by channel.
/// </summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Groups">Number of groups; divides the channels.</param>
/// <param name="Gain">(channels).</param>
/// <param name="Shift">(channels).</param>
internal sealed record GroupNormalization(string Name, int Groups, NamedTensor Gain, NamedTensor Shift) : GraphOperation
{
    /// <summary>Added to the variance.</summary>
    public const double Epsilon = 1e-3;

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> Weights => [Gain, Shift];
}

/// <summary>Batch normalisation with fixed statistics: (x - mean) / sqrt(variance + epsilon), times gain plus shift, channel by channel. In networks that shall be trained further.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Gain">(channels).</param>
/// <param name="Shift">(channels).</param>
/// <param name="Mean">(channels).</param>
/// <param name="Variance">(channels).</param>
internal sealed record BatchNormalization(string Name, NamedTensor Gain, NamedTensor Shift, NamedTensor Mean, NamedTensor Variance) : GraphOperation
{
    /// <summary>Added to the variance.</summary>
    public const double Epsilon = 1e-3;

    /// <summary>Part of the old statistics that a training step replaces.</summary>
    public const double Momentum = 0.01;

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> Weights => [Gain, Shift, Mean, Variance];

    /// <summary>The layer of a name, from the tensors of a state dict.</summary>
    public static BatchNormalization Of(string name, Func<string, NamedTensor> tensor) =>
        new(name, tensor($"{name}.weight"), tensor($"{name}.bias"), tensor($"{name}.running_mean"), tensor($"{name}.running_var"));
}

/// <summary>max(0, x).</summary>
internal sealed record Relu : GraphOperation;

/// <summary>1 / (1 + exp(-x)).</summary>
internal sealed record Sigmoid : GraphOperation;

/// <summary>Softmax over the channels.</summary>
internal sealed record Softmax : GraphOperation;

/// <summary>Largest value of each window; windows lie side by side.</summary>
internal sealed record MaxPool(int Y, int X) : GraphOperation;

/// <summary>Each value repeated Y times down and X times across.</summary>
internal sealed record UpsampleNearest(int Y, int X) : GraphOperation;

/// <summary>Each value at the upper left corner of a cell of Y x X pixels, zeros elsewhere: one channel in, one out.</summary>
internal sealed record SpreadOnGrid(int Y, int X) : GraphOperation;

/// <summary>Channels First .. First + Count - 1.</summary>
internal sealed record TakeChannels(int First, int Count) : GraphOperation;

/// <summary>Channels of all inputs one after the other.</summary>
internal sealed record Concatenate : GraphOperation;

/// <summary>An operation with the names of the values that it takes and gives.</summary>
internal sealed record GraphNode(GraphOperation Operation, IReadOnlyList<string> Inputs, string Output);

/// <summary>
/// A network as a list of operations in the order of the data flow: what the writers of foreign formats (ONNX, TorchScript,
/// Python) write down. One input (N, channels, H, W), one output.
/// </summary>
internal sealed class NetworkGraph(int inputChannels, int divisorY, int divisorX)
{
    /// <summary>Name of the input.</summary>
    public const string Input = "image";

    private readonly List<GraphNode> _nodes = [];

    /// <summary>Channels of the input.</summary>
    public int InputChannels => inputChannels;

    /// <summary>The height of the input must be a multiple of this.</summary>
    public int DivisorY => divisorY;

    /// <summary>The width of the input must be a multiple of this.</summary>
    public int DivisorX => divisorX;

    /// <summary>The operations in order.</summary>
    public IReadOnlyList<GraphNode> Nodes => _nodes;

    /// <summary>Name of the output: what the last operation gives.</summary>
    public string Output => _nodes[^1].Output;

    /// <summary>Names of the output's channels.</summary>
    public IReadOnlyList<string> OutputChannels { get; init; } = [];

    /// <summary>All weights, by the names that they have in a state dict.</summary>
    public IReadOnlyList<NamedTensor> Weights => [.. _nodes.SelectMany(n => n.Operation.Weights)];

    /// <summary>Appends an operation; returns the name of its result.</summary>
    public string Add(GraphOperation operation, params string[] inputs)
    {
        var output = $"x{_nodes.Count}";
        _nodes.Add(new GraphNode(operation, inputs, output));
        return output;
    }
}
