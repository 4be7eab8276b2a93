using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace FijiBridge.Bridge.Cli;

/// <summary>Options that take one number within limits; null where not given. Numbers are always written with a point.</summary>
internal static class NumberOption
{
    /// <summary>A whole number from <paramref name="least"/>.</summary>
    public static Option<int?> Whole(string name, int least, string description, string helpName = "N") => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            if (int.TryParse(Text(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least)
            {
                return value;
            }

            result.AddError($"{name} takes a whole number from {least}, not '{Text(result)}'");
            return null;
        },
    };

    /// <summary>A number that <paramref name="fits"/>; <paramref name="wanted"/> says in words which do.</summary>
    public static Option<double?> Real(string name, Func<double, bool> fits, string wanted, string description, string helpName = "X") => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            if (double.TryParse(Text(result), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && fits(value))
            {
                return value;
            }

            result.AddError($"{name} takes {wanted}, not '{Text(result)}'");
            return null;
        },
    };

    /// <summary>A number above 0 and below 1.</summary>
    public static Option<double?> Fraction(string name, string description) => Real(name, v => v is > 0 and < 1, "a number between 0 and 1", description, "0..1");

    /// <summary>A percentile, 0 to 100.</summary>
    public static Option<double?> Percentile(string name, string description) => Real(name, v => v is >= 0 and <= 100, "a percentile from 0 to 100", description, "0..100");

    /// <summary>A number above 0.</summary>
    public static Option<double?> Positive(string name, string description, string helpName) => Real(name, v => v > 0, "a number above 0", description, helpName);

    private static string Text(ArgumentResult result) => string.Join(' ', result.Tokens.Select(t => t.Value));
}
