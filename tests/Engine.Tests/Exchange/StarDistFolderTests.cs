using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using Xunit;

namespace FijiBridge.Engine.Tests.Exchange;

public sealed class StarDistFolderTests : IDisposable
{
    private static readonly StarDistConfig Config = new() { NRays = 6, Grid = [2, 2], UnetNDepth = 1, UnetNFilterBase = 4, NetConvAfterUnet = 8, UnetBatchNorm = true, NClasses = 2 };
    private readonly string _root = Directory.CreateTempSubdirectory("fijibridge-keras-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Models => Path.Combine(_root, "models");

    [Fact]
    public void A_model_that_goes_out_to_stardist_comes_back_identical()
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), Config);
        var folder = Export(model);
        var back = ModelImporter.Import(folder, Models, new() { Name = "back" }).Folder;
        Assert.Equal(ModelFolder.LoadWeights(model), ModelFolder.LoadWeights(back));
        Assert.Equal(ModelFolder.LoadThresholds(model), ModelFolder.LoadThresholds(back));
        Assert.Equal(Newtonsoft.Json.JsonConvert.SerializeObject(Config), Newtonsoft.Json.JsonConvert.SerializeObject(ModelFolder.LoadConfig(back)));
        Assert.Equal([back], Directory.GetFileSystemEntries(Models));
    }

    [Fact]
    public void Kernels_lie_in_the_file_as_keras_keeps_them()
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), Config);
        var layer = KerasWeightsFile.Read(Path.Combine(Export(model), "weights_best.h5")).Single(l => l.Name == "features");
        var ours = ModelFolder.LoadWeights(model)["features.weight"]; // (8, 4, 3, 3)
        var kernel = layer.Arrays["kernel"];
        Assert.Equal([3L, 3, 4, 8], kernel.Shape);
        Assert.Equal(ours[(((5 * 4) + 2) * 9) + (1 * 3) + 2], kernel.Values[(((((1 * 3) + 2) * 4) + 2) * 8) + 5]); // y 1, x 2, in 2, out 5
    }

    [Fact]
    public void Layers_that_keras_numbers_by_itself_are_matched_by_their_order()
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), Config);
        var folder = Export(model);
        var file = Path.Combine(folder, "weights_best.h5");
        var renumbered = KerasWeightsFile.Read(file).Select(l => l.Name switch
        {
            "conv2d" => l with { Name = "conv2d_7" },
            "conv2d_1" => l with { Name = "conv2d_8" },
            _ when l.Name.StartsWith("batch_normalization", StringComparison.Ordinal) =>
                l with { Name = $"batch_normalization_{9 + (l.Name == "batch_normalization" ? 0 : int.Parse(l.Name.Split('_')[2], System.Globalization.CultureInfo.InvariantCulture))}" },
            _ => l,
        }).ToList();
        KerasWeightsFile.Write(file, renumbered);
        Assert.Equal(ModelFolder.LoadWeights(model), ModelFolder.LoadWeights(ModelImporter.Import(folder, Models).Folder));
    }

    [Fact]
    public void Weights_of_another_network_are_refused_with_layer_and_shapes()
    {
        var folder = Export(SavedModel.Write(Path.Combine(_root, "model"), Config));
        var config = Path.Combine(folder, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"n_rays\": 6", "\"n_rays\": 7", StringComparison.Ordinal));
        var error = Assert.Throws<UserAdviceException>(() => ModelImporter.Import(folder, Models));
        Assert.Contains("layer dist", error.Message, StringComparison.Ordinal);
        Assert.Contains("[1, 1, 8, 6]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[1, 1, 8, 7]", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Models));
    }

    [Fact]
    public void A_missing_layer_and_a_damaged_file_are_named()
    {
        var folder = Export(SavedModel.Write(Path.Combine(_root, "model"), Config));
        var file = Path.Combine(folder, "weights_best.h5");
        KerasWeightsFile.Write(file, [.. KerasWeightsFile.Read(file).Where(l => l.Name != "prob")]);
        Assert.Contains("no layer prob", Assert.Throws<UserAdviceException>(() => ModelImporter.Import(folder, Models)).Message, StringComparison.Ordinal);
        var bytes = File.ReadAllBytes(file);
        foreach (var length in new[] { 0, 100, bytes.Length / 2 })
        {
            File.WriteAllBytes(file, bytes[..length]);
            Assert.Contains(file, Assert.Throws<UserAdviceException>(() => ModelImporter.Import(folder, Models)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Weights_that_are_not_finite_are_refused()
    {
        var folder = Export(SavedModel.Write(Path.Combine(_root, "model"), Config));
        var file = Path.Combine(folder, "weights_best.h5");
        var layers = KerasWeightsFile.Read(file);
        layers.Single(l => l.Name == "prob").Arrays["bias"].Values[0] = float.NaN;
        KerasWeightsFile.Write(file, layers);
        Assert.Contains("not finite", Assert.Throws<UserAdviceException>(() => ModelImporter.Import(folder, Models)).Message, StringComparison.Ordinal);
    }

    private string Export(string model)
    {
        var folder = Path.Combine(_root, "stardist");
        _ = ModelExporter.Export(model, ExportFormat.StarDist, folder);
        return folder;
    }
}
