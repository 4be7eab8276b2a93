using System.Globalization;
using System.Text;

namespace FijiBridge.Engine.Packages;

/// <summary>
/// Writes a network as Python source for PyTorch: a module whose state dict has the names of the weights that
/// <see cref="Models.StateDictWriter"/> writes.
/// </summary>
internal static class PythonSourceWriter
{
    /// <summary>Name of the class.</summary>
    public const string ClassName = "Network";

    /// <summary>The source.</summary>
    /// <param name="graph">Network.</param>
    /// <param name="title">First line of the documentation string.</param>
    public static string Write(NetworkGraph graph, string title)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            import torch
            import torch.nn.functional as F


            class {ClassName}(torch.nn.Module):
                {'"'}{'"'}{'"'}{title}

                Input (N, {graph.InputChannels}, H, W), float32, normalised; H a multiple of {graph.DivisorY}, W of {graph.DivisorX}.
                Output channels: {Channels(graph.OutputChannels)}.
                Call eval() before using it.
                {'"'}{'"'}{'"'}

                def __init__(self):
                    super().__init__()

            """);
        foreach (var operation in graph.Nodes.Select(n => n.Operation))
        {
            if (operation is Convolution { Weight.Shape: var w } c)
            {
                text.Append(CultureInfo.InvariantCulture, $"        self.{c.Name} = torch.nn.Conv2d({w[1]}, {w[0]}, ({w[2]}, {w[3]}), padding=({c.PadY}, {c.PadX}))\n");
            }
            else if (operation is BatchNormalization b)
            {
                text.Append(CultureInfo.InvariantCulture, $"        self.{b.Name} = torch.nn.BatchNorm2d({b.Gain.Shape[0]}, eps={BatchNormalization.Epsilon}, momentum={BatchNormalization.Momentum})\n");
            }
            else if (operation is GroupNormalization g)
            {
                text.Append(CultureInfo.InvariantCulture, $"        self.{g.Name} = torch.nn.GroupNorm({g.Groups}, {g.Gain.Shape[0]}, eps={GroupNormalization.Epsilon})\n");
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"\n    def forward(self, {NetworkGraph.Input}):\n");
        foreach (var node in graph.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"        {node.Output} = {Call(node)}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"        return {graph.Output}\n").ToString();
    }

    private static string Call(GraphNode node)
    {
        var x = node.Inputs[0];
        return node.Operation switch
        {
            Convolution c => $"self.{c.Name}({x})",
            BatchNormalization b => $"self.{b.Name}({x})",
            GroupNormalization g => $"self.{g.Name}({x})",
            Relu => $"F.relu({x})",
            Sigmoid => $"torch.sigmoid({x})",
            Softmax => $"torch.softmax({x}, 1)",
            MaxPool p => $"F.max_pool2d({x}, ({p.Y}, {p.X}))",
            UpsampleNearest u => $"F.interpolate({x}, scale_factor=({u.Y}, {u.X}), mode=\"nearest\")",
            SpreadOnGrid s => $"F.conv_transpose2d({x}, {x}.new_ones(1, 1, 1, 1), stride=({s.Y}, {s.X}), output_padding=({s.Y - 1}, {s.X - 1}))",
            TakeChannels t => $"{x}[:, {t.First}:{t.First + t.Count}]",
            Concatenate => $"torch.cat([{string.Join(", ", node.Inputs)}], 1)",
            _ => throw new NotSupportedException($"PyTorch has no {node.Operation.GetType().Name}."),
        };
    }

    private static string Channels(IReadOnlyList<string> names) => names.Count <= 4 ? string.Join(", ", names) : $"{names[0]}, {names[1]}, ... {names[^1]} ({names.Count})";
}
