using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FijiBridge.Engine;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Cli;

/// <summary>
/// Options of a command in one JSON file: { "epochs": 100, "batch-norm": true, "augment": { "elastic": 2 } }. Keys are the
/// option names without dashes; positional arguments go by their names in small letters. What is also given on the command line is taken from
/// there. The file is turned into command line words and parsed again, so that both ways share every check.
/// </summary>
internal static class ConfigFile
{
    /// <summary>Parses again with the options of <paramref name="path"/> that the command line does not give.</summary>
    /// <param name="parse">What the command line said.</param>
    /// <param name="path">The JSON file.</param>
    /// <exception cref="UserAdviceException">Unreadable file, unknown key or a value the option does not take.</exception>
    public static ParseResult Merge(ParseResult parse, string path) => Merge(parse, Read(path), path, "correct the file");

    /// <summary>Parses again with the options of an object that the command line does not give.</summary>
    /// <param name="parse">What the command line said.</param>
    /// <param name="options">Options by name.</param>
    /// <param name="source">Where they come from, at the beginning of messages.</param>
    /// <param name="remedy">What to do about a wrong one, at the end of messages.</param>
    /// <exception cref="UserAdviceException">Unknown key or a value the option does not take.</exception>
    public static ParseResult Merge(ParseResult parse, JObject options, string source, string remedy)
    {
        var command = parse.CommandResult.Command;
        var words = new List<string>(parse.Tokens.Select(t => t.Value));
        var arguments = new SortedList<int, IEnumerable<string>>();
        foreach (var property in options.Properties())
        {
            if (command.Arguments.FirstOrDefault(a => a.Name.Equals(property.Name, StringComparison.OrdinalIgnoreCase)) is { } argument)
            {
                if (parse.GetResult(argument) is not { Tokens.Count: > 0 })
                {
                    arguments[command.Arguments.IndexOf(argument)] = Values(property.Value);
                }

                continue;
            }

            var option = command.Options.FirstOrDefault(o => o.Name == "--" + property.Name)
                ?? throw new UserAdviceException($"{source} has the unknown option \"{property.Name}\"; known are {KnownKeys(command)}.");
            if (parse.GetResult(option) is null or { Implicit: true })
            {
                words.AddRange(Words(option, property.Value));
            }
        }

        // Positional words first, directly after the command's name, in the command's order and not in the file's.
        words.InsertRange(words.IndexOf(command.Name) + 1, arguments.Values.SelectMany(v => v));
        var merged = parse.RootCommandResult.Command.Parse(words);
        return merged.Errors.Count == 0
            ? merged
            : throw new UserAdviceException($"{source}: {string.Join("; ", merged.Errors.Select(e => e.Message.TrimEnd('.')))}; {remedy}.");
    }

    private static JObject Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserAdviceException($"Options file {path} does not exist; check the path given to --config.");
        }

        try
        {
            return JObject.Parse(File.ReadAllText(path));
        }
        catch (JsonException e)
        {
            throw new UserAdviceException($"Options file {path} is not a JSON object ({e.Message.TrimEnd('.')}); correct it there.", e);
        }
    }

    private static IEnumerable<string> Words(Option option, JToken value) => value switch
    {
        JValue { Type: JTokenType.Boolean } flag => [option.Name, (bool)flag ? "true" : "false"],
        JValue { Type: JTokenType.Null } => [],
        _ => Values(value).SelectMany(v => new[] { option.Name, v }),
    };

    private static IEnumerable<string> Values(JToken value) => value switch
    {
        JArray list => list.SelectMany(Values),
        JObject map => map.Properties().Select(p => $"{p.Name}={string.Join(',', Values(p.Value))}"),
        JValue { Value: bool flag } => [flag ? "true" : "false"],
        JValue one => [Convert.ToString(one.Value, CultureInfo.InvariantCulture) ?? ""],
        _ => throw new UserAdviceException($"The value {value} in the options file is of no known kind; use numbers, text, true or false, or lists of them."),
    };

    private static string KnownKeys(Command command) => string.Join(", ", command.Options
        .Where(o => !o.Hidden && !o.Recursive && o.Name is not "--config").Select(o => o.Name.TrimStart('-')).Order(StringComparer.Ordinal));
}
