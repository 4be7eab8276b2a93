using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FijiBridge.Bridge.Batch;

namespace FijiBridge.Bridge.Cli;

/// <summary>Which images of files that hold several (scenes, wells, positions) are segmented.</summary>
/// <param name="All">All that a file holds.</param>
/// <param name="Numbers">These, from 1; empty for the first alone.</param>
internal sealed record SeriesChoice(bool All, IReadOnlyList<int> Numbers)
{
    private const int Most = 100_000;

    /// <summary>Creates --series.</summary>
    public static Option<SeriesChoice> CreateOption() => new("--series")
    {
        Description = "Images of files that hold several: all, or numbers from 1 as 'fijibridge info' shows them, such as 1,3 or 2-5 (the first). Results are named NAME_seriesN.",
        HelpName = "all|1,3",
        CustomParser = Parse,
        DefaultValueFactory = _ => new SeriesChoice(false, []),
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>The images of the files.</summary>
    public IReadOnlyList<WorkItem> Of(IReadOnlyList<WorkItem> files) =>
        All ? [.. files.Select(f => f with { AllSeries = true })] : Numbers.Count == 0 ? files : [.. files.SelectMany(f => Numbers.Select(f.Only))];

    private static SeriesChoice? Parse(ArgumentResult result)
    {
        var words = result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        if (words is [var one] && one.Equals("all", StringComparison.OrdinalIgnoreCase))
        {
            return new SeriesChoice(true, []);
        }

        var numbers = new SortedSet<int>();
        foreach (var word in words)
        {
            var ends = word.Split('-');
            if (ends.Length > 2 || !TryNumber(ends[0], out var first) || !TryNumber(ends[^1], out var last) || last < first)
            {
                result.AddError($"--series takes all, or numbers from 1 such as 1,3 or 2-5, not '{word}'");
                return null;
            }

            numbers.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return new SeriesChoice(false, [.. numbers]);
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is >= 1 and <= Most;
}
