using FijiBridge.Engine.Packages;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// Group normalisation for ONNX in operators of opset 13: the channels of each group are put one after the other into one row, rows are
/// normalised by InstanceNormalization, the shape is restored, and gain and shift follow channel by channel.
/// </summary>
internal static class OnnxGroupNorm
{
    /// <summary>The messages of the operators in order.</summary>
    /// <param name="input">Name of the input.</param>
    /// <param name="output">Name of the output.</param>
    /// <param name="norm">The normalisation.</param>
    /// <param name="constant">Receives the constants that they need.</param>
    public static IEnumerable<ProtobufWriter> Nodes(string input, string output, GroupNormalization norm, Action<ProtobufWriter> constant)
    {
        string rows = output + ".rows", shape = output + ".shape", ones = output + ".ones", zeros = output + ".zeros";
        var channels = norm.Gain.Shape[0];
        constant(OnnxWriter.Longs(rows, [3], 0, norm.Groups, -1)); // 0 keeps the batch
        constant(OnnxWriter.Tensor(ones, [norm.Groups], [.. Enumerable.Repeat(1f, norm.Groups)]));
        constant(OnnxWriter.Tensor(zeros, [norm.Groups], new float[norm.Groups]));
        constant(OnnxWriter.Tensor(norm.Gain.Name, [channels, 1, 1], norm.Gain.Values));
        constant(OnnxWriter.Tensor(norm.Shift.Name, [channels, 1, 1], norm.Shift.Values));
        yield return Operator("Shape", shape, input);
        yield return Operator("Reshape", output + ".grouped", input, rows);
        yield return Operator("InstanceNormalization", output + ".normal", output + ".grouped", ones, zeros)
            .Message(5, new ProtobufWriter().Text(1, "epsilon").Float(2, (float)GroupNormalization.Epsilon).Int(20, 1));
        yield return Operator("Reshape", output + ".planes", output + ".normal", shape);
        yield return Operator("Mul", output + ".scaled", output + ".planes", norm.Gain.Name);
        yield return Operator("Add", output, output + ".scaled", norm.Shift.Name);
    }

    private static ProtobufWriter Operator(string type, string output, params string[] inputs)
    {
        var message = new ProtobufWriter();
        foreach (var input in inputs)
        {
            message.Text(1, input);
        }

        return message.Text(2, output).Text(3, output).Text(4, type);
    }
}
