using System.Text;

namespace FijiBridge.Bridge.Cli;

/// <summary>A table in plain text, columns padded: reads the same on a terminal, in a file and in a pipe.</summary>
internal sealed class TextTable(params string[] header)
{
    private readonly List<string[]> _rows = [header];
    private readonly HashSet<int> _textColumns = [0];

    /// <summary>Columns that hold words and are aligned to the left; the first one is always among them.</summary>
    public TextTable AlignLeft(params int[] columns)
    {
        _textColumns.UnionWith(columns);
        return this;
    }

    /// <summary>Adds a row of as many cells as the header has.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>The lines of the table, without trailing blanks.</summary>
    public IEnumerable<string> Lines()
    {
        var widths = Enumerable.Range(0, _rows[0].Length).Select(c => _rows.Max(r => r[c].Length)).ToArray();
        foreach (var row in _rows)
        {
            var line = new StringBuilder();
            for (var c = 0; c < row.Length; c++)
            {
                line.Append(c == 0 ? "" : "  ").Append(_textColumns.Contains(c) ? row[c].PadRight(widths[c]) : row[c].PadLeft(widths[c]));
            }

            yield return line.ToString().TrimEnd();
        }
    }
}
