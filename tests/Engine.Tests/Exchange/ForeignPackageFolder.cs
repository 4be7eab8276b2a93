using System.Security.Cryptography;
using System.Text;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;

namespace FijiBridge.Engine.Tests.Exchange;

/// <summary>A bioimage.io package as another program writes it: a TorchScript network of one line, a test image and its output.</summary>
internal sealed class ForeignPackageFolder
{
    public const int Size = 64;

    /// <summary>Creates an empty package.</summary>
    public ForeignPackageFolder(string folder) => Folder = Directory.CreateDirectory(folder).FullName;

    public string Folder { get; }

    /// <summary>Input of the test, bright squares on a dark ground: four objects.</summary>
    public static float[] Image { get; } =
        [.. Enumerable.Range(0, Size * Size).Select(i => i / Size % 32 is >= 8 and < 24 && i % Size % 32 is >= 8 and < 24 ? 900f + (i % 7) : 100 + (i % 5))];

    /// <summary>What the packages make of <see cref="Image"/>: its range becomes 0 to 1, and the network with a sigmoid makes probabilities of it.</summary>
    public static float[] Probability { get; } =
        [.. Image.Select(v => (v - Image.Min()) / ((double)Image.Max() - Image.Min() + 1e-6)).Select(v => (float)(1 / (1 + Math.Exp(-((10 * v) - 5)))))];

    /// <summary>Writes a network whose forward function is one expression of x.</summary>
    public string Network(string expression = "torch.sub(torch.mul(x, 10.), 5., alpha=1)", string name = "weights.pt")
    {
        var code = "class Net(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n  def forward(self: __torch__.Net,\n    x: Tensor) -> Tensor:\n    return " + expression + "\n";
        using var file = File.Create(Path.Combine(Folder, name));
        TorchArchive.Write(
            file,
            "net",
            [
                ("data.pkl", new PickleWriter().Global("__torch__", "Net").Code(')', 0x81, '}', '(').Text("training").Bool(false).Code('u', 'b').End()),
                ("code/__torch__.py", Encoding.UTF8.GetBytes(code)),
                ("constants.pkl", new PickleWriter().Code(')').End()),
            ],
            []);
        return name;
    }

    /// <summary>Writes a test array.</summary>
    public string Array(string name, float[] values, params int[] shape)
    {
        using var file = File.Create(Path.Combine(Folder, name));
        NpyFormat.Write(file, "<f4", shape, [values]);
        return name;
    }

    public string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folder, name))));

    public void Yaml(string text, string name = "rdf.yaml") => File.WriteAllText(Path.Combine(Folder, name), text);

    /// <summary>A package of format 0.5, with parts that tests change.</summary>
    public ForeignPackageFolder Modern(
        string version = "0.5.4", string? weights = null, string size = "size: {min: 32, step: 16}", string post = "[{id: sigmoid}]", string pre = "[{id: scale_range, kwargs: {axes: [y, x]}}]",
        string outputSize = "size: {tensor_id: raw, axis_id: AXIS}, halo: 4", string further = "", string expression = "torch.sub(torch.mul(x, 10.), 5., alpha=1)", string channel = "probability")
    {
        Network(expression);
        Array("test_input.npy", Image, 1, 1, Size, Size);
        Array("test_output.npy", Probability, 1, 1, Size, Size);
        weights ??= $"torchscript: {{source: weights.pt, sha256: \"{Hash("weights.pt")}\", pytorch_version: 1.13}}";
        Yaml($$"""
            type: model
            format_version: {{version}}
            name: Somebody's nuclei
            description: Finds nuclei.
            authors: [{name: Ada}, {name: Ben}]
            license: CC-BY-4.0
            cite: [{text: A paper, doi: 10.1/abc}]
            inputs:
            - id: raw
              axes:
              - {type: batch}
              - {type: channel, channel_names: [raw]}
              - {type: space, id: y, {{size}}, unit: micrometer, scale: 0.5}
              - {type: space, id: x, {{size}}, unit: micrometer, scale: 0.5}
              test_tensor: {source: test_input.npy, sha256: "{{Hash("test_input.npy")}}"}
              preprocessing: {{pre}}
            outputs:
            - id: out
              axes:
              - {type: batch}
              - {type: channel, channel_names: [{{channel}}]}
              - {type: space, id: y, {{outputSize.Replace("AXIS", "y", StringComparison.Ordinal)}}}
              - {type: space, id: x, {{outputSize.Replace("AXIS", "x", StringComparison.Ordinal)}}}
              test_tensor: {source: test_output.npy}
              postprocessing: {{post}}
            weights:
              {{weights}}
            {{further}}
            """);
        return this;
    }

    /// <summary>A package of format 0.4, channels last.</summary>
    public ForeignPackageFolder Old()
    {
        Network();
        Array("test_input.npy", Image, 1, Size, Size, 1);
        Array("test_output.npy", Probability, 1, Size, Size, 1);
        Yaml($$"""
            type: model
            format_version: 0.4.9
            name: An old one
            inputs:
            - name: input
              axes: byxc
              data_type: float32
              shape: {min: [1, 32, 32, 1], step: [0, 16, 16, 0]}
              preprocessing: [{name: scale_range, kwargs: {axes: yx, mode: per_sample, min_percentile: 0, max_percentile: 100} }]
            outputs:
            - name: output
              axes: byxc
              data_type: float32
              halo: [0, 8, 8, 0]
              shape: {reference_tensor: input, scale: [1, 1, 1, 0], offset: [0, 0, 0, 0.5]}
              postprocessing: [{name: sigmoid}]
            test_inputs: [test_input.npy]
            test_outputs: [test_output.npy]
            weights:
              torchscript: {source: weights.pt, sha256: "{{Hash("weights.pt")}}"}
            """);
        return this;
    }
}
