using System.Text;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Batch.Slurm;

/// <summary>Joins the run logs of chunks into the log of the whole batch.</summary>
internal static class RunLogMerge
{
    /// <summary>The lines of a chunk's log as they belong into another folder: paths of results below it become relative to it.</summary>
    /// <param name="log">The chunk's log; none where it does not exist.</param>
    /// <param name="folder">Folder of the log that receives the lines.</param>
    public static IEnumerable<string> Lines(string log, string folder)
    {
        if (!File.Exists(log))
        {
            yield break;
        }

        var own = Path.GetDirectoryName(Path.GetFullPath(log))!;
        foreach (var line in File.ReadLines(log, Encoding.UTF8))
        {
            if (Parse(line) is not { } record)
            {
                continue; // cut off by a kill
            }

            foreach (var output in (record["outputs"] as JArray ?? []).OfType<JObject>())
            {
                output["file"] = LogPaths.Relative(Path.GetFullPath((string)output["file"]!, own), folder);
            }

            yield return record.ToString(Newtonsoft.Json.Formatting.None);
        }
    }

    private static JObject? Parse(string line)
    {
        try
        {
            using var reader = new Newtonsoft.Json.JsonTextReader(new StringReader(line)) { DateParseHandling = Newtonsoft.Json.DateParseHandling.None };
            return JObject.Load(reader);
        }
        catch (Newtonsoft.Json.JsonException)
        {
            return null;
        }
    }
}
