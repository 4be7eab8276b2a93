using System.Globalization;
using Newtonsoft.Json.Linq;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace FijiBridge.Engine.Exchange;

/// <summary>A mapping of a YAML file from a stranger, read by keys; what is not there or of another kind is null or empty.</summary>
internal sealed class YamlMap(YamlMappingNode node)
{
    private const long MostBytes = 4 << 20;
    private const int DeepestNesting = 64;

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserAdviceException">It is no YAML mapping, or far larger or more deeply nested than a description is.</exception>
    public static YamlMap Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes)
            {
                throw new InvalidDataException("it is larger than a description can be");
            }

            var text = File.ReadAllText(path);
            var depth = 0;
            for (var parser = new Parser(new StringReader(text)); parser.MoveNext();)
            {
                depth += parser.Current is MappingStart or SequenceStart ? 1 : parser.Current is MappingEnd or SequenceEnd ? -1 : 0;
                if (depth > DeepestNesting || parser.Current is AnchorAlias)
                {
                    throw new InvalidDataException(depth > DeepestNesting ? "it is nested too deeply" : "it refers to parts of itself");
                }
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [{ RootNode: YamlMappingNode root }, ..] ? new YamlMap(root) : throw new InvalidDataException("it is not a list of keys and values");
        }
        catch (Exception e) when (e is YamlException or InvalidDataException)
        {
            throw new UserAdviceException($"{path} cannot be read as the description of a model: {e.Message.TrimEnd('.')}; ask for the package again.", e);
        }
    }

    /// <summary>The keys.</summary>
    public IEnumerable<string> Keys => node.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "");

    /// <summary>True where the key is there and not null.</summary>
    public bool Has(string key) => this[key] is not null and not YamlScalarNode { Value: null or "" or "null" or "~" };

    /// <summary>Text or number of a key as text, or null.</summary>
    public string? Text(string key) => (this[key] as YamlScalarNode)?.Value;

    /// <summary>Number of a key, or null.</summary>
    public double? Number(string key) => ToNumber(this[key]);

    /// <summary>One number or a list of them, or null.</summary>
    public double[]? Numbers(string key) => this[key] switch
    {
        YamlSequenceNode list when list.All(n => ToNumber(n) is not null) => [.. list.Select(n => ToNumber(n)!.Value)],
        { } one when ToNumber(one) is { } number => [number],
        _ => null,
    };

    /// <summary>The inner mapping of a key, or null.</summary>
    public YamlMap? Map(string key) => this[key] is YamlMappingNode inner ? new YamlMap(inner) : null;

    /// <summary>The mappings in the list of a key.</summary>
    public IReadOnlyList<YamlMap> Maps(string key) => this[key] is YamlSequenceNode list ? [.. list.OfType<YamlMappingNode>().Select(m => new YamlMap(m))] : [];

    /// <summary>The texts in the list of a key; one text alone counts as such a list.</summary>
    public IReadOnlyList<string> Texts(string key) => this[key] switch
    {
        YamlSequenceNode list => [.. list.OfType<YamlScalarNode>().Select(s => s.Value ?? "")],
        YamlScalarNode { Value: { Length: > 0 } one } => [one],
        _ => [],
    };

    /// <summary>The mapping as JSON.</summary>
    public JObject ToJson() => (JObject)Json(node);

    private YamlNode? this[string key] => node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    private static double? ToNumber(YamlNode? node) =>
        node is YamlScalarNode { Value: { } text } && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static JToken Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JObject(map.Children.Select(c => new JProperty(((YamlScalarNode)c.Key).Value ?? "", Json(c.Value)))),
        YamlSequenceNode list => new JArray(list.Select(Json)),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "null" or "~" or "" or null } => JValue.CreateNull(),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "True" } => new JValue(true),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "false" or "False" } => new JValue(false),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => new JValue(whole),
        YamlScalarNode { Style: ScalarStyle.Plain } when ToNumber(node) is { } number => new JValue(number),
        YamlScalarNode scalar => new JValue(scalar.Value),
        _ => JValue.CreateNull(),
    };
}
