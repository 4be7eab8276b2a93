using System.Globalization;

namespace FijiBridge.Benchmarks;

/// <summary>Arguments of the form --name value, and switches --name.</summary>
internal sealed class Arguments(string[] words)
{
    /// <summary>The value after --<paramref name="name"/>, or the default.</summary>
    public string Text(string name, string fallback = "")
    {
        var at = Array.IndexOf(words, "--" + name);
        return at >= 0 && at + 1 < words.Length ? words[at + 1] : fallback;
    }

    /// <summary>The whole number after --<paramref name="name"/>, or the default.</summary>
    public int Number(string name, int fallback) => int.Parse(Text(name, fallback.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    /// <summary>True where --<paramref name="name"/> is given.</summary>
    public bool Has(string name) => words.Contains("--" + name);
}
