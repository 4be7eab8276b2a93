namespace FijiBridge.Bridge.Cli;

/// <summary>
/// Says what concerns single images of a batch without flooding the terminal: the first few of each kind as they come, the
/// others as a count at the end.
/// </summary>
/// <param name="say">Says one line.</param>
internal sealed class RepeatedNotes(Action<string> say)
{
    private const int Shown = 3;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <summary>Says a line, or counts it.</summary>
    /// <param name="kind">What lines of the same kind have in common.</param>
    /// <param name="line">The line.</param>
    public void Add(string kind, string line)
    {
        lock (_gate)
        {
            var seen = _seen[kind] = _seen.GetValueOrDefault(kind) + 1;
            if (seen <= Shown)
            {
                say(line);
            }
        }
    }

    /// <summary>Says how many were only counted.</summary>
    public void Finish()
    {
        foreach (var (kind, count) in _seen.Where(s => s.Value > Shown))
        {
            say($"The same holds for {count - Shown} more image(s): {kind}");
        }
    }
}
