using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// Installs bioimage.io packages of other programs. StarDist packages that bring their Keras weights or a TensorFlow bundle, and state dicts of networks
/// known here, become models of ours; any other TorchScript network of one image runs as its package declares.
/// </summary>
internal static class PackageImporter
{
    private const string StarDistWeights = "stardist_weights.h5";

    private static readonly JsonSerializer s_json = JsonSerializer.Create(new JsonSerializerSettings { ObjectCreationHandling = ObjectCreationHandling.Replace });

    /// <summary>Installs a package.</summary>
    /// <param name="package">The unpacked package.</param>
    /// <param name="target">Model folder to create or replace.</param>
    /// <param name="name">Name of the model.</param>
    /// <param name="notices">Receives what the user should know.</param>
    /// <param name="ct">Stops before the network is tried.</param>
    /// <exception cref="UserAdviceException">It cannot be used; the message says why and what to ask for.</exception>
    public static void Import(ForeignPackage package, string target, string name, List<string> notices, CancellationToken ct)
    {
        var info = package.Info(name);
        var config = package.Description.Map("config");
        if (config?.Map("stardist") is { } starDist && StarDistConfigOf(starDist) is { } network)
        {
            var thresholds = ThresholdsOf(starDist.Map("thresholds"));
            if (KerasFile(package, starDist) is { } keras)
            {
                ModelPackage.Save(target, network, KerasLayout.FromKeras(network, KerasWeightsFile.Read(keras), keras), thresholds, info);
                return;
            }

            if (package.PathOf(package.Weights("pytorch_state_dict")?.Text("source")) is { } weights)
            {
                var tensors = TorchWeightsFile.Read(weights);
                network = network with { UnetBatchNorm = tensors.Keys.Any(k => k.StartsWith("batch_normalization", StringComparison.Ordinal)) };
                ModuleWeights.Check(StarDistTensors.Of(network), tensors, Path.GetFileName(weights));
                ModelPackage.Save(target, network, [.. tensors.Values], thresholds, With(info, config));
                return;
            }
        }
        else if (config?.Map("fijibridge") is { } own && own.Text("task") == ModelInfo.UNetTask && own.Map("network")?.ToJson() is { } json
            && package.PathOf(package.Weights("pytorch_state_dict")?.Text("source")) is { } weights)
        {
            var tensors = TorchWeightsFile.Read(weights);
            var unet = json.ToObject<UNetConfig>(s_json)!;
            unet = unet.Norm == UNetNorm.Batch && !tensors.Keys.Any(k => k.StartsWith("batch_normalization", StringComparison.Ordinal)) ? unet with { Norm = UNetNorm.None } : unet;
            ModuleWeights.Check(UNetTensors.Of(unet), tensors, Path.GetFileName(weights));
            ModelPackage.Save(target, unet, [.. tensors.Values], own.Map("thresholds")?.ToJson().ToObject<InstanceThresholds>(s_json) ?? InstanceThresholds.Default, With(info, config));
            return;
        }

        if (package.PathOf(package.Weights("tensorflow_saved_model_bundle")?.Text("source")) is { } bundle && config?.Map("stardist") is { } described)
        {
            FromSavedModel(bundle, target, info, described.Map("thresholds") is { } tuned ? ThresholdsOf(tuned) : null, notices);
            return;
        }

        if (package.Weights("torchscript") is { } script)
        {
            var path = package.PathOf(script.Text("source"))
                ?? throw new UserAdviceException($"The package lacks its TorchScript network {script.Text("source")}; ask for the whole package.");
            ScriptImporter.Import(package, path, target, info, notices, ct);
            return;
        }

        throw new UserAdviceException(Advice(package));
    }

    // The bundle is a zip in the package.
    private static void FromSavedModel(string bundle, string target, ModelInfo info, StarDistThresholds? thresholds, List<string> notices)
    {
        var unpacked = Directory.CreateTempSubdirectory("fijibridge-bundle-").FullName;
        try
        {
            SafeZip.Unpack(bundle, unpacked);
            var folder = SavedModelImporter.IsOne(unpacked) ? unpacked : Directory.GetDirectories(unpacked).FirstOrDefault(SavedModelImporter.IsOne) ?? unpacked;
            SavedModelImporter.Import(folder, target, info, thresholds, Path.GetFileName(bundle), notices);
        }
        finally
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }

    private static string Advice(ForeignPackage package)
    {
        var callable = package.Weights("pytorch_state_dict") is { } state ? state.Map("architecture")?.Text("callable") ?? state.Text("architecture") : null;
        var what = callable is not null
            ? $"its weights are of a network \"{callable}\" that is not known here, and Python code of a package is not run"
            : $"it has its weights as {string.Join(", ", package.WeightKinds)}";
        var starDist = package.Description.Map("config")?.Has("stardist") == true || package.WeightKinds.Any(k => k.StartsWith("tensorflow", StringComparison.Ordinal));
        return $"The package {package.Description.Text("name") ?? package.Folder} cannot be used: {what}. Ask for TorchScript weights{(starDist ? ", or for a StarDist model the folder with config.json and weights_best.h5" : "")}.";
    }

    // Packages of StarDist for Python hold its config.json here; those of the Fiji plugin's time only thresholds.
    private static StarDistConfig? StarDistConfigOf(YamlMap starDist)
    {
        if (starDist.Map("config")?.ToJson() is not { } json)
        {
            return null;
        }

        try
        {
            var config = json.ToObject<StarDistConfig>(s_json)!;
            StarDistConfigRules.Check(config);
            return config;
        }
        catch (JsonException e)
        {
            throw new UserAdviceException($"The package's config.stardist.config cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static string? KerasFile(ForeignPackage package, YamlMap starDist)
    {
        var named = starDist.Text("weights") ?? StarDistWeights;
        return package.Attachments.FirstOrDefault(a => Path.GetFileName(a) == named) ?? package.PathOf(named)
            ?? package.PathOf(package.Weights("keras_hdf5")?.Text("source"));
    }

    private static StarDistThresholds ThresholdsOf(YamlMap? thresholds) =>
        thresholds?.Number("prob") is > 0 and < 1 and var prob && thresholds.Number("nms") is >= 0 and <= 1 and var nms
            ? new StarDistThresholds(prob, nms)
            : StarDistThresholds.Default;

    // A package of ours whose own files were left out still says how images are normalised and scaled.
    private static ModelInfo With(ModelInfo info, YamlMap config)
    {
        if (config.Map("fijibridge")?.ToJson() is not { } own)
        {
            return info;
        }

        try
        {
            return own.ToObject<ModelInfo>(s_json)! with { Name = info.Name };
        }
        catch (JsonException)
        {
            return info;
        }
    }
}
