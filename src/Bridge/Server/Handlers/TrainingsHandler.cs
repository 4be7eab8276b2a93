using FijiBridge.Bridge.Training;
using FijiBridge.Engine;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Training;

using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Lists the trainings that can be resumed. Quick: reads neither weights nor images.</summary>
/// <param name="running">The training that runs now.</param>
internal sealed class TrainingsHandler(RunningTraining running) : IRequestHandler
{
    private const string Suffix = ".training";

    /// <inheritdoc/>
    public string Name => "trainings";

    /// <inheritdoc/>
    public string Summary => "Lists the trainings whose checkpoints are there, the latest first; 'train' with resume and out goes on with one.";

    /// <inheritdoc/>
    public bool UsesDevice => false;

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs { get; } = [new("folder", "text", "Folder in which they lie (the user's own folder of models).")];

    /// <inheritdoc/>
    public JObject Run(WorkerTask task)
    {
        var folder = task.Inputs.Text("folder") ?? ModelCatalog.UserFolder;
        var found = Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, "*" + Suffix) : [];
        return new JObject
        {
            ["trainings"] = new JArray(found
                .Select(f => TrainingFolders.Of(f[..^Suffix.Length]))
                .Where(f => f.HasCheckpoint)
                .OrderByDescending(f => File.GetLastWriteTimeUtc(Path.Combine(f.Training, Trainer.LastFile)))
                .Select(Describe)),
        };
    }

    private JObject Describe(TrainingFolders folders)
    {
        var entry = new JObject
        {
            ["name"] = ModelFolder.NameOf(folders.Model),
            ["out"] = folders.Model,
            ["hasModel"] = ModelFolder.IsModel(folders.Model),
            ["running"] = running.Folder is { } now && Path.GetFullPath(now) == Path.GetFullPath(folders.Model),
        };
        try
        {
            var history = Path.Combine(folders.Training, Trainer.HistoryCsv);
            entry["epoch"] = File.Exists(history) ? HistoryFile.Read(history).LastOrDefault()?.Epoch ?? 0 : 0;
            entry["settings"] = File.Exists(folders.SettingsFile) ? JObject.Parse(File.ReadAllText(folders.SettingsFile)) : new JObject();
        }
        catch (Exception e) when (e is UserAdviceException or JsonException or IOException)
        {
            entry["problem"] = e.Message;
        }

        return entry;
    }
}
