using System.Text.RegularExpressions;

namespace FijiBridge.Bridge.Server;

/// <summary>The names of options in sentences: with dashes on the command line, without them in ImageJ's macros and dialogs.</summary>
internal static partial class OptionNames
{
    /// <summary>A sentence for ImageJ: "use --patch 64" becomes "use patch 64".</summary>
    public static string WithoutDashes(string sentence) => Dashes().Replace(sentence, "$1");

    [GeneratedRegex("(?<![^\\s(])--([a-z])")]
    private static partial Regex Dashes();
}
