using FijiBridge.Engine;
using FijiBridge.Engine.Files;
using Newtonsoft.Json;

namespace FijiBridge.Bridge.Batch.Slurm;

/// <summary>The images of one chunk, as a file that a node reads.</summary>
internal static class ChunkItems
{
    /// <summary>Writes the file; paths are made whole.</summary>
    public static void Write(string path, IEnumerable<WorkItem> items) => AtomicFile.WriteText(
        path,
        JsonConvert.SerializeObject(items.Select(i => i with { Input = Path.GetFullPath(i.Input), Outputs = i.Outputs with { Folder = Path.GetFullPath(i.Outputs.Folder) } }), Formatting.Indented));

    /// <summary>Reads it.</summary>
    /// <exception cref="UserAdviceException">It is not there or damaged.</exception>
    public static IReadOnlyList<WorkItem> Read(string path)
    {
        try
        {
            return JsonConvert.DeserializeObject<List<WorkItem>>(File.ReadAllText(path)) ?? [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UserAdviceException($"The list of images {path} cannot be read ({e.Message.TrimEnd('.')}); submit the batch again with --resume.", e);
        }
    }
}
