using System.IO.Compression;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine.Simulation;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;
using Xunit;

namespace FijiBridge.Engine.Tests.Exchange;

public sealed class ModelExporterTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("fijibridge-export-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    public static TheoryData<string, INetworkConfig> Networks => new()
    {
        { "full grid", Small },
        { "grid 2 x 2", Small with { Grid = [2, 2] } },
        { "grid 1 x 4, pool 1 x 2", Small with { Grid = [1, 4], UnetPool = [1, 2] } },
        { "three channels, classes, batch norm", Small with { NChannelIn = 3, NClasses = 2, UnetBatchNorm = true, Grid = [2, 2] } },
        { "depth 0, no features, one convolution", Small with { UnetNDepth = 0, NetConvAfterUnet = 0, UnetNConvPerDepth = 1, UnetLastActivation = "linear" } },
        { "kernel 5 x 3, three convolutions", Small with { UnetKernelSize = [5, 3], UnetNConvPerDepth = 3 } },
        { "U-Net with depth, batch norm", SmallUNet with { Norm = UNetNorm.Batch } },
        { "U-Net with depth, group norm, three channels", SmallUNet with { Norm = UNetNorm.Group, Groups = 3, NChannelIn = 3 } },
        { "U-Net of boundaries, dropout", SmallUNet with { Output = UNetOutput.Boundary, Dropout = 0.5 } },
        { "U-Net of foreground, pool 1 x 2", SmallUNet with { Output = UNetOutput.Semantic, Pool = [1, 2] } },
        { "U-Net of four classes, group norm", SmallUNet with { Output = UNetOutput.Semantic, NClasses = 4, Norm = UNetNorm.Group } },
    };

    private static StarDistConfig Small => new() { NRays = 6, UnetNDepth = 2, UnetNFilterBase = 4, NetConvAfterUnet = 8 };

    private static UNetConfig SmallUNet => new() { Depth = 2, FilterBase = 4, Norm = UNetNorm.None };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Written_networks_give_what_the_model_gives(string name, INetworkConfig config)
    {
        var model = Save(config);
        foreach (var format in new[] { ExportFormat.TorchScript, ExportFormat.Onnx, ExportFormat.PyTorch, ExportFormat.Bioimageio })
        {
            var result = ModelExporter.Export(model, format, Path.Combine(_root, "network"));
            Assert.True(result.Difference <= NetworkCheck.Tolerance, $"{name}, {format}: {result.Difference}"); // null where it was not compared
        }
    }

    [Fact]
    public void Onnx_that_was_spoilt_is_noticed()
    {
        var source = PackageSource.Open(Save(SmallUNet with { Norm = UNetNorm.Group }));
        using var memory = new MemoryStream();
        OnnxWriter.Write(memory, source.Graph);
        var good = memory.ToArray();
        Assert.True(NetworkCheck.Onnx(source, good) < 5e-5);
        var kernel = source.Graph.Weights[0].Values;
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(kernel.AsSpan());
        System.Runtime.InteropServices.MemoryMarshal.Write(good.AsSpan(good.AsSpan().IndexOf(bytes)), kernel[0] + 100);
        Assert.Contains("differs", Assert.Throws<InvalidOperationException>(() => NetworkCheck.Onnx(source, good)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_dict_that_was_spoilt_is_noticed_and_the_tensor_named()
    {
        var source = PackageSource.Open(Save(SmallUNet));
        using var memory = new MemoryStream();
        StateDictWriter.Write(memory, source.Graph.Weights);
        Assert.Equal(0, NetworkCheck.StateDict(source.Graph.Weights, memory.ToArray()));
        source.Graph.Weights.Single(w => w.Name == "output.bias").Values[0]++;
        Assert.Contains("output.bias", Assert.Throws<InvalidOperationException>(() => NetworkCheck.StateDict(source.Graph.Weights, memory.ToArray())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unet_cannot_go_to_stardist_and_is_offered_other_formats()
    {
        var path = Path.Combine(_root, "for-python");
        var error = Assert.Throws<UserAdviceException>(() => ModelExporter.Export(Save(SmallUNet), ExportFormat.StarDist, path));
        Assert.Contains("is a U-Net", error.Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(path));
    }

    [Fact]
    public void A_cancelled_export_leaves_nothing()
    {
        var path = Path.Combine(_root, "network.onnx");
        using var cancelled = new CancellationTokenSource();
        var progress = new ImmediateProgress(r => { if (r.Current > 0) { cancelled.Cancel(); } });
        Assert.Throws<OperationCanceledException>(() => ModelExporter.Export(Save(Small), ExportFormat.Onnx, path, null, progress, cancelled.Token));
        Assert.Equal(["model"], Directory.GetFileSystemEntries(_root).Select(Path.GetFileName));
    }

    private sealed class ImmediateProgress(Action<ProgressReport> report) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => report(value);
    }

    [Fact]
    public void A_network_that_differs_is_noticed()
    {
        var source = PackageSource.Open(Save(Small));
        using var good = new MemoryStream();
        TorchScriptWriter.Write(good, source.Graph);
        Assert.True(NetworkCheck.TorchScript(source, good.ToArray()) < 1e-5);
        source.Graph.Weights.First(w => w.Name == "prob.bias").Values[0] += 3;
        using var bad = new MemoryStream();
        TorchScriptWriter.Write(bad, source.Graph);
        Assert.Contains("differs", Assert.Throws<InvalidOperationException>(() => NetworkCheck.TorchScript(source, bad.ToArray())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probabilities_of_a_coarser_grid_stand_at_its_points_with_zeros_between_them()
    {
        var source = PackageSource.Open(Save(Small with { Grid = [2, 2] }));
        for (var y = 0; y < 8; y++)
        {
            for (var x = 0; x < 8; x++)
            {
                var prob = source.TestOutput[(y * source.Width) + x];
                Assert.Equal(y % 2 == 0 && x % 2 == 0, prob > 0);
                Assert.Equal(source.TestOutput[(source.Height * source.Width) + (y / 2 * 2 * source.Width) + (x / 2 * 2)], source.TestOutput[(source.Height * source.Width) + (y * source.Width) + x]);
            }
        }
    }

    [Fact]
    public void A_package_holds_every_file_that_its_description_names_with_the_right_hash()
    {
        var path = Path.Combine(_root, "model.zip");
        var sample = NucleiSimulator.Simulate(new NucleiSimulatorOptions { Width = 300, Height = 280, Count = 40 }, seed: 2).Image;
        _ = ModelExporter.Export(Save(Small), ExportFormat.Bioimageio, path, new ExportOptions { Sample = sample });
        using var zip = ZipFile.OpenRead(path);
        string Text(string name)
        {
            using var reader = new StreamReader(zip.GetEntry(name)!.Open());
            return reader.ReadToEnd();
        }

        var yaml = Text("bioimageio.yaml");
        Assert.Contains("name: StarDist a test", yaml, StringComparison.Ordinal);
        var hashes = System.Text.RegularExpressions.Regex.Matches(yaml, "source: \"?([^\"\\s]+)\"?\\s+\"?sha256\"?: \"([0-9a-f]{64})\"");
        Assert.Equal(11, hashes.Count); // two test arrays, a sample and its labels, three weights, the network's source, three files of the model
        foreach (System.Text.RegularExpressions.Match match in hashes)
        {
            using var stream = zip.GetEntry(match.Groups[1].Value)!.Open();
            Assert.Equal(match.Groups[2].Value, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream)));
        }

        Assert.Contains("class Network(torch.nn.Module):", Text("network.py"), StringComparison.Ordinal);
        Assert.NotNull(zip.GetEntry("README.md"));
        Assert.Contains("covers:\n- cover.png", yaml, StringComparison.Ordinal);
        using var cover = new MemoryStream();
        zip.GetEntry("cover.png")!.Open().CopyTo(cover);
        var png = cover.ToArray();
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.Equal((512, 256), (System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        Assert.True(png.Length < 500_000, $"{png.Length} bytes");
    }

    [Fact]
    public void Authors_and_licence_can_be_given_and_a_licence_that_nobody_gave_is_not_invented()
    {
        var model = Save(Small);
        File.WriteAllText(Path.Combine(model, "model.json"), Newtonsoft.Json.JsonConvert.SerializeObject(ModelFolder.LoadInfo(model) with { Licence = "" }));
        string Yaml(ExportOptions? options)
        {
            var path = Path.Combine(_root, "model.zip");
            _ = ModelExporter.Export(model, ExportFormat.Bioimageio, path, options);
            using var zip = ZipFile.OpenRead(path);
            using var reader = new StreamReader(zip.GetEntry("bioimageio.yaml")!.Open());
            return reader.ReadToEnd();
        }

        Assert.DoesNotContain("\nlicense:", Yaml(null), StringComparison.Ordinal);
        var given = Yaml(new ExportOptions { Authors = ["Ada", "Ben"], Licence = "CC-BY-4.0" });
        Assert.Contains("\nlicense: \"CC-BY-4.0\"", given, StringComparison.Ordinal);
        Assert.Contains("- name: Ben", given, StringComparison.Ordinal);
        Assert.Contains("is not known", Assert.Throws<UserAdviceException>(() => Yaml(new ExportOptions { Licence = "free for all" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_with_other_channels_is_refused_and_nothing_is_written()
    {
        var path = Path.Combine(_root, "model.zip");
        var sample = NucleiSimulator.Simulate(new NucleiSimulatorOptions { Width = 300, Height = 280, Count = 40 }, seed: 2).Image;
        var error = Assert.Throws<UserAdviceException>(() => ModelExporter.Export(Save(Small with { NChannelIn = 2 }), ExportFormat.Bioimageio, path, new ExportOptions { Sample = sample }));
        Assert.Contains("needs 2", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_calibrated_model_says_its_pixel_size_in_the_package()
    {
        var model = Save(SmallUNet);
        var info = ModelFolder.LoadInfo(model) with { PixelWidthMicrons = 0.325, Scale = 0.5 };
        File.WriteAllText(Path.Combine(model, "model.json"), Newtonsoft.Json.JsonConvert.SerializeObject(info));
        var path = Path.Combine(_root, "model.zip");
        _ = ModelExporter.Export(model, ExportFormat.Bioimageio, path);
        using var zip = ZipFile.OpenRead(path);
        using var reader = new StreamReader(zip.GetEntry("bioimageio.yaml")!.Open());
        Assert.Equal(4, System.Text.RegularExpressions.Regex.Count(reader.ReadToEnd(), "unit: micrometer\\s+scale: 0.65")); // y and x of input and output
    }

    [Fact]
    public void An_unpacked_package_is_the_model_again()
    {
        var (model, unpacked) = (Save(Small), Path.Combine(_root, "unpacked"));
        var path = Path.Combine(_root, "model.zip");
        _ = ModelExporter.Export(model, ExportFormat.Bioimageio, path);
        ZipFile.ExtractToDirectory(path, unpacked);
        Assert.True(ModelFolder.IsModel(unpacked));
        Assert.Equal(ModelFolder.LoadWeights(model), ModelFolder.LoadWeights(unpacked));
        Assert.Equal(ModelFolder.LoadThresholds(model), ModelFolder.LoadThresholds(unpacked));
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        var model = Save(Small);
        byte[] Export(ExportFormat format, string name)
        {
            var path = Path.Combine(_root, name);
            _ = ModelExporter.Export(model, format, path);
            return File.ReadAllBytes(path);
        }

        Assert.Equal(Export(ExportFormat.Onnx, "a.onnx"), Export(ExportFormat.Onnx, "b.onnx"));
        Assert.Equal(Export(ExportFormat.TorchScript, "a.pt"), Export(ExportFormat.TorchScript, "b.pt"));
        Assert.Equal(Export(ExportFormat.PyTorch, "c.pt"), Export(ExportFormat.PyTorch, "d.pt"));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_leaves_nothing_and_is_named()
    {
        var missing = Path.Combine(_root, "not there", "model.zip");
        Assert.Contains("not there", Assert.Throws<UserAdviceException>(() => ModelExporter.Export(Save(Small), ExportFormat.Bioimageio, missing)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_root), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private string Save(INetworkConfig config) => SavedModel.Write(Path.Combine(_root, "model"), config);
}
