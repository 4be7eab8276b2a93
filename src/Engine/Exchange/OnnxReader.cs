using System.Text;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// Reads back the ONNX files that <see cref="OnnxWriter"/> makes, as the <see cref="NetworkGraph"/> they were made from: the export
/// runs what it reads here against the model before anybody gets the file. Not a reader for the ONNX of others.
/// </summary>
internal static class OnnxReader
{
    /// <summary>The network of a file.</summary>
    /// <exception cref="InvalidDataException">It is damaged or has an operator or attribute that the writer does not write.</exception>
    public static NetworkGraph Read(ReadOnlyMemory<byte> file)
    {
        var graph = ProtobufReader.Read(file).Single(f => f.Id == 7).Message;
        var constants = graph.Where(f => f.Id == 5).Select(f => Constant(f.Message)).ToDictionary(c => c.Name);
        var network = new NetworkGraph(0, 1, 1);
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { [NetworkGraph.Input] = NetworkGraph.Input };
        foreach (var node in graph.Where(f => f.Id == 1).Select(f => new Node(f.Message)))
        {
            // the operators between the first and the last of a group normalisation
            if (node.Type is "Shape" or "Reshape" or "InstanceNormalization" or "Mul")
            {
                Check(node, constants);
                names[node.Output] = names[node.Inputs[0]];
                continue;
            }

            var data = node.Inputs.Where(names.ContainsKey).Select(i => names[i]).ToArray();
            names[node.Output] = network.Add(Operation(node, constants), data);
        }

        return network;
    }

    private static GraphOperation Operation(Node node, IReadOnlyDictionary<string, Initializer> constants)
    {
        Initializer Weight(int k) => constants[node.Inputs[k]];
        switch (node.Type)
        {
            case "Conv":
                var convolution = new Convolution(node.Inputs[1][..^".weight".Length], Weight(1).Tensor, Weight(2).Tensor);
                return node.Ints("pads").SequenceEqual([convolution.PadY, convolution.PadX, convolution.PadY, convolution.PadX]) ? convolution : throw Unknown(node);
            case "Relu":
                return new Relu();
            case "Sigmoid":
                return new Sigmoid();
            case "Softmax" when node.Int("axis") == 1:
                return new Softmax();
            case "MaxPool" when node.Ints("kernel_shape") is [var y, var x] && node.Ints("strides").SequenceEqual([y, x]):
                return new MaxPool((int)y, (int)x);
            case "Resize" when Weight(2).Tensor.Values is [1, 1, var y, var x] && node.Text("nearest_mode") == "floor" && node.Text("coordinate_transformation_mode") == "asymmetric":
                return new UpsampleNearest((int)y, (int)x);
            case "ConvTranspose" when Weight(1).Tensor.Values is [1] && node.Ints("strides") is [var y, var x] && node.Ints("output_padding").SequenceEqual([y - 1, x - 1]):
                return new SpreadOnGrid((int)y, (int)x);
            case "Slice" when Weight(3).Longs is [1]:
                return new TakeChannels((int)Weight(1).Longs[0], (int)(Weight(2).Longs[0] - Weight(1).Longs[0]));
            case "Concat" when node.Int("axis") == 1:
                return new Concatenate();
            case "Add":
                NamedTensor Flat(string name) => constants[name].Tensor with { Shape = constants[name].Tensor.Shape[..1] };
                return new GroupNormalization(
                    node.Output, (int)constants[node.Output + ".rows"].Longs[1], Flat(GainOf(node.Inputs[1])), Flat(node.Inputs[1]));
            default:
                throw Unknown(node);
        }
    }

    private static string GainOf(string shift) => shift[..^".bias".Length] + ".weight";

    private static void Check(Node node, IReadOnlyDictionary<string, Initializer> constants)
    {
        var ok = node.Type switch
        {
            "InstanceNormalization" => node.Float("epsilon") == (float)GroupNormalization.Epsilon
                && constants[node.Inputs[1]].Tensor.Values.All(v => v == 1) && constants[node.Inputs[2]].Tensor.Values.All(v => v == 0),
            "Mul" => constants.ContainsKey(node.Inputs[1]) && node.Inputs[1].EndsWith(".weight", StringComparison.Ordinal),
            _ => true,
        };
        if (!ok)
        {
            throw Unknown(node);
        }
    }

    private static Initializer Constant(IReadOnlyList<ProtobufField> message)
    {
        var shape = message.Where(f => f.Id == 1).Select(f => f.Long).ToArray();
        var (name, raw) = (message.Single(f => f.Id == 8).Text, message.Single(f => f.Id == 9));
        var isFloat = message.Single(f => f.Id == 2).Number == 1;
        var values = isFloat ? raw.Values<float>() : [];
        return new Initializer(name, new NamedTensor(name, shape, values), isFloat ? [] : raw.Values<long>());
    }

    private static InvalidDataException Unknown(Node node) => new($"the operator {node.Type} with the output {node.Output} is not as it was written");

    private sealed record Initializer(string Name, NamedTensor Tensor, long[] Longs);

    private sealed class Node(IReadOnlyList<ProtobufField> message)
    {
        private readonly Dictionary<string, IReadOnlyList<ProtobufField>> _attributes =
            message.Where(f => f.Id == 5).Select(f => f.Message).ToDictionary(a => a.Single(f => f.Id == 1).Text);

        public string Type { get; } = message.Single(f => f.Id == 4).Text;

        public string Output { get; } = message.Single(f => f.Id == 2).Text;

        public IReadOnlyList<string> Inputs { get; } = [.. message.Where(f => f.Id == 1).Select(f => f.Text)];

        public long[] Ints(string name) => [.. _attributes[name].Where(f => f.Id == 8).Select(f => f.Long)];

        public long Int(string name) => _attributes[name].Single(f => f.Id == 3).Long;

        public float Float(string name) => _attributes[name].Single(f => f.Id == 2).Float;

        public string Text(string name) => Encoding.UTF8.GetString(_attributes[name].Single(f => f.Id == 4).Bytes.Span);
    }
}
