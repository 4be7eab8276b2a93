using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FijiBridge.Bridge.Batch;
using FijiBridge.Engine.Images;

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

    /// <summary>Creates --series of the commands that take one image of each file.</summary>
    public static Option<int?> CreateOneOption() =>
        NumberOption.Whole("--series", 1, "Which image of files that hold several, from 1 as 'fijibridge info' shows them (the first); files with one image give it.");

    /// <summary>Says that of a file with several series only the first is used.</summary>
    /// <param name="name">The file.</param>
    /// <param name="count">Series in it.</param>
    /// <param name="done">What is done: "segmented".</param>
    /// <param name="way">How to have others.</param>
    public static string FirstAlone(string name, int count, string done, string way) => $"{name} holds {count} series; the first alone is {done}, {way}.";

    /// <summary>Says that of a stack only the first plane is used.</summary>
    public static string FirstPlaneAlone(string name, SeriesInfo info, string done) =>
        $"{name} has {info.Slices} slice(s) and {info.Frames} frame(s); the first plane alone is {done}.";

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
