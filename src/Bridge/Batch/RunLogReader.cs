using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Batch;

/// <summary>Reads run logs.</summary>
internal static class RunLogReader
{
    /// <summary>All records of a log that is not open; none where there is no such file.</summary>
    public static IReadOnlyList<RunRecord> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, new UTF8Encoding(false));
        return [.. Read(reader)];
    }

    /// <summary>All records; lines that are cut off or of another kind are passed over.</summary>
    public static IEnumerable<RunRecord> Read(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            if (Parse(line) is { } record)
            {
                yield return record;
            }
        }
    }

    private static RunRecord? Parse(string line)
    {
        try
        {
            var json = JObject.Parse(line);
            return (string?)json["record"] switch
            {
                "run" => json.ToObject<RunStarted>(),
                "writing" => json.ToObject<OutputsComplete>(),
                "image" => json.ToObject<ImageEnded>(),
                "end" => json.ToObject<RunEnded>(),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
