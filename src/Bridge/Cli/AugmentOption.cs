using System.CommandLine;
using System.Globalization;
using FijiBridge.Engine;
using FijiBridge.Engine.Data.Augmentation;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Cli;

/// <summary>
/// The augmentations by the engine's own names: --augment NAME=VALUE sets one, --no-NAME switches it off, --no-augment
/// all. VALUE is on, off, a number, MIN..MAX, or MIN..MAX@PROBABILITY (part of the patches that are varied).
/// </summary>
internal static class AugmentOption
{
    private static readonly JObject Standard = JObject.FromObject(AugmentationOptions.Default);

    /// <summary>--augment.</summary>
    public static Option<string[]> Set { get; } = new("--augment")
    {
        Description = $"Set an augmentation, NAME=MIN..MAX[@PROBABILITY], NAME=on or NAME=off: {string.Join(", ", Names)}. All are on by default; --no-NAME switches one off.",
        HelpName = "NAME=VALUE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    /// <summary>--no-augment.</summary>
    public static Option<bool> None { get; } = new("--no-augment") { Description = "Train on the patches as they are." };

    /// <summary>--no-flip, --no-elastic, …; not in the help, which would drown in them.</summary>
    public static IReadOnlyList<Option<bool>> Switches { get; } =
        [.. Switchable.Select(n => new Option<bool>($"--no-{n}") { Description = $"Train without {n}.", Hidden = true })];

    private static IEnumerable<string> Names => Standard.Properties().Select(p => p.Name.Replace('_', '-'));

    private static IEnumerable<string> Switchable => Standard.Properties().Where(p => p.Value is JObject || (bool?)(p.Value as JValue) is true).Select(p => p.Name.Replace('_', '-'));

    /// <summary>The options that the command line asks for.</summary>
    /// <exception cref="UserAdviceException">An unknown name or an impossible value.</exception>
    public static AugmentationOptions Read(ParseResult parse)
    {
        if (parse.GetValue(None))
        {
            return AugmentationOptions.None;
        }

        var settings = (JObject)Standard.DeepClone();
        foreach (var text in parse.GetValue(Set) ?? [])
        {
            Apply(settings, text);
        }

        foreach (var off in Switches.Where(s => parse.GetValue(s)))
        {
            Apply(settings, off.Name["--no-".Length..] + "=off");
        }

        var options = settings.ToObject<AugmentationOptions>()!;
        options.Validate();
        return options;
    }

    private static void Apply(JObject settings, string text)
    {
        var split = text.IndexOf('=');
        var name = split < 0 ? text : text[..split];
        var value = split < 0 ? "on" : text[(split + 1)..].Trim();
        var key = name.Trim().Replace('-', '_');
        if (settings[key] is not { } current)
        {
            throw new UserAdviceException($"Augmentation '{name}' is unknown; choose among {string.Join(", ", Names)}.");
        }

        var isSwitch = value is "on" or "off" or "true" or "false";
        var isOn = value is "on" or "true";
        switch (current)
        {
            case JObject range when isSwitch:
                range["enabled"] = isOn;
                break;
            case JObject range:
                SetRange(range, name, value);
                break;
            case JValue { Type: JTokenType.Boolean } when isSwitch:
                settings[key] = isOn;
                break;
            case JValue { Type: JTokenType.Float or JTokenType.Integer }:
                settings[key] = Number(name, value);
                break;
            default:
                throw new UserAdviceException($"Augmentation '{name}' takes on or off, not '{value}'.");
        }
    }

    private static void SetRange(JObject range, string name, string value)
    {
        var parts = value.Split('@');
        var limits = parts[0].Split("..");
        if (parts.Length > 2 || limits.Length > 2)
        {
            throw new UserAdviceException($"Augmentation '{name}' takes MIN..MAX or MIN..MAX@PROBABILITY, not '{value}'.");
        }

        range["enabled"] = true;
        range["min"] = limits.Length == 2 ? Number(name, limits[0]) : Math.Min((double)range["min"]!, Number(name, limits[0]));
        range["max"] = Number(name, limits[^1]);
        if (parts.Length == 2)
        {
            range["probability"] = Number(name, parts[1]);
        }
    }

    private static double Number(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new UserAdviceException($"Augmentation '{name}' takes a number, MIN..MAX, on or off, not '{text}'.");
}
