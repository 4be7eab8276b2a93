using FijiBridge.Bridge.Protocol;
using FijiBridge.Engine.Evaluation;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server;

/// <summary>Numbers for clients: tables in shared memory, and single ones in messages.</summary>
internal static class NumberTable
{
    /// <summary>Writes rows of numbers as a float64 array; NaN marks what does not exist.</summary>
    /// <param name="blocks">The worker's shared memory.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">Numbers per row.</param>
    /// <param name="like">A block of the client, see <see cref="SharedBlocks.Create"/>.</param>
    public static JObject Write(SharedBlocks blocks, IReadOnlyList<IReadOnlyList<double>> rows, int columns, string like)
    {
        var block = blocks.Create((long)rows.Count * columns * sizeof(double), like);
        var table = block.Elements<double>(checked(rows.Count * columns));
        for (var r = 0; r < rows.Count; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                table[(r * columns) + c] = rows[r][c];
            }
        }

        return NDArray.In(block, ElementType.Parse("float64"), rows.Count, columns).ToJson();
    }

    /// <summary>A number of a message; null for NaN and infinity, which JSON does not have.</summary>
    public static JToken OrNull(double? value) => value is { } v && double.IsFinite(v) ? new JValue(v) : JValue.CreateNull();

    /// <summary>A number of an evaluation with what it means.</summary>
    public static JObject Metric(EvaluationMetric m) => new()
    {
        ["group"] = m.Group,
        ["key"] = m.Key,
        ["name"] = m.Name,
        ["value"] = OrNull(m.Value),
        ["unit"] = m.Unit,
        ["why"] = m.Why,
        ["meaning"] = m.Meaning,
        ["misleads"] = m.Misleads,
    };
}
