using System.Globalization;
using System.Text;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// Writes a network as TorchScript: the container that <c>torch.jit.load</c> reads in Python, C++ and Java, with the
/// forward function as source. Takes (N, channels, H, W) float32, gives the graph's output.
/// </summary>
internal static class TorchScriptWriter
{
    private const string ClassName = "Network";

    /// <summary>Writes the file.</summary>
    public static void Write(Stream stream, NetworkGraph graph)
    {
        var tensors = graph.Weights;
        var pickle = new PickleWriter().Global("__torch__", ClassName).Code(')', 0x81, '}', '(');
        foreach (var (tensor, k) in tensors.Select((t, k) => (t, k)))
        {
            pickle.Text(Attribute(tensor.Name)).FloatTensor($"{k}", tensor.Shape);
        }

        pickle.Text("training").Bool(false).Code('u', 'b');
        TorchArchive.Write(
            stream,
            "network",
            [
                ("data.pkl", pickle.End()),
                ("code/__torch__.py", Encoding.UTF8.GetBytes(Code(graph))),
                ("constants.pkl", new PickleWriter().Code(')').End()),
            ],
            tensors);
    }

    private static string Code(NetworkGraph graph)
    {
        var names = graph.Weights.Select(t => Attribute(t.Name)).ToList();
        var text = new StringBuilder($"class {ClassName}(Module):\n");
        text.Append(CultureInfo.InvariantCulture, $"  __parameters__ = [{string.Concat(names.Select(n => $"\"{n}\", "))}]\n  __buffers__ = []\n");
        foreach (var name in names)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {name} : Tensor\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"  training : bool\n  def forward(self: __torch__.{ClassName},\n    {NetworkGraph.Input}: Tensor) -> Tensor:\n");
        foreach (var node in graph.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {node.Output} = {Call(node)}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"    return {graph.Output}\n").ToString();
    }

    private static string Call(GraphNode node)
    {
        var x = node.Inputs[0];
        return node.Operation switch
        {
            Convolution c => $"torch.conv2d({x}, self.{Attribute(c.Weight.Name)}, self.{Attribute(c.Bias.Name)}, [1, 1], [{c.PadY}, {c.PadX}], [1, 1], 1)",
            GroupNormalization g => string.Create(
                CultureInfo.InvariantCulture, $"torch.group_norm({x}, {g.Groups}, self.{Attribute(g.Gain.Name)}, self.{Attribute(g.Shift.Name)}, {GroupNormalization.Epsilon})"),
            Relu => $"torch.relu({x})",
            Sigmoid => $"torch.sigmoid({x})",
            Softmax => $"torch.softmax({x}, 1)",
            MaxPool p => $"torch.max_pool2d({x}, [{p.Y}, {p.X}], [{p.Y}, {p.X}], [0, 0], [1, 1])",
            UpsampleNearest u => $"torch.upsample_nearest2d({x}, None, [{u.Y}., {u.X}.])",
            SpreadOnGrid s => $"torch.conv_transpose2d({x}, torch.new_ones({x}, [1, 1, 1, 1]), None, [{s.Y}, {s.X}], [0, 0], [{s.Y - 1}, {s.X - 1}], 1, [1, 1])",
            TakeChannels t => $"torch.slice({x}, 1, {t.First}, {t.First + t.Count})",
            Concatenate => $"torch.cat([{string.Join(", ", node.Inputs)}], 1)",
            _ => throw new NotSupportedException($"TorchScript has no {node.Operation.GetType().Name}."),
        };
    }

    private static string Attribute(string tensorName) => tensorName.Replace('.', '_');
}
