using System.IO.Compression;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Simulation;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Tests.Exchange;
using FijiBridge.Engine.UNet;
using Xunit;

namespace FijiBridge.Engine.Tests.Packages;

/// <summary>Model folders are bioimage.io packages, unpacked; those of earlier versions go on working.</summary>
public sealed class ModelPackageTests : IDisposable
{
    private static readonly StarDistConfig StarDist = new() { NRays = 6, Grid = [2, 2], UnetNDepth = 1, UnetNFilterBase = 4, NetConvAfterUnet = 8 };
    private static readonly UNetConfig UNet = new() { Depth = 1, FilterBase = 4, Norm = UNetNorm.Batch };
    private readonly string _root = Directory.CreateTempSubdirectory("fijibridge-package-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Models => Path.Combine(_root, "models");

    public static TheoryData<string, INetworkConfig> Networks => new()
    {
        { "stardist", StarDist },
        { "three channels, classes, batch norm", StarDist with { NChannelIn = 3, NClasses = 2, UnetBatchNorm = true } },
        { "u-net, batch norm", UNet },
        { "u-net, group norm, two channels", UNet with { Norm = UNetNorm.Group, NChannelIn = 2 } },
        { "runs on libtorch", StarDist with { UnetKernelSize = [5, 3] } },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_model_folder_is_a_package_and_zipped_as_it_is_it_can_be_imported(string name, INetworkConfig config)
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), config, name);
        PackageCheck.IsPackage(model);
        PackageCheck.GivesItsTestOutput(model);
        var zip = Path.Combine(_root, "as-it-is.zip");
        ZipFile.CreateFromDirectory(model, zip);

        var back = ModelImporter.Import(zip, Models).Folder;

