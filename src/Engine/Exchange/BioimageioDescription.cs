using System.Globalization;
using System.Text.RegularExpressions;
using FijiBridge.Engine.Images;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Engine.Exchange;

/// <summary>A file of a package with its hash.</summary>
/// <param name="Name">Name in the package.</param>
/// <param name="Sha256">Hash, 64 hexadecimal digits.</param>
internal sealed record PackedFile(string Name, string Sha256);

/// <summary>The files that the description of a package names.</summary>
internal sealed record PackedFiles(
    PackedFile TestInput, PackedFile TestOutput, PackedFile StateDict, PackedFile Architecture, PackedFile TorchScript, PackedFile Onnx, IReadOnlyList<PackedFile> Attachments);

/// <summary>
/// The description (bioimageio.yaml) of a model package in the bioimage.io format 0.5. The weights as a state dict are the
/// origin, TorchScript and ONNX are made from them. Thresholds and the network's configuration stand under config.stardist,
/// where StarDist readers look for them.
/// </summary>
internal static partial class BioimageioDescription
{
    /// <summary>Version of the format.</summary>
    public const string FormatVersion = "0.5.7";

    /// <summary>The description as nested dictionaries and lists, ready for a YAML writer.</summary>
    public static Dictionary<string, object> Of(ExportSource source, PackedFiles files) => new()
    {
        ["type"] = "model",
        ["format_version"] = FormatVersion,
        ["name"] = Name(source.Info.Name),
        ["description"] = Or(source.Info.Description, "Segments objects by star-convex polygons.")[..Math.Min(1024, Or(source.Info.Description, "Segments objects by star-convex polygons.").Length)],
        ["authors"] = source.Info.Authors.DefaultIfEmpty("unknown").Select(a => new Dictionary<string, object> { ["name"] = a }).ToList(),
        ["cite"] = Citations(source.Info.Citations),
        ["license"] = Licence(source.Info.Licence),
        ["documentation"] = "README.md",
        ["tags"] = new List<string> { "stardist", "instance-segmentation", "2d", "fijibridge" },
        ["timestamp"] = Timestamp(source),
        ["inputs"] = new List<object> { Input(source, files.TestInput) },
        ["outputs"] = new List<object> { Output(source, files.TestOutput) },
        ["weights"] = Weights(files),
        ["attachments"] = files.Attachments.Select(Entry).ToList(),
        ["config"] = Config(source),
    };

    // Readers of StarDist models go by the name.
    private static string Name(string name)
    {
        var allowed = Forbidden().Replace(Or(name, "model"), " ").Trim();
        var full = allowed.Contains("stardist", StringComparison.OrdinalIgnoreCase) ? allowed : $"StarDist {allowed}";
        return full[..Math.Min(128, full.Length)];
    }

    private static string Or(string text, string otherwise) => text.Length == 0 ? otherwise : text;

    private static List<object> Citations(IReadOnlyList<string> citations)
    {
        const string Method = "Schmidt, Weigert, Broaddus, Myers: Cell Detection with Star-Convex Polygons. MICCAI 2018, doi 10.1007/978-3-030-00934-2_30";
        var list = citations.Any(c => c.Contains("00934-2_30", StringComparison.Ordinal)) ? citations : [Method, .. citations];
        return
        [
            .. list.Select(c => new { Text = c, Doi = Doi().Match(c) }).Where(c => c.Doi.Success)
                .Select(c => new Dictionary<string, object> { ["text"] = c.Text, ["doi"] = c.Doi.Value.TrimEnd('.', ',', ')') }),
        ];
    }

    // A card may say more than the licence's name: the name comes first.
    private static string Licence(string licence) => Spdx().Match(licence) is { Success: true } name ? name.Value : "CC-BY-4.0";

    private static string Timestamp(ExportSource source) =>
        DateTime.TryParse(source.Info.Training?.Date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)
            ? day.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
            : "2026-01-01T00:00:00";

    private static Dictionary<string, object> Input(ExportSource source, PackedFile test)
    {
        var names = Enumerable.Range(0, source.Config.NChannelIn).Select(c => source.Config.NChannelIn == 1 ? "raw" : $"channel_{c}").ToList();
        return new()
        {
            ["id"] = "raw",
            ["axes"] = new List<object> { Batch(), Channels(names), Space("y", source.Height, source.Config.DivisorY), Space("x", source.Width, source.Config.DivisorX) },
            ["data"] = new Dictionary<string, object> { ["type"] = "float32" },
            ["test_tensor"] = Entry(test),
            ["preprocessing"] = Preprocessing(source.Info.Normalization),
        };

        static Dictionary<string, object> Space(string id, int min, int step) => new()
        {
            ["type"] = "space",
            ["id"] = id,
            ["size"] = new Dictionary<string, object> { ["min"] = min, ["step"] = step },
        };
    }

