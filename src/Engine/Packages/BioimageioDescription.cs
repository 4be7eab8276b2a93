using System.Globalization;
using System.Text.RegularExpressions;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Engine.Packages;

/// <summary>A file of a package with its hash.</summary>
/// <param name="Name">Name in the package.</param>
/// <param name="Sha256">Hash, 64 hexadecimal digits.</param>
internal sealed record PackedFile(string Name, string Sha256);

/// <summary>The files that the description of a package names.</summary>
internal sealed record PackedFiles(PackedFile TestInput, PackedFile TestOutput, PackedFile StateDict, PackedFile Architecture)
{
    /// <summary>Attached files.</summary>
    public IReadOnlyList<PackedFile> Attachments { get; init; } = [];

    /// <summary>A sample input, or null.</summary>
    public PackedFile? Sample { get; init; }

    /// <summary>The cover picture, or null.</summary>
    public PackedFile? Cover { get; init; }

    /// <summary>The weights in further forms: key of the format, file, and what the format wants to know beside it.</summary>
    public IReadOnlyList<(string Kind, PackedFile File, Dictionary<string, object> Fields)> Further { get; init; } = [];
}

/// <summary>
/// The description (bioimageio.yaml) of a model package in the bioimage.io format 0.5. The weights as a state dict are the
/// origin, further forms are made from them. Thresholds and the network's configuration stand under config.stardist,
/// where StarDist readers look for them.
/// </summary>
internal static partial class BioimageioDescription
{
    /// <summary>Version of the format.</summary>
    public const string FormatVersion = "0.5.7";

    /// <summary>Oldest version of PyTorch whose operators are used.</summary>
    public const string PyTorchVersion = "1.13";

    /// <summary>The description as nested dictionaries and lists, ready for a YAML writer.</summary>
    public static Dictionary<string, object> Of(PackageSource source, PackedFiles files)
    {
        var description = Fields(source, files);
        if (Licence(source.Info.Licence) is { } licence)
        {
            description["license"] = licence;
        }

        if (files.Cover is { } cover)
        {
            description["covers"] = new List<string> { cover.Name };
        }

        return description;
    }

    private static Dictionary<string, object> Fields(PackageSource source, PackedFiles files) => new()
    {
        ["type"] = "model",
        ["format_version"] = FormatVersion,
        ["name"] = Name(source.Info.Name, ModelKind.Of(source.Config)),
        ["description"] = Start(Or(source.Info.Description, ModelKind.Of(source.Config).Description), 1024),
        ["authors"] = source.Info.Authors.DefaultIfEmpty("unknown").Select(a => new Dictionary<string, object> { ["name"] = a }).ToList(),
        ["cite"] = Citations(MethodPapers.ForModel(source.Info, source.Config)),
        ["documentation"] = ModelFolder.CardFile,
        ["tags"] = ModelKind.Of(source.Config).Tags.ToList(),
        ["timestamp"] = Timestamp(source),
        ["inputs"] = new List<object> { BioimageioTensors.Input(source, files) },
        ["outputs"] = new List<object> { BioimageioTensors.Output(source, files) },
        ["weights"] = Weights(files),
        ["attachments"] = files.Attachments.Select(BioimageioTensors.Entry).ToList(),
        ["config"] = Config(source),
    };

    // Readers of StarDist models go by the name.
    private static string Name(string name, ModelKind kind)
    {
        var allowed = Forbidden().Replace(Or(name, "model"), " ").Trim();
        return Start(allowed.Contains(kind.NamePart, StringComparison.OrdinalIgnoreCase) ? allowed : $"{kind.NamePart} {allowed}", 128);
    }

    private static string Start(string text, int most) => text[..Math.Min(most, text.Length)];

    private static string Or(string text, string otherwise) => text.Length == 0 ? otherwise : text;

    private static List<object> Citations(IReadOnlyList<string> list)
    {
        return
        [
            .. list.Select(c => new { Text = c, Doi = Doi().Match(c) }).Where(c => c.Doi.Success)
                .Select(c => new Dictionary<string, object> { ["text"] = c.Text, ["doi"] = c.Doi.Value.TrimEnd('.', ',', ')') }),
        ];
    }

    /// <summary>Refuses a licence that the format does not know.</summary>
    /// <exception cref="UserAdviceException">It is none of the usual names; the message gives some.</exception>
    public static void RequireLicence(string licence)
    {
        if (Spdx().Match(licence).Value != licence)
        {
            throw new UserAdviceException($"The licence \"{licence}\" is not known; use an SPDX name such as CC-BY-4.0, CC0-1.0, MIT or BSD-3-Clause.");
        }
    }

    // A card may say more than the licence's name: the name comes first. What nobody has licensed gets no licence here.
    private static string? Licence(string licence) => Spdx().Match(licence) is { Success: true } name ? name.Value : null;

    private static string Timestamp(PackageSource source) =>
        DateTime.TryParse(source.Info.Training?.Date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)
            ? day.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
            : "2026-01-01T00:00:00";

    private static Dictionary<string, object> Weights(PackedFiles files)
    {
        var weights = new Dictionary<string, object>
        {
            ["pytorch_state_dict"] = new Dictionary<string, object>(BioimageioTensors.Entry(files.StateDict))
            {
                ["pytorch_version"] = PyTorchVersion,
                ["architecture"] = new Dictionary<string, object>(BioimageioTensors.Entry(files.Architecture)) { ["callable"] = PythonSourceWriter.ClassName },
            },
        };
        foreach (var (kind, file, fields) in files.Further)
        {
            weights[kind] = new Dictionary<string, object>(BioimageioTensors.Entry(file).Concat(fields)) { ["parent"] = "pytorch_state_dict" };
        }

        return weights;
    }

    private static Dictionary<string, object> Config(PackageSource source)
    {
        var own = JObject.Parse(JsonConvert.SerializeObject(source.Info));
        own["thresholds"] = JToken.FromObject(source.Thresholds);
        own["network"] = JToken.FromObject(source.Config);
        var config = new Dictionary<string, object>
        {
            ["fijibridge"] = Plain(own),
            ["bioimageio"] = new Dictionary<string, object>
            {
                ["reproducibility_tolerance"] = new List<object> { new Dictionary<string, object> { ["relative_tolerance"] = 1e-3, ["absolute_tolerance"] = 1e-3 } },
            },
        };
        if (source is { Config: StarDistConfig network, Thresholds: StarDistThresholds thresholds })
        {
            config["stardist"] = new Dictionary<string, object>
            {
                ["thresholds"] = new Dictionary<string, object> { ["prob"] = thresholds.Prob, ["nms"] = thresholds.Nms },
                ["config"] = Plain(JToken.FromObject(network)),
            };
        }

        return config;
    }

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
