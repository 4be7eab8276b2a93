using FijiBridge.Engine.Files;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine.StarDist;
using Newtonsoft.Json;

namespace FijiBridge.Engine.Exchange;

/// <summary>The model folders of StarDist for Python: config.json, thresholds.json and Keras weights (weights_best.h5).</summary>
internal static class StarDistFolder
{
    private const string BestWeights = "weights_best.h5";

    /// <summary>True where a folder looks like one.</summary>
    public static bool IsOne(string folder) =>
        File.Exists(Path.Combine(folder, ModelFolder.ConfigFile)) && !ModelFolder.IsModel(folder) && Weights(folder) is not null;

    /// <summary>Writes a model as such a folder.</summary>
    /// <param name="folder">Folder to create.</param>
    /// <param name="source">Model.</param>
    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Write(string folder, PackageSource source)
    {
        var network = source.RequireStarDist("A model folder for StarDist");
        AtomicFile.CreateFolder(folder);
        string config = Path.Combine(folder, ModelFolder.ConfigFile), thresholds = Path.Combine(folder, ModelFolder.ThresholdsFile), weights = Path.Combine(folder, BestWeights);
        KerasWeightsFile.Write(weights, KerasLayout.ToKeras(network, source.Weights));
        var shapes = StarDistTensors.Of(network);
        NetworkCheck.Same(
            source.Weights.Select(w => new NamedTensor(w.Key, shapes[w.Key], w.Value)),
            KerasLayout.FromKeras(network, KerasWeightsFile.Read(weights), weights).ToDictionary(t => t.Name));
        AtomicFile.WriteText(thresholds, JsonConvert.SerializeObject(source.Thresholds, Formatting.Indented) + "\n");
        AtomicFile.WriteText(config, JsonConvert.SerializeObject(network, Formatting.Indented) + "\n");
        return [config, thresholds, weights];
    }

    /// <summary>Reads such a folder and writes it as a model of ours.</summary>
    /// <param name="folder">Folder of the original.</param>
    /// <param name="target">Model folder to create.</param>
    /// <param name="name">Name of the model.</param>
    /// <exception cref="UserAdviceException">Something is missing, damaged or does not fit together.</exception>
    public static void Import(string folder, string target, string name)
    {
        var config = ModelFolder.LoadConfig<StarDistConfig>(folder);
        var thresholds = (StarDistThresholds)ModelFolder.LoadThresholds(folder);
        var file = Weights(folder) ?? throw new UserAdviceException($"{folder} has no weights (.h5); ask for the whole folder of the model, with {BestWeights}.");
        var tensors = KerasLayout.FromKeras(config, KerasWeightsFile.Read(file), file);
        var info = new ModelInfo
        {
            Name = name,
            Description = $"Imported from a model of StarDist for Python ({Path.GetFileName(file)}).",
            Citations = [MethodPapers.StarDist],
        };
        ModelPackage.Save(target, config, tensors, thresholds, info);
    }

    // StarDist's own rule: the newest with "best" in its name, else the newest.
    private static string? Weights(string folder)
    {
        var files = Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f) is ".h5" or ".hdf5").OrderByDescending(File.GetLastWriteTimeUtc).ToList();
        return files.FirstOrDefault(f => Path.GetFileName(f).Contains("best", StringComparison.Ordinal)) ?? files.FirstOrDefault();
    }
}
