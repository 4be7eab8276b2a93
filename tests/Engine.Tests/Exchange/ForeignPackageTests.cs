using System.IO.Compression;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Scripts;
using Xunit;

namespace FijiBridge.Engine.Tests.Exchange;

/// <summary>Packages of other programs: TorchScript networks that run as their package declares.</summary>
public sealed class ForeignPackageTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("fijibridge-foreign-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Models => Path.Combine(_root, "models");

    private ForeignPackageFolder Package => new(Path.Combine(_root, "package"));

    private static Image2D Squares => Image2D.FromFloats("squares", ForeignPackageFolder.Size, ForeignPackageFolder.Size, ForeignPackageFolder.Image);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_network_of_another_program_gives_its_probabilities_and_objects(bool modern)
    {
        var package = modern ? Package.Modern() : Package.Old();
        ZipFile.CreateFromDirectory(package.Folder, Path.Combine(_root, "theirs.zip"));
        var imported = ModelImporter.Import(Path.Combine(_root, "theirs.zip"), Models);
        Assert.Contains(imported.Notices, n => n.StartsWith("Checked", StringComparison.Ordinal));
        Assert.True(ModelFolder.IsModel(imported.Folder));
        Assert.Equal([imported.Folder], Directory.GetFileSystemEntries(Models));
        using var model = SegmentationModels.Load(imported.Folder, ComputeDevice.Choose("cpu"));
        var found = model.Segment(Squares, new SegmentOptions { KeepMaps = true });
        Assert.Equal(4, found.Objects.Count);
        var map = (float[])found.Maps!.Plane(0);
        Assert.All(map.Zip(ForeignPackageFolder.Probability), p => Assert.Equal(p.Second, p.First, 1e-5));
        Assert.Equal(4 * 16 * 16, found.RenderLabels().Pixels.Count(l => l > 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_installed_network_is_a_package_still_and_zipped_as_it_is_it_can_be_installed_again(bool modern)
    {
        var package = Package;
        Directory.CreateDirectory(Path.Combine(package.Folder, "images"));
        foreach (var file in new[] { "images/cover.png", "card.md", "origin.pt", "notes.txt" })
        {
            File.WriteAllText(Path.Combine(package.Folder, file), file);
        }

        package.Network();
        var script = $"torchscript: {{source: weights.pt, sha256: \"{package.Hash("weights.pt")}\", pytorch_version: 1.13, parent: pytorch_state_dict}}";
        var further = "covers: [images/cover.png]\ndocumentation: card.md\nattachments: [{source: notes.txt}]";
        _ = modern ? package.Modern(weights: $"{script}\n  pytorch_state_dict: {{source: origin.pt, sha256: \"{package.Hash("origin.pt")}\"}}", further: further) : package.Old();

        var installed = ModelImporter.Import(package.Folder, Models, new() { Name = "m" }).Folder;
        ZipFile.CreateFromDirectory(installed, Path.Combine(_root, "as-it-is.zip"));
        var again = ModelImporter.Import(Path.Combine(_root, "as-it-is.zip"), Models).Folder;

        foreach (var folder in new[] { installed, again })
        {
            var kept = ForeignPackage.Open(folder);
            Assert.Equal(["torchscript"], kept.WeightKinds);
            Assert.Equal("network.pt", kept.Weights("torchscript")!.Text("source"));
            Assert.False(kept.Weights("torchscript")!.Has("parent"));
            Assert.Equal(ForeignPackageFolder.Image, TestArray.Read(ForeignTensor.Input(kept).Test!, ForeignTensor.Input(kept).Letters).Values);
            Assert.Equal(ForeignPackageFolder.Probability, TestArray.Read(ForeignTensor.Output(kept).Test!, ForeignTensor.Output(kept).Letters).Values);
            Assert.Equal(modern, File.Exists(Path.Combine(folder, "images", "cover.png")));
            Assert.Equal(modern, File.ReadAllText(Path.Combine(folder, "README.md")) == "card.md");
            Assert.DoesNotContain(Directory.GetFiles(folder), f => Path.GetFileName(f) is "origin.pt" or "notes.txt" or "weights.pt" or "rdf.yaml");
        }

        // and as its package it goes to any other program: without our own files it is installed as before
        foreach (var file in new[] { "config.json", "model.json", "thresholds.json" })
        {
            File.Delete(Path.Combine(again, file));
        }

        Assert.Contains(ModelImporter.Import(again, Models, new() { Name = "theirs" }).Notices, n => n.StartsWith("Checked", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_package_says_of_itself_is_kept()
    {
        var info = ModelFolder.LoadInfo(ModelImporter.Import(Package.Modern().Folder, Models, new() { Name = "m" }).Folder);
        Assert.Equal(["Ada", "Ben"], info.Authors);
        Assert.Equal("CC-BY-4.0", info.Licence);
        Assert.Equal(["A paper, 10.1/abc"], info.Citations);
        Assert.Equal(0.5, info.PixelWidthMicrons);
    }

    [Theory]
    [InlineData("size: 64")] // one size only
    [InlineData("size: {min: 16, step: 8}")]
    public void An_image_of_any_size_is_cut_into_tiles_that_the_network_takes(string size)
    {
        var folder = ModelImporter.Import(Package.Modern(size: size).Folder, Models, new() { Name = "m" }).Folder;
        using var model = SegmentationModels.Load(folder, ComputeDevice.Choose("cpu"));
        foreach (var (width, height) in new[] { (150, 100), (64, 64), (20, 40), (65, 129) })
        {
            float[] pixels = [.. Enumerable.Range(0, width * height).Select(i => (float)(i * 7919L % 1000))];
            var map = (float[])model.Segment(Image2D.FromFloats("i", width, height, pixels), new SegmentOptions { KeepMaps = true, TileSize = 48 }).Maps!.Plane(0);
            for (var i = 0; i < pixels.Length; i++)
            {
                Assert.Equal(1 / (1 + Math.Exp(5 - (10 * pixels[i] / pixels.Max()))), map[i], 1e-4);
            }
        }
    }

    [Theory]
    [InlineData("0.6.0", "is of format 0.6.0; 0.4 and 0.5 can be read. Update FijiBridge")]
    [InlineData("0.3.2", "is of format 0.3.2; 0.4 and 0.5 can be read. Ask")]
    public void Other_versions_of_the_format_are_named(string version, string words) => Refused(Package.Modern(version: version), words);

    [Fact]
    public void A_file_that_was_changed_or_is_missing_is_named()
    {
        var package = Package.Modern();
        File.AppendAllText(Path.Combine(package.Folder, "weights.pt"), "x");
        Refused(package, "weights.pt has the sha256");
        File.Delete(Path.Combine(package.Folder, "weights.pt"));
        Refused(package, "lacks the file weights.pt");
    }

    [Theory]
    [InlineData("pytorch_state_dict: {source: weights.pt, architecture: {callable: FancyNet, source: net.py}}", "\"FancyNet\" that is not known here")]
    [InlineData("tensorflow_saved_model_bundle: {source: tf.zip}", "tensorflow_saved_model_bundle. Ask for TorchScript weights, or for a StarDist model the folder")]
    [InlineData("onnx: {source: weights.onnx, opset_version: 13}", "onnx. Ask for TorchScript")]
    [InlineData("torchscript: {source: other.pt}", "lacks its TorchScript network other.pt")]
    [InlineData("torchscript: {source: ../other.pt}", "lacks its TorchScript network ../other.pt")]
    public void Weights_that_cannot_be_used_say_what_to_ask_for(string weights, string words) => Refused(Package.Modern(weights: weights), words);

    [Theory]
    [InlineData("[{id: stardist_postprocessing}]", "the step stardist_postprocessing, which is not known")]
    [InlineData("[{id: scale_range, kwargs: {reference_tensor: raw}}]", "from another tensor")]
    [InlineData("[{id: zero_mean_unit_variance, kwargs: {mode: per_dataset}}]", "whole data set")]
    [InlineData("[{id: binarize}]", "no threshold")]
    public void Steps_that_are_not_known_are_named(string post, string words) => Refused(Package.Modern(post: post), words);

    [Fact]
    public void Volumes_and_networks_that_change_the_size_are_refused()
    {
        Refused(Package.Modern(size: "size: 64}\n  - {type: space, id: z, size: 8"), "has an axis z");
        Refused(Package.Modern(outputSize: "size: {tensor_id: raw, axis_id: AXIS, offset: 2}"), "another size than its input");
        Refused(Package.Modern(expression: "torch.slice(x, 3, 0, 60)"), "60 x 64 pixels for 64 x 64");
    }

    [Theory]
    [InlineData("torch.from_file(\"/etc/passwd\", False, 10)", "torch.from_file")]
    [InlineData("ops.evil.run(x)", "ops.evil.run")]
    public void A_network_that_does_more_than_compute_is_not_even_loaded(string expression, string words) => Refused(Package.Modern(expression: expression), words);

    [Fact]
    public void A_network_that_does_not_give_its_own_test_output_is_refused() =>
        Refused(Package.Modern(expression: "torch.mul(x, 3.)"), "does not give the package's own test output");

    [Fact]
    public void A_network_that_fails_says_where() => Refused(Package.Modern(expression: "torch.conv2d(x, torch.ones([1, 2, 3, 3], dtype=6))"), "The network fails on an image of 1 channel(s) and 64 x 64 pixels");

    [Fact]
    public void A_model_of_images_has_no_objects_and_says_how_to_get_the_image()
    {
        var folder = ModelImporter.Import(Package.Modern(further: "tags: [denoising]").Folder, Models, new() { Name = "m" }).Folder;
        using var model = SegmentationModels.Load(folder, ComputeDevice.Choose("cpu"));
        Assert.Contains("--outputs maps", Assert.Throws<UserAdviceException>(() => model.Segment(Squares)).Message, StringComparison.Ordinal);
        var image = model.Segment(Squares, new SegmentOptions { KeepMaps = true });
        Assert.Equal(0, image.Objects.Count);
        Assert.NotNull(image.Maps);
    }

    [Fact]
    public void It_cannot_be_exported_or_trained_and_says_so()
    {
        var folder = ModelImporter.Import(Package.Modern().Folder, Models, new() { Name = "m" }).Folder;
        var error = Assert.Throws<UserAdviceException>(() => ModelExporter.Export(folder, ExportFormat.Onnx, Path.Combine(_root, "x.onnx")));
        Assert.Contains("zip its folder", error.Message, StringComparison.Ordinal);
        Assert.Throws<UserAdviceException>(() => ModelFolder.LoadNetwork(folder));
    }

    [Theory]
    [InlineData("a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "nested too deeply")]
    [InlineData("a: &x [1]\nb: *x", "refers to parts of itself")]
    [InlineData("- just a list", "not a list of keys")]
    [InlineData("a: {", "cannot be read as the description")]
    [InlineData("type: dataset", "describes a dataset")]
    public void A_description_that_is_none_is_refused(string yaml, string words)
    {
        var package = Package;
        package.Yaml(yaml);
        Refused(package, words);
    }

    private void Refused(ForeignPackageFolder package, string words)
    {
        var error = Assert.Throws<UserAdviceException>(() => ModelImporter.Import(package.Folder, Models, new() { Name = "m" }));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Models));
    }
}
