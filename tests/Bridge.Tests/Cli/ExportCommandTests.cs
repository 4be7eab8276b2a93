using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;
using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

[Collection(TinyModelCollection.Name)]
public sealed class ExportCommandTests(TinyModel model) : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bioimageio", "m.zip", 1)]
    [InlineData("onnx", "m.onnx", 1)]
    [InlineData("torchscript", "m.pt", 1)]
    [InlineData("pytorch", "m.pt", 2)]
    public void Every_format_writes_its_files_and_names_them(string format, string file, int files)
    {
        var result = CommandLine.Run("export", model.Folder, "--format", format, "--out", _folder[file]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(files, result.OutLines.Count(l => l.Contains("MB", StringComparison.Ordinal)));
        Assert.Equal(files, Directory.GetFiles(Path.GetDirectoryName(_folder[file])!, "m.*").Length);
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_only_when_asked()
    {
        var path = _folder["m.onnx"];
        File.WriteAllText(path, "mine");
        var refused = CommandLine.Run("export", model.Folder, "--format", "onnx", "--out", path);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--overwrite", refused.Error);
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.Equal(0, CommandLine.Run("export", model.Folder, "--format", "onnx", "--out", path, "--overwrite").ExitCode);
        Assert.NotEqual("mine", File.ReadAllText(path));
    }

    [Fact]
    public void An_exported_model_can_be_imported_and_listed()
    {
        var models = _folder["models"];
        Assert.Equal(0, CommandLine.Run("export", model.Folder, "--format", "stardist", "--out", _folder["for-python"]).ExitCode);
        var import = CommandLine.Run("import", _folder["for-python"], "--to", models, "--name", "back");
        Assert.True(import.ExitCode == 0, import.Error);
        Assert.Contains(CommandLine.Run("models", "--models", models).OutLines, l => l.StartsWith("back ", StringComparison.Ordinal));
        var again = CommandLine.Run("import", _folder["for-python"], "--to", models, "--name", "back");
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("already", again.Error);
    }

    [Fact]
    public void An_import_needs_libtorch_only_for_networks_that_do_and_says_so()
    {
        var without = new Dictionary<string, string> { ["FIJIBRIDGE_TORCH_NATIVE"] = _folder["not-there.so"] };
        var unusual = new StarDistConfig { NRays = 8, UnetNDepth = 1, UnetNFilterBase = 4, NetConvAfterUnet = 8, UnetKernelSize = [5, 3] };
        using (var net = new StarDistNet(unusual))
        {
            ModelPackage.Save(_folder["unusual"], net, StarDistThresholds.Default, new ModelInfo { Name = "unusual" });
        }

        var refused = CommandLine.Run(without, "import", _folder["unusual"], "--to", _folder["models"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("needs libtorch to be run", refused.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["models"]));
        if (NetworkRuntimes.NeedsNoLibtorch(ModelFolder.LoadConfig<StarDistConfig>(model.Folder), ComputeDevice.Choose("cpu"), new LibtorchRuntimeOptions()))
        {
            var import = CommandLine.Run(without, "import", model.Folder, "--to", _folder["models"], "--name", "usual");
            Assert.True(import.ExitCode == 0, import.Error);
        }
    }

    [Theory]
    [InlineData("bioimageio", "back.zip")]
    [InlineData("stardist", "back")]
    public void A_model_that_went_out_and_came_back_finds_the_same_objects(string format, string file)
    {
        Assert.Equal(0, CommandLine.Run("export", model.Folder, "--format", format, "--out", _folder[file]).ExitCode);
        Assert.Equal(0, CommandLine.Run("import", _folder[file], "--to", _folder["models"]).ExitCode);
        var image = Directory.GetFiles(model.Images)[0];
        byte[] Labels(string folder, string results)
        {
            var run = CommandLine.Run("segment", image, "--model", folder, "--out", _folder[results], "--device", "cpu", "--outputs", "labels");
            Assert.True(run.ExitCode == 0, run.Error);
            return File.ReadAllBytes(Directory.GetFiles(_folder[results], "*_labels.tif").Single());
        }

        Assert.Equal(Labels(model.Folder, "before"), Labels(Path.Combine(_folder["models"], "back"), "after"));
    }

    [Fact]
    public void A_model_that_is_not_there_is_named()
    {
        var result = CommandLine.Run("export", "no-such-model", "--out", _folder["m.zip"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no-such-model", result.Error);
        Assert.False(File.Exists(_folder["m.zip"]));
    }
}
