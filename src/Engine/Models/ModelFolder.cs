using FijiBridge.Engine.Files;
using FijiBridge.Engine.Scripts;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;
using Newtonsoft.Json;
using TorchSharp;

namespace FijiBridge.Engine.Models;

/// <summary>
/// A model on disk: config.json (network shape; StarDist's keys or those of <see cref="UNetConfig"/>), thresholds.json,
/// model.json (<see cref="ModelInfo"/>), weights.safetensors and README.md (the model card). A folder is written beside its place and renamed, so that a model
/// is there as a whole or not at all.
/// </summary>
public static class ModelFolder
{
    // Defaults are shared objects: without this, reading a model would write its values into them.
    private static readonly JsonSerializerSettings s_settings = new() { ObjectCreationHandling = ObjectCreationHandling.Replace };

    /// <summary>Name of the network shape.</summary>
    public const string ConfigFile = "config.json";

    /// <summary>Name of the thresholds.</summary>
    public const string ThresholdsFile = "thresholds.json";

    /// <summary>Name of the description.</summary>
    public const string InfoFile = "model.json";

    /// <summary>Name of the weights.</summary>
    public const string WeightsFile = "weights.safetensors";

    /// <summary>Name of the table of the training's losses.</summary>
    public const string HistoryFile = "history.csv";

    /// <summary>Name of the model card.</summary>
    public const string CardFile = "README.md";

    /// <summary>Name of the network of a model of another program, in place of weights.</summary>
    public const string ScriptFile = "network.pt";

    /// <summary>True where a folder looks like a model.</summary>
    public static bool IsModel(string folder) =>
        File.Exists(Path.Combine(folder, ConfigFile)) && (File.Exists(Path.Combine(folder, WeightsFile)) || (File.Exists(Path.Combine(folder, ScriptFile)) && File.Exists(Path.Combine(folder, InfoFile))));

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

    /// <summary>Reads config.json of a model of any kind.</summary>
    /// <exception cref="UserAdviceException">Missing, damaged, not possible or of an unknown kind.</exception>
    public static INetworkConfig LoadConfig(string folder)
    {
        switch (LoadInfo(folder).Task)
        {
            case ModelInfo.StarDistTask:
                var starDist = LoadJson<StarDistConfig>(folder, ConfigFile);
                StarDistConfigRules.Check(starDist);
                return starDist;
            case ModelInfo.UNetTask:
                var unet = LoadJson<UNetConfig>(folder, ConfigFile);
                UNetConfigRules.Check(unet);
                return unet;
            case ModelInfo.ScriptTask:
                var script = LoadJson<ScriptConfig>(folder, ConfigFile);
                script.Check();
                return script;
            case var other:
                throw new UserAdviceException($"{Path.Combine(folder, InfoFile)} says task \"{other}\"; this version knows {ModelInfo.StarDistTask}, {ModelInfo.UNetTask} and {ModelInfo.ScriptTask}.");
        }
    }

    /// <summary>Reads config.json of a model that must be of one kind.</summary>
    /// <exception cref="UserAdviceException">Missing, damaged, or of another kind.</exception>
    public static T LoadConfig<T>(string folder)
        where T : class, INetworkConfig =>
        LoadConfig(folder) is var config && config is T wanted ? wanted : throw new UserAdviceException(
            $"The model {folder} is of another kind ({config.Describe()}) than what is asked for; choose another model.");

    /// <summary>Reads thresholds.json; the defaults of the kind where there is none.</summary>
    /// <exception cref="UserAdviceException">Damaged, or a threshold is not between 0 and 1.</exception>
    public static IModelThresholds LoadThresholds(string folder)
    {
        var isUNet = LoadInfo(folder).Task is ModelInfo.UNetTask or ModelInfo.ScriptTask;
        if (!File.Exists(Path.Combine(folder, ThresholdsFile)))
        {
            return isUNet ? UNetThresholds.Default : StarDistThresholds.Default;
        }

        IModelThresholds thresholds = isUNet ? LoadJson<UNetThresholds>(folder, ThresholdsFile) : LoadJson<StarDistThresholds>(folder, ThresholdsFile);
        if (thresholds is not (StarDistThresholds { Prob: > 0 and < 1, Nms: >= 0 and <= 1 } or UNetThresholds { Prob: > 0 and < 1, Seed: >= 0 and <= 1, MinArea: >= 0 }))
        {
            throw new UserAdviceException($"{Path.Combine(folder, ThresholdsFile)} has {thresholds.Describe()}; thresholds must be between 0 and 1, and areas not below 0.");
        }

        return thresholds;
    }

