using System.Globalization;
using System.Text;
using FijiBridge.Engine.Files;
using FijiBridge.Engine.Models;

namespace FijiBridge.Engine.Training;

/// <summary>history.csv: one row per epoch, columns epoch, lr, then every loss and metric by name.</summary>
public static class HistoryFile
{
    /// <summary>Writes the whole table, replacing the old one.</summary>
    public static void Write(string path, IReadOnlyList<EpochRecord> history)
    {
        var columns = history.SelectMany(r => r.Values.Keys).Distinct(StringComparer.Ordinal).ToList();
        var text = new StringBuilder("epoch,lr").AppendJoin("", columns.Select(c => "," + c)).Append('\n');
        foreach (var row in history)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Epoch},{row.LearningRate:R}");
            foreach (var column in columns)
            {
                text.Append(',');
                if (row.Values.TryGetValue(column, out var value))
                {
                    text.Append(value.ToString("R", CultureInfo.InvariantCulture));
                }
            }

            text.Append('\n');
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    /// <summary>Reads a table back.</summary>
    /// <exception cref="UserAdviceException">The file is not such a table.</exception>
    public static IReadOnlyList<EpochRecord> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var header = lines.Length > 0 ? lines[0].Split(',') : [];
        if (header.Length < 2 || header[0] != "epoch" || header[1] != "lr")
        {
            throw new UserAdviceException($"{path} is not a training history: its first line must start with \"epoch,lr\".");
        }

        try
        {
            return [.. lines.Skip(1).Where(l => l.Length > 0).Select(l => Row(header, l.Split(',')))];
        }
        catch (Exception e) when (e is FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw new UserAdviceException($"{path} is not a training history: {e.Message}", e);
        }
    }

    private static EpochRecord Row(string[] header, string[] cells)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = 2; i < header.Length; i++)
        {
            if (cells[i].Length > 0)
            {
                values[header[i]] = double.Parse(cells[i], CultureInfo.InvariantCulture);
            }
        }

        return new EpochRecord(int.Parse(cells[0], CultureInfo.InvariantCulture), double.Parse(cells[1], CultureInfo.InvariantCulture), values);
    }
}