        PackageCheck.IsPackage(back);
        Assert.Equal(ModelFolder.LoadWeights(model), ModelFolder.LoadWeights(back));
        Assert.Equal(Contents(model), Contents(back)); // nothing is lost or made anew
        Assert.Equal([back], Directory.GetFileSystemEntries(Models));
    }

    [Fact]
    public void An_exported_package_comes_back_with_its_weights_once_and_its_own_sample()
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), StarDist);
        var zip = Path.Combine(_root, "model.zip");
        var sample = NucleiSimulator.Simulate(new NucleiSimulatorOptions { Width = 300, Height = 280, Count = 40 }, seed: 2).Image;
        _ = ModelExporter.Export(model, ExportFormat.Bioimageio, zip, new ExportOptions { Sample = sample, Authors = ["Ada"], Licence = "MIT" });
        using var packed = ZipFile.OpenRead(zip);
        Assert.NotNull(packed.GetEntry("weights.onnx"));
        Assert.NotNull(packed.GetEntry("weights_torchscript.pt"));

        var back = ModelImporter.Import(zip, Models).Folder;

        var yaml = PackageCheck.IsPackage(back);
        Assert.Contains("name: Ada", yaml, StringComparison.Ordinal);
        Assert.Equal(["Ada"], ModelFolder.LoadInfo(back).Authors);
        Assert.Equal("MIT", ModelFolder.LoadInfo(back).Licence);
        Assert.Equal(ModelFolder.LoadWeights(model), ModelFolder.LoadWeights(back));
        Assert.DoesNotContain(Directory.GetFiles(back), f => f.EndsWith(".onnx", StringComparison.Ordinal) || f.EndsWith("script.pt", StringComparison.Ordinal));
        using var cover = new MemoryStream();
        packed.GetEntry("cover.png")!.Open().CopyTo(cover);
        Assert.Equal(cover.ToArray(), File.ReadAllBytes(Path.Combine(back, "cover.png")));

        // and goes out with it again
        var again = Path.Combine(_root, "again.zip");
        _ = ModelExporter.Export(back, ExportFormat.Bioimageio, again);
        using var second = ZipFile.OpenRead(again);
        Assert.Equal(Entries(packed), Entries(second));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_of_an_earlier_version_works_and_an_import_makes_it_a_package(bool unet)
    {
        var model = Old(SavedModel.Write(Path.Combine(_root, "model"), unet ? UNet : StarDist));
        Assert.True(ModelFolder.IsModel(model));
        using (var loaded = Engine.Instances.SegmentationModels.Load(model, ComputeDevice.Choose("cpu")))
        {
            Assert.Equal(1, loaded.Channels);
        }

        (unet ? (IDisposable)ModelFolder.LoadUNet(model) : ModelFolder.LoadNetwork(model)).Dispose(); // what fine-tuning starts from
        _ = ModelExporter.Export(model, ExportFormat.Bioimageio, Path.Combine(_root, "model.zip"));
        var weights = ModelFolder.LoadWeights(model);

        var installed = ModelImporter.Import(model, Models).Folder;
        var inPlace = ModelImporter.Import(model, _root, new() { Overwrite = true }).Folder;

        foreach (var folder in new[] { installed, inPlace })
        {
            PackageCheck.IsPackage(folder);
            PackageCheck.GivesItsTestOutput(folder);
            Assert.Equal(weights, ModelFolder.LoadWeights(folder));
            Assert.Equal("written by hand", File.ReadAllText(Path.Combine(folder, "README.md")));
        }

        Assert.Equal(model, inPlace);
        Assert.Equal(["model", "model.zip", "models"], Directory.GetFileSystemEntries(_root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Weights_that_are_not_finite_are_not_written_and_leave_the_old_model()
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), StarDist);
        var weights = ModelFolder.LoadWeights(model);
        var spoilt = StarDistTensors.Of(StarDist).Select(t => new NamedTensor(t.Key, t.Value, [.. weights[t.Key]])).ToList();
        spoilt[^1].Values[0] = float.PositiveInfinity;
        var error = Assert.Throws<UserAdviceException>(() => ModelPackage.Save(model, StarDist, spoilt, StarDistThresholds.Default, new ModelInfo()));
        Assert.Contains(spoilt[^1].Name, error.Message, StringComparison.Ordinal);
        Assert.Equal(weights, ModelFolder.LoadWeights(model));
        Assert.Equal([model], Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void Whatever_ends_the_writing_leaves_the_old_model_and_nothing_else()
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), StarDist);
        var before = Contents(model);
        Assert.Throws<OperationCanceledException>(() => ModelFolder.Replace(model, half =>
        {
            File.WriteAllText(Path.Combine(half, "config.json"), "{}");
            Assert.DoesNotContain(new ModelCatalog([_root], programFolder: _root).List(), m => m.Folder == half);
            throw new OperationCanceledException();
        }));
        Assert.Equal(before, Contents(model));
        Assert.Equal([model], Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void A_model_being_written_is_not_offered()
    {
        var hidden = SavedModel.Write(Path.Combine(_root, ".half"), StarDist);
        Assert.True(ModelFolder.IsModel(hidden));
        Assert.DoesNotContain(new ModelCatalog([_root], programFolder: _root).List(), m => m.Folder == hidden);
    }

    // as versions before this format wrote it
    private static string Old(string model)
    {
        SafetensorsFile.Write(Path.Combine(model, "weights.safetensors"), [.. TorchWeightsFile.Read(Path.Combine(model, "weights.pt")).Values]);
        foreach (var file in new[] { "weights.pt", "bioimageio.yaml", "network.py", "test_input.npy", "test_output.npy", "cover.png", "sample_input.npy", "sample_labels.npy" })
        {
            File.Delete(Path.Combine(model, file));
        }

        File.WriteAllText(Path.Combine(model, "README.md"), "written by hand");
        return model;
    }

    private static Dictionary<string, string> Contents(string folder) => Directory.GetFiles(folder).ToDictionary(f => Path.GetFileName(f), f => Convert.ToBase64String(File.ReadAllBytes(f)));

    private static Dictionary<string, uint> Entries(ZipArchive zip) => zip.Entries.ToDictionary(e => e.FullName, e => e.Crc32);
}
