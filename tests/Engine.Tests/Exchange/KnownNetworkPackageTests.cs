using System.IO.Compression;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;
using Xunit;

namespace FijiBridge.Engine.Tests.Exchange;

/// <summary>Packages whose network is one of ours, whatever weights they bring: they become models that can be trained further.</summary>
public sealed class KnownNetworkPackageTests : IDisposable
{
    private static readonly StarDistConfig StarDist = new() { NRays = 6, Grid = [2, 2], UnetNDepth = 1, UnetNFilterBase = 4, NetConvAfterUnet = 8 };
    private readonly string _root = Directory.CreateTempSubdirectory("fijibridge-known-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Models => Path.Combine(_root, "models");

    public static TheoryData<string, INetworkConfig> Networks => new()
    {
        { "stardist", StarDist },
        { "stardist, batch norm", StarDist with { UnetBatchNorm = true } },
        { "u-net, group norm", new UNetConfig { Depth = 1, FilterBase = 4, Norm = UNetNorm.Group } },
        { "u-net, batch norm", new UNetConfig { Depth = 1, FilterBase = 4, Norm = UNetNorm.Batch, Output = UNetOutput.Semantic } },
    };

    // what is left when a catalogue keeps only the files that the format knows
    [Theory]
    [MemberData(nameof(Networks))]
    public void A_package_without_our_own_files_is_the_model_still(string name, INetworkConfig config)
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), config, name);
        var package = Unpacked(model);
        foreach (var file in new[] { "config.json", "model.json", "thresholds.json" })
        {
            File.Delete(Path.Combine(package, file));
        }

        var yaml = Path.Combine(package, "bioimageio.yaml");
        File.WriteAllText(yaml, string.Concat(System.Text.RegularExpressions.Regex.Split(File.ReadAllText(yaml), "(?m)^(?=[a-z_]+:)").Where(part => !part.StartsWith("attachments:", StringComparison.Ordinal))));
        var back = ModelImporter.Import(package, Models, new() { Name = "m" }).Folder;
        Assert.Equal(ModelFolder.LoadThresholds(model), ModelFolder.LoadThresholds(back));
        Assert.Equal(ModelFolder.LoadInfo(model).Task, ModelFolder.LoadInfo(back).Task);
        PackageSource before = PackageSource.Open(model), after = PackageSource.Open(back);
        Assert.All(before.TestOutput.Zip(after.TestOutput), p => Assert.Equal(p.First, p.Second, 1e-4));
    }

    [Fact]
    public void A_package_of_stardist_for_python_is_read_by_its_keras_weights()
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), StarDist);
        var package = StarDistPackage(model, StarDist);
        var back = ModelImporter.Import(package, Models, new() { Name = "m" }).Folder;
        Assert.Equal(ModelFolder.LoadWeights(model), ModelFolder.LoadWeights(back));
        Assert.Equal(new StarDistThresholds(0.45, 0.35), ModelFolder.LoadThresholds(back));
        Assert.Equal(["Uwe"], ModelFolder.LoadInfo(back).Authors);
    }

    [Fact]
    public void Weights_of_the_wrong_shape_are_named_with_both_shapes()
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), StarDist);
        var error = Assert.Throws<UserAdviceException>(() => ModelImporter.Import(StarDistPackage(model, StarDist with { NRays = 7 }), Models, new() { Name = "m" }));
        Assert.Contains("[1, 1, 8, 6]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[1, 1, 8, 7]", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Models));
    }

    [Fact]
    public void Our_package_that_was_changed_on_the_way_is_refused()
    {
        var package = Unpacked(SavedModel.Write(Path.Combine(_root, "model"), StarDist));
        File.WriteAllText(Path.Combine(package, "thresholds.json"), "{\"prob\": 0.1, \"nms\": 0.1}");
        Assert.Contains("thresholds.json has the sha256", Assert.Throws<UserAdviceException>(() => ModelImporter.Import(package, Models, new() { Name = "m" })).Message, StringComparison.Ordinal);
    }

    private string Unpacked(string model)
    {
        var zip = Path.Combine(_root, "model.zip");
        _ = ModelExporter.Export(model, ExportFormat.Bioimageio, zip);
        ZipFile.ExtractToDirectory(zip, Path.Combine(_root, "package"));
        return Path.Combine(_root, "package");
    }

    // as StarDist for Python writes it, without the TensorFlow bundle itself
    private string StarDistPackage(string model, StarDistConfig config)
    {
        var folder = Path.Combine(_root, "theirs");
        _ = ModelExporter.Export(model, ExportFormat.StarDist, folder);
        File.Delete(Path.Combine(folder, "config.json"));
        File.Move(Path.Combine(folder, "weights_best.h5"), Path.Combine(folder, "stardist_weights.h5"));
        File.WriteAllText(Path.Combine(folder, "rdf.yaml"), $$"""
            type: model
            format_version: 0.4.7
            name: StarDist - theirs
            authors: [{name: Uwe}]
            attachments: {files: [stardist_weights.h5]}
            weights:
              tensorflow_saved_model_bundle: {source: TF_SavedModel.zip}
            config:
              stardist:
                thresholds: {prob: 0.45, nms: 0.35}
                weights: stardist_weights.h5
                config: {{Newtonsoft.Json.JsonConvert.SerializeObject(config).Replace(":", ": ", StringComparison.Ordinal)}}
            """);
        return folder;
    }
}
