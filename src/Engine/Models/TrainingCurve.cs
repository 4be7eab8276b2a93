using System.Globalization;
using System.Text;

namespace FijiBridge.Engine.Models;

/// <summary>The losses of a training as a short table for the model card: at most <see cref="MostRows"/> epochs, the kept one among them.</summary>
internal static class TrainingCurve
{
    private const int MostRows = 10;
    private static readonly string[] s_columns = ["epoch", "lr", "loss", "val_loss"];

    /// <summary>The table as Markdown, or nothing where the history is not one.</summary>
    /// <param name="historyCsv">What history.csv holds.</param>
    /// <param name="keptEpoch">The epoch whose weights were kept.</param>
    public static string Table(string historyCsv, int keptEpoch)
    {
        var lines = historyCsv.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var header = lines.Length > 0 ? lines[0].Split(',') : [];
        var places = s_columns.Select(c => Array.IndexOf(header, c)).ToArray();
        if (places.Any(p => p < 0) || lines.Length < 2)
        {
            return "";
        }

        var rows = lines.Skip(1).Select(l => l.Split(',')).Where(r => r.Length == header.Length).ToList();
        var shown = new SortedSet<int>(Enumerable.Range(0, MostRows).Select(k => (int)Math.Round(k * (rows.Count - 1) / (MostRows - 1.0))));
        var kept = rows.FindIndex(r => r[places[0]] == keptEpoch.ToString(CultureInfo.InvariantCulture));
        if (kept >= 0)
        {
            shown.Add(kept);
        }

        var text = new StringBuilder("| epoch | learning rate | training loss | validation loss |\n|---|---|---|---|\n");
        foreach (var k in shown)
        {
            var cells = places.Select(p => double.TryParse(rows[k][p], NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v.ToString("0.#####", CultureInfo.InvariantCulture) : "").ToArray();
            text.Append(CultureInfo.InvariantCulture, $"| {cells[0]}{(k == kept ? " (kept)" : "")} | {cells[1]} | {cells[2]} | {cells[3]} |\n");
        }

        return text.Append("\nAll epochs and all losses are in history.csv.\n").ToString();
    }
}
