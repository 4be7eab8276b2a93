using FijiBridge.Bridge.Protocol;
using FijiBridge.Engine;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server;

/// <summary>
/// The inputs of a task, read by type. A value of the wrong type or out of its range is refused with a sentence that
/// names the input; null and absent mean the same.
/// </summary>
/// <param name="operation">Name of the operation, for messages.</param>
/// <param name="inputs">The inputs as they came.</param>
public sealed class TaskInputs(string operation, JObject inputs)
{
    /// <summary>The inputs as they came, without those that are null.</summary>
    public JObject All => new(inputs.Properties().Where(p => p.Value.Type != JTokenType.Null));

    /// <summary>Refuses inputs that the operation does not know.</summary>
    public void RefuseUnknown(IReadOnlyList<InputInfo> known)
    {
        if (inputs.Properties().FirstOrDefault(p => known.All(k => k.Name != p.Name)) is { } unknown)
        {
            throw new UserAdviceException(
                $"'{operation}' has no input '{unknown.Name}'; it knows {(known.Count == 0 ? "none" : string.Join(", ", known.Select(k => k.Name)))}.");
        }
    }

    /// <summary>True where the input is there.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A text, or null.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { Type: JTokenType.String } t => t.Value<string>(),
        var other => throw Wrong(name, "a text", other),
    };

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string name) =>
        Text(name) is { Length: > 0 } text ? text : throw new UserAdviceException($"'{operation}' needs the input '{name}'.");

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool otherwise) => Flag(name) ?? otherwise;

    /// <summary>True, false or null.</summary>
    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        { Type: JTokenType.Boolean } t => t.Value<bool>(),
        var other => throw Wrong(name, "true or false", other),
    };

    /// <summary>A number within limits, or null.</summary>
    public double? Number(string name, double minimum = double.MinValue, double maximum = double.MaxValue)
    {
        if (Find(name) is not { } token)
        {
            return null;
        }

        var range = (minimum, maximum) switch
        {
            (double.MinValue, double.MaxValue) => "a number",
            (_, double.MaxValue) => $"a number of at least {minimum}",
            _ => $"a number from {minimum} to {maximum}",
        };
        if (token.Type is not (JTokenType.Integer or JTokenType.Float))
        {
            throw Wrong(name, range, token);
        }

        var value = token.Value<double>();
        return value >= minimum && value <= maximum ? value : throw Wrong(name, range, token); // NaN fails both comparisons
    }

    /// <summary>A whole number within limits, or null.</summary>
    public int? Whole(string name, int minimum = int.MinValue, int maximum = int.MaxValue) =>
        Number(name, minimum == int.MinValue ? double.MinValue : minimum, maximum == int.MaxValue ? double.MaxValue : maximum) is not { } value ? null
        : value == Math.Floor(value) && Math.Abs(value) <= int.MaxValue ? (int)value
        : throw Wrong(name, "a whole number", Find(name)!);

    /// <summary>A list of numbers of a fixed length, or null.</summary>
    public double[]? Numbers(string name, int count)
    {
        if (Find(name) is not { } token)
        {
            return null;
        }

        return token is JArray { Count: var n } list && n == count && list.All(e => e.Type is JTokenType.Integer or JTokenType.Float)
            ? list.Select(e => e.Value<double>()).ToArray()
            : throw Wrong(name, $"a list of {count} numbers", token);
    }

    /// <summary>A list of numbers of any length, or null.</summary>
    public IReadOnlyList<double>? NumberList(string name) => Find(name) switch
    {
        null => null,
        JArray list when list.All(e => e.Type is JTokenType.Integer or JTokenType.Float) => list.Select(e => e.Value<double>()).ToList(),
        var other => throw Wrong(name, "a list of numbers", other),
    };

    /// <summary>A list of texts, or an empty one.</summary>
    public IReadOnlyList<string> Texts(string name) => Find(name) switch
    {
        null => [],
        JArray list when list.All(e => e.Type == JTokenType.String) => list.Select(e => e.Value<string>()!).ToList(),
        var other => throw Wrong(name, "a list of texts", other),
    };

    /// <summary>An array in shared memory that must be there.</summary>
    public NDArray RequiredArray(string name) =>
        Find(name) is { } token ? NDArray.FromJson(token, name) : throw new UserAdviceException($"'{operation}' needs the array '{name}'.");

    /// <summary>Shared memory for a result: name and bytes, or null.</summary>
    public (string Name, long Size)? Shm(string name)
    {
        try
        {
            return Find(name) is { } token ? NDArray.ShmFromJson(token) : null;
        }
        catch (ProtocolException e)
        {
            throw new ProtocolException($"The input '{name}' {e.Message}.", null, e);
        }
    }

    private JToken? Find(string name) => inputs[name] is { Type: not JTokenType.Null } token ? token : null;

    private static UserAdviceException Wrong(string name, string expected, JToken value)
    {
        var text = value.ToString(Newtonsoft.Json.Formatting.None);
        return new UserAdviceException($"The input '{name}' must be {expected}, not {(text.Length > 80 ? text[..77] + "..." : text)}.");
    }
}
