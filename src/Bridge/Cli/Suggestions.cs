using System.CommandLine;
using System.CommandLine.Parsing;

namespace FijiBridge.Bridge.Cli;

/// <summary>"Did you mean": the command or option that is nearest to a mistyped word.</summary>
internal static class Suggestions
{
    private const int LettersPerMistake = 3;

    /// <summary>The nearest name of a command or option that may stand there; null where none is near.</summary>
    /// <param name="word">What was typed.</param>
    /// <param name="command">The command that it was typed after.</param>
    public static string? For(string word, Command command)
    {
        var typed = word.Split('=', ':')[0];
        var names = typed.StartsWith('-')
            ? command.Options.Concat(command.Parents.OfType<Command>().SelectMany(c => c.Options).Where(o => o.Recursive)).Where(o => !o.Hidden).Select(o => o.Name)
            : command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);
        var nearest = names.Select(n => (Name: n, Distance: Distance(typed, n))).OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal).FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Max(1, typed.TrimStart('-').Length / LettersPerMistake) ? nearest.Name : null;
    }

    /// <summary>A mistyped option that was taken for a file or folder; null where there is none. What a macro is given may be anything.</summary>
    public static string? TakenForAFile(ParseResult parse) => parse.CommandResult.Command.Name == "macro" ? null : parse.CommandResult.Children.OfType<ArgumentResult>()
        .SelectMany(a => a.Tokens).Select(t => t.Value)
        .FirstOrDefault(v => v.StartsWith("--", StringComparison.Ordinal) && v.Length > 2 && !Path.Exists(v));

    /// <summary>Letters to put in, take out, replace or swap with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                var replaced = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replaced, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
