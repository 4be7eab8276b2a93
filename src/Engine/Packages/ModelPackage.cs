using FijiBridge.Engine.Files;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Scripts;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Packages;

/// <summary>
/// Writes model folders. A folder is a bioimage.io package, unpacked: zipped as it is, other programs take it. The weights are in it once, as a state dict.
/// It is written beside its place and renamed, so that a model is there as a whole or not at all.
/// </summary>
public static class ModelPackage
{
    /// <summary>Writes a StarDist model; a model of the same name is replaced.</summary>
    /// <param name="folder">Folder to create or replace. An existing folder that is not a model and not empty is refused.</param>
    /// <param name="net">Network with the weights.</param>
    /// <param name="thresholds">Thresholds.</param>
    /// <param name="info">Description.</param>
    /// <param name="texts">Further text files by name, for example history.csv.</param>
    /// <exception cref="UserAdviceException">The folder cannot be written, or a weight is not finite.</exception>
    public static void Save(string folder, StarDistNet net, StarDistThresholds thresholds, ModelInfo info, IReadOnlyDictionary<string, string>? texts = null) =>
        Save(folder, net.Config, ModuleWeights.Get(net), thresholds, info, texts);

    /// <summary>Writes a U-Net model; a model of the same name is replaced.</summary>
    /// <param name="folder">Folder to create or replace. An existing folder that is not a model and not empty is refused.</param>
    /// <param name="net">Network with the weights.</param>
    /// <param name="thresholds">Thresholds.</param>
    /// <param name="info">Description.</param>
    /// <param name="texts">Further text files by name, for example history.csv.</param>
    /// <exception cref="UserAdviceException">The folder cannot be written, or a weight is not finite.</exception>
    public static void Save(string folder, UNetNet net, InstanceThresholds thresholds, ModelInfo info, IReadOnlyDictionary<string, string>? texts = null) =>
        Save(folder, net.Config, ModuleWeights.Get(net), thresholds, info, texts);

    /// <summary>Writes a model whose weights are at hand as arrays (an import); a model of the same name is replaced.</summary>
    /// <param name="folder">Folder to create or replace. An existing folder that is not a model and not empty is refused.</param>
    /// <param name="config">Network: a <see cref="StarDistConfig"/> or a <see cref="UNetConfig"/>.</param>
    /// <param name="weights">Exactly the tensors of the network.</param>
    /// <param name="thresholds">Thresholds of its kind.</param>
    /// <param name="info">Description.</param>
    /// <param name="texts">Further text files by name, for example history.csv.</param>
    /// <exception cref="UserAdviceException">The folder cannot be written, or weights and config do not fit.</exception>
    public static void Save(
        string folder, INetworkConfig config, IReadOnlyList<NamedTensor> weights, IModelThresholds thresholds, ModelInfo info, IReadOnlyDictionary<string, string>? texts = null)
    {
        var shapes = ModelFolder.ShapesOf(config, folder);
        var tensors = weights.ToDictionary(w => w.Name);
        ModuleWeights.Check(shapes, tensors, folder);
        info = info with { Task = config is UNetConfig ? ModelInfo.UNetTask : ModelInfo.StarDistTask };
        ModelFolder.Replace(folder, temporary => Write(temporary, PackageContents.Own(config, [.. shapes.Keys.Select(k => tensors[k])], thresholds, info, texts), kept: null));
    }

    /// <summary>
    /// Installs a model folder, or an unpacked package of ours, in another place or in its own, after a look at every part of it; a model there is replaced. Card,
    /// losses, sample and cover are kept, weights in further forms are left out, and folders of earlier versions become packages.
    /// </summary>
    /// <param name="folder">Model folder.</param>
    /// <param name="target">Folder to create or replace.</param>
    /// <exception cref="UserAdviceException">It is damaged, or the target cannot be written.</exception>
    public static void Install(string folder, string target)
    {
        var (config, thresholds) = (ModelFolder.LoadConfig(folder), ModelFolder.LoadThresholds(folder));
        if (config is ScriptConfig)
        {
            ModelFolder.Copy(folder, target);
            return;
        }

        var shapes = ModelFolder.ShapesOf(config, folder);
        var weights = ModelFolder.LoadWeights(folder);
        var texts = new[] { ModelFolder.CardFile, ModelFolder.HistoryFile }.Where(f => File.Exists(Path.Combine(folder, f))).ToDictionary(f => f, f => File.ReadAllText(Path.Combine(folder, f)));
        var own = PackageContents.Own(config, [.. shapes.Select(s => new NamedTensor(s.Key, s.Value, weights[s.Key]))], thresholds, ModelFolder.LoadInfo(folder), texts);
        ModelFolder.Replace(target, temporary => Write(temporary, own, PackageSample.In(folder)));
    }

    // Our own files first: the network that the others describe and run is the one that was written.
    private static void Write(string folder, List<PackageFile> own, PackageSample? kept)
    {
        Write(folder, own);
        var source = PackageSource.Open(folder);
        Write(folder, PackageContents.ForOthers(source, own, kept ?? PackageSample.Of(source)));
    }

    private static void Write(string folder, IEnumerable<PackageFile> files)
    {
        foreach (var file in files)
        {
            AtomicFile.Write(Path.Combine(folder, file.Name), stream => stream.Write(file.Content));
        }
    }
}