    /// <summary>Reads model.json; a description with the folder's name where there is none (folders of the original StarDist).</summary>
    public static ModelInfo LoadInfo(string folder) =>
        File.Exists(Path.Combine(folder, InfoFile)) ? LoadJson<ModelInfo>(folder, InfoFile) : new ModelInfo { Name = NameOf(folder) };

    /// <summary>Builds the network of a StarDist model and reads its weights.</summary>
    /// <exception cref="UserAdviceException">Not such a model, a file is missing or damaged, or weights and config do not fit.</exception>
    public static StarDistNet LoadNetwork(string folder)
    {
        var config = LoadConfig<StarDistConfig>(folder);
        return Build(folder, () => new StarDistNet(config));
    }

    /// <summary>Builds the network of a U-Net model and reads its weights.</summary>
    /// <exception cref="UserAdviceException">Not such a model, a file is missing or damaged, or weights and config do not fit.</exception>
    public static UNetNet LoadUNet(string folder)
    {
        var config = LoadConfig<UNetConfig>(folder);
        return Build(folder, () => new UNetNet(config));
    }

    /// <summary>Loads the weights as arrays by the names of the state dict, checked against config.json. Needs no libtorch.</summary>
    /// <exception cref="UserAdviceException">Something is missing or damaged; the message names the file.</exception>
    public static IReadOnlyDictionary<string, float[]> LoadWeights(string folder)
    {
        var shapes = LoadConfig(folder) switch
        {
            UNetConfig unet => UNetTensors.Of(unet),
            StarDistConfig starDist => StarDistTensors.Of(starDist),
            _ => throw new UserAdviceException($"The model {folder} is a TorchScript network of another program, whose weights are no model of ours: it can be used, but not trained further or exported; pass on the package it came from."),
        };
        var (tensors, path) = ReadWeights(folder);
        ModuleWeights.Check(shapes, tensors, path);
        return tensors.ToDictionary(t => t.Key, t => t.Value.Values);
    }

    private static T Build<T>(string folder, Func<T> create)
        where T : torch.nn.Module
    {
        var (tensors, path) = ReadWeights(folder);
        return Runtime.TorchThread.Shared.Run(() =>
        {
            using var scope = torch.NewDisposeScope();
            var net = create();
            ModuleWeights.Set(net, tensors, path);
            net.eval();
            scope.Detach(net.parameters());
            scope.Detach(net.buffers());
            return net;
        });
    }

    private static (IReadOnlyDictionary<string, NamedTensor> Tensors, string Path) ReadWeights(string folder)
    {
        var path = Path.Combine(folder, WeightsFile);
        if (!File.Exists(path))
        {
            var keras = Directory.EnumerateFiles(folder, "*.h5").Any();
            throw new UserAdviceException(
                $"The model {folder} has no {WeightsFile}{(keras ? "; its .h5 weights are of StarDist for Python: install the folder with 'fijibridge import'" : "; copy the whole model folder again")}.");
        }

        return (SafetensorsFile.Read(path).Tensors, path);
    }

    /// <summary>Last part of a folder's path.</summary>
    public static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private static T LoadJson<T>(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        if (!Directory.Exists(folder))
        {
            throw new UserAdviceException($"The model folder {folder} does not exist; list the installed models with the models command.");
        }

        if (!File.Exists(path))
        {
            throw new UserAdviceException($"{folder} is not a model folder: it has no {file}.");
        }

        try
        {
            return JsonConvert.DeserializeObject<T>(File.ReadAllText(path), s_settings) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new UserAdviceException($"{path} is damaged: {e.Message}", e);
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
