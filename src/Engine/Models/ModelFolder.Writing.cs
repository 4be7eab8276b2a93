using FijiBridge.Engine.Files;
using FijiBridge.Engine.Scripts;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;
using Newtonsoft.Json;

namespace FijiBridge.Engine.Models;

/// <content>Writing model folders.</content>
public static partial class ModelFolder
{
    /// <summary>Writes a StarDist model; a model of the same name is replaced.</summary>
    /// <param name="folder">Folder to create or replace. An existing folder that is not a model and not empty is refused.</param>
    /// <param name="net">Network with the weights.</param>
    /// <param name="thresholds">Thresholds.</param>
    /// <param name="info">Description.</param>
    /// <param name="extraFiles">Further text files by name, for example history.csv.</param>
    /// <exception cref="UserAdviceException">The folder cannot be written.</exception>
    public static void Save(string folder, StarDistNet net, StarDistThresholds thresholds, ModelInfo info, IReadOnlyDictionary<string, string>? extraFiles = null) =>
        Save(folder, ModuleWeights.Get(net), net.Config, thresholds, info with { Task = ModelInfo.StarDistTask }, extraFiles);

    /// <summary>Writes a U-Net model; a model of the same name is replaced.</summary>
    /// <param name="folder">Folder to create or replace. An existing folder that is not a model and not empty is refused.</param>
    /// <param name="net">Network with the weights.</param>
    /// <param name="thresholds">Thresholds.</param>
    /// <param name="info">Description.</param>
    /// <param name="extraFiles">Further text files by name, for example history.csv.</param>
    /// <exception cref="UserAdviceException">The folder cannot be written.</exception>
    public static void Save(string folder, UNetNet net, UNetThresholds thresholds, ModelInfo info, IReadOnlyDictionary<string, string>? extraFiles = null) =>
        Save(folder, ModuleWeights.Get(net), net.Config, thresholds, info with { Task = ModelInfo.UNetTask }, extraFiles);

    /// <summary>Writes a StarDist model whose weights are at hand as arrays (an import); a model of the same name is replaced.</summary>
    /// <exception cref="UserAdviceException">The folder cannot be written, or weights and config do not fit.</exception>
    public static void Save(string folder, StarDistConfig config, IReadOnlyList<NamedTensor> weights, StarDistThresholds thresholds, ModelInfo info)
    {
        ModuleWeights.Check(StarDistTensors.Of(config), weights.ToDictionary(w => w.Name), folder);
        Save(folder, weights, config, thresholds, info with { Task = ModelInfo.StarDistTask }, null);
    }

    /// <summary>Writes a U-Net model whose weights are at hand as arrays (an import); a model of the same name is replaced.</summary>
    /// <exception cref="UserAdviceException">The folder cannot be written, or weights and config do not fit.</exception>
    public static void Save(string folder, UNetConfig config, IReadOnlyList<NamedTensor> weights, UNetThresholds thresholds, ModelInfo info)
    {
        ModuleWeights.Check(UNetTensors.Of(config), weights.ToDictionary(w => w.Name), folder);
        Save(folder, weights, config, thresholds, info with { Task = ModelInfo.UNetTask }, null);
    }

    /// <summary>Writes a model of another program, which brings its network as TorchScript; a model of the same name is replaced.</summary>
    /// <param name="folder">Folder to create or replace. An existing folder that is not a model and not empty is refused.</param>
    /// <param name="script">TorchScript file.</param>
    /// <param name="config">How it is used.</param>
    /// <param name="info">Description.</param>
    /// <param name="card">The model card that its author wrote; ours when null.</param>
    /// <exception cref="UserAdviceException">The folder cannot be written, or the configuration is not possible.</exception>
    public static void Save(string folder, string script, ScriptConfig config, ModelInfo info, string? card)
    {
        config.Check();
        info = info with { Task = ModelInfo.ScriptTask };
        Replace(folder, temporary =>
        {
            WriteTexts(temporary, config, UNetThresholds.Default, info, card is null ? null : new Dictionary<string, string> { [CardFile] = card });
            File.Copy(script, Path.Combine(temporary, ScriptFile));
        });
    }

    /// <summary>Copies a model to another folder, after a look at every part of it; a model there is replaced.</summary>
    /// <param name="folder">Model folder.</param>
    /// <param name="target">Folder to create or replace.</param>
    /// <exception cref="UserAdviceException">It is damaged, or the target cannot be written.</exception>
    public static void Copy(string folder, string target)
    {
        _ = LoadConfig(folder) is ScriptConfig ? null : LoadWeights(folder);
        _ = LoadThresholds(folder);
        string[] kinds = [".json", ".safetensors", ".md", ".csv", ".png"];
        Replace(target, temporary =>
        {
            foreach (var file in Directory.EnumerateFiles(folder).Where(f => kinds.Contains(Path.GetExtension(f)) || Path.GetFileName(f) == ScriptFile))
            {
                File.Copy(file, Path.Combine(temporary, Path.GetFileName(file)));
            }
        });
    }

    private static void Save(
        string folder, IReadOnlyList<NamedTensor> weights, INetworkConfig config, IModelThresholds thresholds, ModelInfo info, IReadOnlyDictionary<string, string>? extraFiles) =>
        Replace(folder, temporary =>
        {
            WriteTexts(temporary, config, thresholds, info, extraFiles);
            SafetensorsFile.Write(Path.Combine(temporary, WeightsFile), weights, new Dictionary<string, string> { ["format"] = "pt" });
        });

    private static void WriteTexts(string folder, INetworkConfig config, IModelThresholds thresholds, ModelInfo info, IReadOnlyDictionary<string, string>? extraFiles)
    {
        var files = new Dictionary<string, string>(extraFiles ?? new Dictionary<string, string>())
        {
            [ConfigFile] = JsonConvert.SerializeObject(config, Formatting.Indented) + "\n",
            [ThresholdsFile] = JsonConvert.SerializeObject(thresholds, Formatting.Indented) + "\n",
            [InfoFile] = JsonConvert.SerializeObject(info, Formatting.Indented) + "\n",
        };
        files.TryAdd(CardFile, ModelCard.Write(info, config, thresholds, files.GetValueOrDefault(HistoryFile)));
        foreach (var (name, text) in files)
        {
            AtomicFile.WriteText(Path.Combine(folder, name), text);
        }
    }

    // Fills a folder beside the target and puts it in its place.
    private static void Replace(string folder, Action<string> fill)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Directory.Exists(target) && !IsModel(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            throw new UserAdviceException($"{target} exists and is not a model; choose another name for the model folder.");
        }

        var temporary = $"{target}.{Environment.ProcessId}.tmp";
        var old = $"{target}.{Environment.ProcessId}.old";
        try
        {
            Directory.CreateDirectory(temporary);
            fill(temporary);
            if (Directory.Exists(target))
            {
                Directory.Move(target, old);
            }

            Directory.Move(temporary, target);
            DeleteQuietly(old);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UserAdviceException)
        {
            DeleteQuietly(temporary);
            if (!Directory.Exists(target) && Directory.Exists(old))
            {
                Directory.Move(old, target);
            }

            throw e as UserAdviceException ?? new UserAdviceException($"Cannot write the model {target}: {e.Message}", e);
        }
    }

    private static void DeleteQuietly(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What remains is a folder named .tmp or .old; the error that matters was reported.
        }
    }
}
