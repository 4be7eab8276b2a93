using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine.StarDist;
using TorchSharp;
using Xunit;

namespace FijiBridge.Engine.Tests.Models;

public sealed class ModelFolderTests : IDisposable
{
    private static readonly StarDistConfig Config = new() { NRays = 8, Grid = [2, 2], UnetNDepth = 1, UnetNFilterBase = 4, NetConvAfterUnet = 8 };
    private readonly string _root = Directory.CreateTempSubdirectory("fijibridge-models-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Model => Path.Combine(_root, "módel");

    [Fact]
    public void A_saved_model_loads_with_the_same_weights_config_and_thresholds()
    {
        using var net = Save();
        using var loaded = ModelFolder.LoadNetwork(Model);
        Assert.Equal(Newtonsoft.Json.JsonConvert.SerializeObject(net.Config), Newtonsoft.Json.JsonConvert.SerializeObject(loaded.Config));
        foreach (var tensor in ModuleWeights.Get(net))
        {
            Assert.Equal(tensor.Values, ModuleWeights.Get(loaded).Single(t => t.Name == tensor.Name).Values);
        }

        Assert.Equal(new StarDistThresholds(0.6, 0.3), ModelFolder.LoadThresholds(Model));
        Assert.Equal("a test", ModelFolder.LoadInfo(Model).Description);
        Assert.Equal([Model], Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void Reading_a_model_does_not_change_the_defaults_of_others()
    {
        using var net = new StarDistNet(Config, 1);
        ModelPackage.Save(Model, net, StarDistThresholds.Default, new ModelInfo { Normalization = NormalizationOptions.Default with { Low = 3 } });
        Assert.Equal(3, ModelFolder.LoadInfo(Model).Normalization.Low);
        Assert.Equal(1, NormalizationOptions.Default.Low);
        Assert.Equal(1, new ModelInfo().Normalization.Low);
    }

    [Fact]
    public void Saving_again_replaces_the_model_as_a_whole()
    {
        using var net = Save();
        File.WriteAllText(Path.Combine(Model, "old.txt"), "");
        using var again = Save(seed: 2);
        Assert.False(File.Exists(Path.Combine(Model, "old.txt")));
        Assert.Equal([Model], Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void A_folder_with_other_files_is_not_replaced()
    {
        Directory.CreateDirectory(Model);
        File.WriteAllText(Path.Combine(Model, "thesis.doc"), "");
        Assert.Contains("is not a model", Assert.Throws<UserAdviceException>(() => Save()).Message);
        Assert.True(File.Exists(Path.Combine(Model, "thesis.doc")));
    }

    [Fact]
    public void Keras_key_names_are_written()
    {
        using var net = Save();
        var json = File.ReadAllText(Path.Combine(Model, ModelFolder.ConfigFile));
        Assert.Contains("\"n_rays\": 8", json);
        Assert.Contains("\"unet_n_filter_base\": 4", json);
    }

    [Fact]
    public void Missing_folders_and_files_are_named()
    {
        Assert.Contains("does not exist", Error(() => ModelFolder.LoadNetwork(Model)));
        Directory.CreateDirectory(Model);
        Assert.Contains("is not a model folder: it has no config.json", Error(() => ModelFolder.LoadNetwork(Model)));
        using var net = Save(delete: true);
        File.Delete(Path.Combine(Model, ModelFolder.WeightsFile));
        Assert.Contains("has no weights.pt", Error(() => ModelFolder.LoadNetwork(Model)));
        File.WriteAllText(Path.Combine(Model, "weights_best.h5"), "");
        Assert.Contains("StarDist for Python", Error(() => ModelFolder.LoadNetwork(Model)));
    }

    [Fact]
    public void Damaged_json_is_named()
    {
        using var net = Save();
        File.WriteAllText(Path.Combine(Model, ModelFolder.ConfigFile), "{\"n_rays\": ");
        Assert.Contains("config.json is damaged", Error(() => ModelFolder.LoadConfig(Model)));
        File.WriteAllText(Path.Combine(Model, ModelFolder.ThresholdsFile), "{\"prob\": 7, \"nms\": 0.4}");
        Assert.Contains("probability 7", Error(() => ModelFolder.LoadThresholds(Model)));
        File.WriteAllText(Path.Combine(Model, ModelFolder.ConfigFile), "{\"grid\": [5, 1]}");
        Assert.Contains("grid = [5, 1]", Error(() => ModelFolder.LoadConfig(Model)));
    }

    [Fact]
    public void Config_of_an_old_model_without_newer_keys_takes_the_defaults()
    {
        Directory.CreateDirectory(Model);
        File.WriteAllText(Path.Combine(Model, ModelFolder.ConfigFile), "{\"n_rays\": 16, \"unet_n_depth\": 3, \"train_epochs\": 100}");
        var config = ModelFolder.LoadConfig<StarDistConfig>(Model);
        Assert.Equal((16, 1, 2), (config.NRays, config.GridX, config.UnetNConvPerDepth));
    }

    [Fact]
    public void Weights_of_another_shape_name_the_tensor_and_both_shapes()
    {
        using var net = Save();
        Rewrite("dist.weight", t => t with { Shape = [4, 8, 1, 1], Values = new float[32] });
        var message = Error(() => ModelFolder.LoadNetwork(Model));
        Assert.Contains("dist.weight", message);
        Assert.Contains("(4, 8, 1, 1)", message);
        Assert.Contains("(8, 8, 1, 1)", message);
    }

    [Fact]
    public void Weights_that_are_not_finite_are_refused()
    {
        using var net = Save();
        Rewrite("prob.bias", t => t with { Values = [float.NaN] });
        Assert.Contains("prob.bias holds NaN", Error(() => ModelFolder.LoadNetwork(Model)));
    }

    [Fact]
    public void Missing_and_superfluous_tensors_are_named()
    {
        using var net = Save();
        Rewrite("prob.bias", t => t with { Name = "prob.bias2" });
        Assert.Contains("lacks the tensor prob.bias", Error(() => ModelFolder.LoadNetwork(Model)));
        Rewrite("prob.bias2", t => t with { Name = "prob.bias" });
        var path = Path.Combine(Model, ModelFolder.WeightsFile);
        File.WriteAllBytes(path, StateDictWriter.Bytes([.. TorchWeightsFile.Read(path).Values, new NamedTensor("extra", [1], [1])]));
        Assert.Contains("holds the tensor extra", Error(() => ModelFolder.LoadNetwork(Model)));
    }

    [Fact]
    public void Catalog_finds_models_by_name_and_lists_what_there_is()
    {
        using var net = Save();
        Directory.CreateDirectory(Path.Combine(_root, "not-a-model"));
        var catalog = new ModelCatalog([_root], programFolder: _root);
        Assert.Equal(Model, catalog.Find("MÓDEL").Folder);
        Assert.Equal(Model, catalog.Find(Model).Folder);
        Assert.Contains("módel", catalog.List().Select(m => m.Name));
        var message = Error(() => catalog.Find("nothing"));
        Assert.Contains("no model \"nothing\"", message);
        Assert.Contains("módel", message);
        Assert.Contains(_root, message);
    }

    [Fact]
    public void Model_card_tells_data_accuracy_licence_and_citation()
    {
        var card = ModelCard.Write(
            new ModelInfo
            {
                Name = "nuclei",
                Description = "Finds nuclei.",
                IntendedUse = "Fluorescence only.",
                Licence = "CC-BY-4.0",
                Citations = ["Schmidt 2018"],
                PixelWidthMicrons = 0.5,
                Training = new TrainingProvenance { Data = "dsb", TrainingImages = 10, ValidationImages = ["a"], Objects = 5, Seed = 42, Epochs = 3, BestEpoch = 2, BestValidationLoss = 0.25, Device = "cpu", EngineVersion = "1", Date = "2026-01-01" },
                Metrics = [new ModelMetrics { Set = "test", Images = 4, Rows = [new(0.5, 0.9, 0.91, 0.92, 0.93, 0.8, 0.7)] }],
            },
            Config,
            StarDistThresholds.Default);
        foreach (var part in new[] { "# nuclei", "Fluorescence only.", "0.5 x 0.5 micrometres", "dsb", "seed 42", "| 0.50 | 0.900 | 0.910 | 0.920 | 0.930 | 0.800 | 0.700 |", "CC-BY-4.0", "Schmidt 2018", "8 rays, grid 2 x 2" })
        {
            Assert.Contains(part, card);
        }
    }

    [Fact]
    public void Model_card_tells_options_losses_limits_and_the_paper_of_the_method()
    {
        var history = "epoch,lr,loss,prob,val_loss\n" + string.Concat(Enumerable.Range(1, 40).Select(e => FormattableString.Invariant($"{e},0.001,{1.0 / e},0.5,{2.0 / e}\n")));
        var info = new ModelInfo
        {
            Name = "mine",
            MedianDiameter = 21.5,
            Training = new TrainingProvenance
            {
                Data = "d",
                TrainingImages = 4,
                ValidationImages = ["a"],
                BestEpoch = 38,
                Runtime = "libtorch 1.13.1",
                EngineVersion = "1",
                Options = new { Options = new { Optimizer = "Adam", LearningRate = 0.0003, BatchSize = 4, PatchSize = 256 }, Loss = "x" },
            },
            Metrics = [new ModelMetrics { Set = "validation", Images = 1 }],
        };
        var card = ModelCard.Write(info, Config, StarDistThresholds.Default, history);
        foreach (var part in new[]
        {
            "Adam, learning rate 0.0003, batches of 4, patches of 256 pixels", "libtorch 1.13.1", "| 1 | 0.001 | 1 | 2 |", "| 38 (kept) | 0.001 | 0.02632 | 0.05263 |", "| 40 | 0.001 | 0.025 | 0.05 |",
            "star-convex", "21.5 pixels across", "few images (4 and 1 for validation)", "Nothing else was measured", "no pixel size", "10.1007/978-3-030-00934-2_30",
        })
        {
            Assert.Contains(part, card);
        }

        Assert.DoesNotContain("| 2 | 0.001", card); // not all epochs
        Assert.Contains("10.1007/978-3-319-24574-4_28", ModelCard.Write(info, new Engine.UNet.UNetConfig(), InstanceThresholds.Default));
    }

    private static string Error(Action action) => Assert.Throws<UserAdviceException>(action).Message;

    private StarDistNet Save(int seed = 1, bool delete = false)
    {
        if (delete)
        {
            Directory.Delete(Model, recursive: true);
        }

        var net = new StarDistNet(Config, seed);
        ModelPackage.Save(Model, net, new StarDistThresholds(0.6, 0.3), new ModelInfo { Name = "módel", Description = "a test" });
        return net;
    }

    private void Rewrite(string name, Func<NamedTensor, NamedTensor> change)
    {
        var path = Path.Combine(Model, ModelFolder.WeightsFile);
        File.WriteAllBytes(path, StateDictWriter.Bytes([.. TorchWeightsFile.Read(path).Values.Select(t => t.Name == name ? change(t) : t)]));
    }
}
