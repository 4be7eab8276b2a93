using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Scripts;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;
using Newtonsoft.Json;
using TorchSharp;

namespace FijiBridge.Engine.Models;

/// <summary>
/// A model on disk, as the engine reads it: config.json (network shape; StarDist's keys or those of <see cref="UNetConfig"/>), thresholds.json,
/// model.json (<see cref="ModelInfo"/>), weights.pt (a state dict of PyTorch) and README.md (the model card). What else lies there makes the folder a package
/// for others, see Packages/ModelPackage, which writes it. Folders of earlier versions have weights.safetensors in place of weights.pt.
/// </summary>
public static partial class ModelFolder
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
    public const string WeightsFile = "weights.pt";

    /// <summary>Name of the weights in folders that earlier versions wrote.</summary>
    public const string OldWeightsFile = "weights.safetensors";

    /// <summary>Name of the table of the training's losses.</summary>
    public const string HistoryFile = "history.csv";

    /// <summary>Name of the model card.</summary>
    public const string CardFile = "README.md";

    /// <summary>Name of the network of a model of another program, in place of weights.</summary>
    public const string ScriptFile = "network.pt";

    /// <summary>True where a folder looks like a model.</summary>
    public static bool IsModel(string folder)
    {
        bool Has(string file) => File.Exists(Path.Combine(folder, file));
        return Has(ConfigFile) && (Has(OldWeightsFile) || (Has(InfoFile) && (Has(WeightsFile) || Has(ScriptFile))));
    }

    /// <summary>The file that holds a model's weights, or null where there is none.</summary>
    public static string? WeightsPath(string folder) => new[] { WeightsFile, OldWeightsFile }.Select(f => Path.Combine(folder, f)).FirstOrDefault(File.Exists);

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
            return isUNet ? InstanceThresholds.Default : StarDistThresholds.Default;
        }

        IModelThresholds thresholds = isUNet ? LoadJson<InstanceThresholds>(folder, ThresholdsFile) : LoadJson<StarDistThresholds>(folder, ThresholdsFile);
        if (thresholds is not (StarDistThresholds { Prob: > 0 and < 1, Nms: >= 0 and <= 1 } or InstanceThresholds { IsValid: true }))
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
        var shapes = ShapesOf(LoadConfig(folder), folder);
        var (tensors, path) = ReadWeights(folder);
        ModuleWeights.Check(shapes, tensors, path);
        return tensors.ToDictionary(t => t.Key, t => t.Value.Values);
    }

    /// <summary>Name and shape of each tensor of a network, in its order.</summary>
    /// <exception cref="UserAdviceException">The network is no model of ours.</exception>
    internal static IReadOnlyDictionary<string, long[]> ShapesOf(INetworkConfig config, string folder) => config switch
    {
        UNetConfig unet => UNetTensors.Of(unet),
        StarDistConfig starDist => StarDistTensors.Of(starDist),
        _ => throw new UserAdviceException($"The model {folder} is a TorchScript network of another program, whose weights are no model of ours: it can be used, but not trained further or exported; to pass it on, zip its folder."),
    };

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
        var path = WeightsPath(folder);
        if (path is null)
        {
            var keras = Directory.EnumerateFiles(folder, "*.h5").Any();
            throw new UserAdviceException(
                $"The model {folder} has no {WeightsFile}{(keras ? "; its .h5 weights are of StarDist for Python: install the folder with 'fijibridge import'" : "; copy the whole model folder again")}.");
        }

        return (Path.GetFileName(path) == WeightsFile ? TorchWeightsFile.Read(path, "copy the model folder again or restore a backup") : SafetensorsFile.Read(path).Tensors, path);
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
}
