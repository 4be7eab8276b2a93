using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace FijiBridge.Bridge.Cli;

/// <summary>An option of one number (used for y and x) or of two, "y,x".</summary>
internal static class PairOption
{
    /// <summary>Creates it; its value is [] where it is not given, else [y, x].</summary>
    public static Option<int[]> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N[,N]",
        CustomParser = result => Parse(name, result),
        DefaultValueFactory = _ => [],
    };

    private static int[] Parse(string name, ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Join(',', result.Tokens.Select(t => t.Value));
        var parts = text.Split(',', 'x');
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]) || numbers[i] < 1 || parts.Length > 2)
            {
                result.AddError($"{name} takes a whole number from 1 or two as y,x, not '{text}'");
                return [];
            }
        }

        return numbers.Length == 1 ? [numbers[0], numbers[0]] : numbers;
    }
}