    private static Dictionary<string, object> Output(ExportSource source, PackedFile test)
    {
        return new()
        {
            ["id"] = "prob_and_dist",
            ["axes"] = new List<object> { Batch(), Channels(source.Graph.OutputChannels), Space("y"), Space("x") },
            ["data"] = new Dictionary<string, object> { ["type"] = "float32" },
            ["test_tensor"] = Entry(test),
        };

        Dictionary<string, object> Space(string id) => new()
        {
            ["type"] = "space",
            ["id"] = id,
            ["halo"] = source.Halo,
            ["size"] = new Dictionary<string, object> { ["tensor_id"] = "raw", ["axis_id"] = id, ["offset"] = 0 },
        };
    }

    private static Dictionary<string, object> Batch() => new() { ["type"] = "batch" };

    private static Dictionary<string, object> Channels(IReadOnlyList<string> names) => new() { ["type"] = "channel", ["channel_names"] = names.ToList() };

    private static List<object> Preprocessing(NormalizationOptions options)
    {
        var axes = options.JointChannels ? new List<string> { "channel", "y", "x" } : ["y", "x"];
        Dictionary<string, object> Step(string id, Dictionary<string, object> kwargs) => new() { ["id"] = id, ["kwargs"] = kwargs };
        List<object> steps = [Step("ensure_dtype", new() { ["dtype"] = "float32" })];
        switch (options.Kind)
        {
            case NormalizationKind.Percentile:
                steps.Add(Step("scale_range", new() { ["axes"] = axes, ["min_percentile"] = options.Low, ["max_percentile"] = options.High }));
                break;
            case NormalizationKind.MinMax:
                steps.Add(Step("scale_range", new() { ["axes"] = axes, ["min_percentile"] = 0, ["max_percentile"] = 100 }));
                break;
            case NormalizationKind.Standard:
                steps.Add(Step("zero_mean_unit_variance", new() { ["axes"] = axes }));
                break;
        }

        return steps;
    }

    private static Dictionary<string, object> Weights(PackedFiles files) => new()
    {
        ["pytorch_state_dict"] = new Dictionary<string, object>
        {
            ["source"] = files.StateDict.Name,
            ["sha256"] = files.StateDict.Sha256,
            ["pytorch_version"] = TorchScriptWriter.PyTorchVersion,
            ["architecture"] = new Dictionary<string, object>
            {
                ["callable"] = PythonSourceWriter.ClassName,
                ["source"] = files.Architecture.Name,
                ["sha256"] = files.Architecture.Sha256,
            },
        },
        ["torchscript"] = new Dictionary<string, object>
        {
            ["source"] = files.TorchScript.Name,
            ["sha256"] = files.TorchScript.Sha256,
            ["pytorch_version"] = TorchScriptWriter.PyTorchVersion,
            ["parent"] = "pytorch_state_dict",
        },
        ["onnx"] = new Dictionary<string, object>
        {
            ["source"] = files.Onnx.Name,
            ["sha256"] = files.Onnx.Sha256,
            ["opset_version"] = OnnxWriter.OpSet,
            ["parent"] = "pytorch_state_dict",
        },
    };

    private static Dictionary<string, object> Entry(PackedFile file) => new() { ["source"] = file.Name, ["sha256"] = file.Sha256 };

    private static Dictionary<string, object> Config(ExportSource source) => new()
    {
        ["stardist"] = new Dictionary<string, object>
        {
            ["thresholds"] = new Dictionary<string, object> { ["prob"] = source.Thresholds.Prob, ["nms"] = source.Thresholds.Nms },
            ["config"] = Plain(JToken.FromObject(source.Config)),
        },
        ["fijibridge"] = Plain(JToken.Parse(JsonConvert.SerializeObject(source.Info))),
        ["bioimageio"] = new Dictionary<string, object>
        {
            ["reproducibility_tolerance"] = new List<object> { new Dictionary<string, object> { ["relative_tolerance"] = 1e-3, ["absolute_tolerance"] = 1e-3 } },
        },
    };

    // JSON as dictionaries, lists and values; null entries are left out.
    private static object Plain(JToken token) => token switch
    {
        JObject o => o.Properties().Where(p => p.Value.Type != JTokenType.Null).ToDictionary(p => p.Name, p => Plain(p.Value)),
        JArray a => a.Select(Plain).ToList(),
        JValue v => v.Value ?? "",
        _ => token.ToString(),
    };

    [GeneratedRegex(@"[^A-Za-z0-9_()\- ]+")]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"10\.\d{4,9}/\S+")]
    private static partial Regex Doi();

    [GeneratedRegex(@"^(CC0-1\.0|CC-BY(-[A-Z]{2})*-\d\.\d|MIT|BSD-[23]-Clause|Apache-2\.0|GPL-[23]\.0-(only|or-later)|LGPL-[23]\.\d-(only|or-later))")]
    private static partial Regex Spdx();
}
