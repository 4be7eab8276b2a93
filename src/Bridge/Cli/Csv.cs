using System.Globalization;

namespace FijiBridge.Bridge.Cli;

/// <summary>Fields of CSV files: "." as decimal point, quotation marks where a text needs them.</summary>
internal static class Csv
{
    /// <summary>A text.</summary>
    public static string Field(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A number with seven digits; empty where there is none (NaN).</summary>
    public static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("G7", CultureInfo.InvariantCulture);
}
