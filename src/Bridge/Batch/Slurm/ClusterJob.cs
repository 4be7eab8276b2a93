using FijiBridge.Engine;
using FijiBridge.Engine.Files;
using Newtonsoft.Json;

namespace FijiBridge.Bridge.Batch.Slurm;

/// <summary>One submission to Slurm.</summary>
/// <param name="Job">Id of the job array.</param>
/// <param name="Chunks">Chunks in it, from 1.</param>
/// <param name="Time">When, UTC.</param>
internal sealed record ClusterAttempt([property: JsonProperty("job")] string Job, [property: JsonProperty("chunks")] IReadOnlyList<int> Chunks, [property: JsonProperty("time")] DateTime Time);

/// <summary>
/// A batch on a cluster, as job.json in its folder tells: OUT/segment-jobs/RUN/ with script.sh, chunks/NNNN.json (the images of a
/// chunk), chunks/NNNN.jsonl (its run log) and logs/ (what its tasks said).
/// </summary>
internal sealed record ClusterJob
{
    private const string JobFile = "job.json";
    private const string JobsFolder = "segment-jobs";

    /// <summary>Id of the batch.</summary>
    [JsonProperty("run")] public string Run { get; init; } = "";

    /// <summary>Images in each chunk.</summary>
    [JsonProperty("images")] public IReadOnlyList<int> Images { get; init; } = [];

    /// <summary>Times that a chunk is tried again.</summary>
    [JsonProperty("retries")] public int Retries { get; init; }

    /// <summary>What Slurm is asked for.</summary>
    [JsonProperty("slurm")] public SlurmSettings Slurm { get; init; } = new();

    /// <summary>The folder in which the command was given; the tasks run in it.</summary>
    [JsonProperty("working_folder")] public string WorkingFolder { get; init; } = "";

    /// <summary>The words of the command line.</summary>
    [JsonProperty("command")] public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Folders among the inputs that could not be listed.</summary>
    [JsonProperty("unreadable")] public IReadOnlyList<UnreadableFolder> Unreadable { get; init; } = [];

    /// <summary>What was submitted, in order.</summary>
    [JsonProperty("attempts")] public IReadOnlyList<ClusterAttempt> Attempts { get; init; } = [];

    /// <summary>Folder of the batch.</summary>
    [JsonIgnore] public string Folder { get; init; } = "";

    /// <summary>Folder of the results, of the run log and of the summary.</summary>
    [JsonIgnore] public string Out => Path.GetDirectoryName(Path.GetDirectoryName(Folder)!)!;

    /// <summary>Folder of the chunks.</summary>
    [JsonIgnore] public string Chunks => Path.Combine(Folder, "chunks");

    /// <summary>Folder of what the tasks said.</summary>
    [JsonIgnore] public string Logs => Path.Combine(Folder, "logs");

    /// <summary>The script.</summary>
    [JsonIgnore] public string Script => Path.Combine(Folder, "script.sh");

    /// <summary>The images of a chunk.</summary>
    public string ItemsFile(int chunk) => Path.Combine(Chunks, $"{chunk:0000}.json");

    /// <summary>The run log of a chunk.</summary>
    public string LogFile(int chunk) => Path.Combine(Chunks, $"{chunk:0000}.jsonl");

    /// <summary>Where a batch lies whose results go to a folder.</summary>
    public static string FolderFor(string outFolder, string run) => Path.Combine(Path.GetFullPath(outFolder), JobsFolder, run);

    /// <summary>Reads a batch.</summary>
    /// <param name="folder">Its own folder, or the folder of the results, whose newest batch is taken.</param>
    /// <exception cref="UserAdviceException">There is none.</exception>
    public static ClusterJob Find(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!File.Exists(Path.Combine(full, JobFile)))
        {
            var jobs = Path.Combine(full, JobsFolder);
            full = (Directory.Exists(jobs) ? Directory.GetDirectories(jobs) : []).Where(d => File.Exists(Path.Combine(d, JobFile))).Max(StringComparer.Ordinal)
                ?? throw new UserAdviceException($"{folder} holds no batch for a cluster; give the --out folder of a 'fijibridge segment --executor slurm'.");
        }

        try
        {
            return JsonConvert.DeserializeObject<ClusterJob>(File.ReadAllText(Path.Combine(full, JobFile)))! with { Folder = full };
        }
        catch (JsonException e)
        {
            throw new UserAdviceException($"{Path.Combine(full, JobFile)} is damaged ({e.Message.TrimEnd('.')}); submit the batch again with --resume.", e);
        }
    }

    /// <summary>Writes job.json.</summary>
    public void Save() => AtomicFile.WriteText(Path.Combine(Folder, JobFile), JsonConvert.SerializeObject(this, Formatting.Indented) + "\n");
}
