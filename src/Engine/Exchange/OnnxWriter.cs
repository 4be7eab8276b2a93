using System.Runtime.InteropServices;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// Writes a network as ONNX (opset 13, IR version 7), which ONNX Runtime and most other runtimes read. Input "image"
/// (batch, channels, height, width), output "output" of the same size; batch, height and width are free.
/// </summary>
internal static class OnnxWriter
{
    /// <summary>Version of the operators.</summary>
    public const int OpSet = 13;

    private const string Output = "output";
    private const int TensorFloat = 1;
    private const int TensorInt64 = 7;

    /// <summary>Writes the model.</summary>
    public static void Write(Stream stream, NetworkGraph graph)
    {
        var body = new ProtobufWriter().Text(2, "network");
        foreach (var node in graph.Nodes)
        {
            foreach (var message in Node(node, node.Output == graph.Output ? Output : node.Output, body))
            {
                body.Message(1, message);
            }
        }

        foreach (var tensor in graph.Nodes.Select(n => n.Operation).OfType<Convolution>().SelectMany(c => c.Weights))
        {
            body.Message(5, Tensor(tensor.Name, tensor.Shape, tensor.Values));
        }

        body.Message(11, Value(NetworkGraph.Input, graph.InputChannels)).Message(12, Value(Output, graph.OutputChannels.Count));
        new ProtobufWriter()
            .Int(1, 7)
            .Text(2, "FijiBridge")
            .Message(7, body)
            .Message(8, new ProtobufWriter().Text(1, "").Int(2, OpSet))
            .CopyTo(stream);
    }

    // The messages of one operation; constants that it needs go into the graph's list of weights.
    private static IEnumerable<ProtobufWriter> Node(GraphNode node, string output, ProtobufWriter body)
    {
        ProtobufWriter Operator(string type, params string[] further)
        {
            var message = new ProtobufWriter();
            foreach (var input in node.Inputs.Concat(further))
            {
                message.Text(1, input);
            }

            return message.Text(2, output).Text(3, output).Text(4, type);
        }

        switch (node.Operation)
        {
            case Convolution c:
                yield return Operator("Conv", c.Weight.Name, c.Bias.Name)
                    .Message(5, Ints("kernel_shape", c.Weight.Shape[2], c.Weight.Shape[3]))
                    .Message(5, Ints("pads", c.PadY, c.PadX, c.PadY, c.PadX));
                break;
            case GroupNormalization g:
                // GroupNormalization is an operator of its own only from opset 18 on, and with a gain per channel from 21 on
                foreach (var message in OnnxGroupNorm.Nodes(node.Inputs[0], output, g, t => body.Message(5, t)))
                {
                    yield return message;
                }

                break;
            case Relu:
                yield return Operator("Relu");
                break;
            case Sigmoid:
                yield return Operator("Sigmoid");
                break;
            case Softmax:
                yield return Operator("Softmax").Message(5, Int("axis", 1));
                break;
            case MaxPool p:
                yield return Operator("MaxPool").Message(5, Ints("kernel_shape", p.Y, p.X)).Message(5, Ints("strides", p.Y, p.X));
                break;
            case UpsampleNearest u:
                var scales = output + ".scales";
                body.Message(5, Tensor(scales, [4], [1, 1, u.Y, u.X]));
                yield return Operator("Resize", "", scales)
                    .Message(5, Text("mode", "nearest"))
                    .Message(5, Text("coordinate_transformation_mode", "asymmetric"))
                    .Message(5, Text("nearest_mode", "floor"));
                break;
            case SpreadOnGrid s:
                var one = output + ".one";
                body.Message(5, Tensor(one, [1, 1, 1, 1], [1]));
                yield return Operator("ConvTranspose", one)
                    .Message(5, Ints("kernel_shape", 1, 1))
                    .Message(5, Ints("strides", s.Y, s.X))
                    .Message(5, Ints("output_padding", s.Y - 1, s.X - 1));
                break;
            case TakeChannels t:
                string first = output + ".first", end = output + ".end", axis = output + ".axis";
                body.Message(5, Longs(first, [1], t.First)).Message(5, Longs(end, [1], t.First + t.Count)).Message(5, Longs(axis, [1], 1));
                yield return Operator("Slice", first, end, axis);
                break;
            case Concatenate:
                yield return Operator("Concat").Message(5, Int("axis", 1));
                break;
            default:
                throw new NotSupportedException($"ONNX has no {node.Operation.GetType().Name}.");
        }
    }

    /// <summary>A constant of 64-bit numbers.</summary>
    internal static ProtobufWriter Longs(string name, long[] shape, params long[] values)
    {
        var message = new ProtobufWriter();
        foreach (var extent in shape)
        {
            message.Int(1, extent);
        }

        return message.Int(2, TensorInt64).Text(8, name).Raw(9, MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>A constant of floats.</summary>
    internal static ProtobufWriter Tensor(string name, long[] shape, float[] values)
    {
        var message = new ProtobufWriter();
        foreach (var extent in shape)
        {
            message.Int(1, extent);
        }

        return message.Int(2, TensorFloat).Text(8, name).Floats(9, values);
    }

    private static ProtobufWriter Ints(string name, params long[] values)
    {
        var message = new ProtobufWriter().Text(1, name);
        foreach (var value in values)
        {
            message.Int(8, value);
        }

        return message.Int(20, 7);
    }

    private static ProtobufWriter Int(string name, long value) => new ProtobufWriter().Text(1, name).Int(3, value).Int(20, 2);

    private static ProtobufWriter Text(string name, string value) => new ProtobufWriter().Text(1, name).Text(4, value).Int(20, 3);

    private static ProtobufWriter Value(string name, int channels)
    {
        var shape = new ProtobufWriter()
            .Message(1, new ProtobufWriter().Text(2, "batch"))
            .Message(1, new ProtobufWriter().Int(1, channels))
            .Message(1, new ProtobufWriter().Text(2, "height"))
            .Message(1, new ProtobufWriter().Text(2, "width"));
        var tensor = new ProtobufWriter().Int(1, TensorFloat).Message(2, shape);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
