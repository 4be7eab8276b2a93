using System.IO.Compression;
using Newtonsoft.Json.Linq;
using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>A U-Net from the command line: trained, listed, used.</summary>
[Collection(TinyModelCollection.Name)]
public sealed class UNetCommandTests(TinyModel data) : IDisposable
{
    private static readonly string[] s_small =
        ["--depth", "1", "--filters", "8", "--norm", "none", "--distance-cap", "4", "--patch", "64", "--batch", "2", "--lr", "0.003", "--device", "cpu", "--threads", "1", "--loader-threads", "1"];

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_u_net_is_trained_listed_and_used_like_any_other_model()
    {
        var trained = CommandLine.Run(
            ["train", data.Images, data.Masks, "--task", "unet", "--out", _folder["unet"], "--epochs", "4", "--steps", "40", "--loss", "ce=1,dice=0.5,mse=2", "--border-sigma", "2", .. s_small]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("thresholds: foreground ", trained.Out);
        var info = JObject.Parse(File.ReadAllText(Path.Combine(_folder["unet"], "model.json")));
        Assert.Equal("unet", (string?)info["task"]);
        Assert.Equal(0.5, (double?)info["training"]!["options"]!["UNetLoss"]!["Dice"]);

        var shown = CommandLine.Run("models", "show", _folder["unet"]);
        Assert.Contains("U-Net of depth 1 with 8 filters", shown.Out);

        var image = Directory.GetFiles(data.Images).First();
        var segmented = CommandLine.Run("segment", image, "--model", _folder["unet"], "--out", _folder["results"], "--device", "cpu", "--min-area", "20");
        Assert.True(segmented.ExitCode == 0, segmented.Error);
        var name = Path.GetFileNameWithoutExtension(image);
        using var rois = ZipFile.OpenRead(Path.Combine(_folder["results"], $"{name}_RoiSet.zip"));
        var rows = File.ReadAllLines(Path.Combine(_folder["results"], $"{name}_objects.csv")).Length - 1;
        Assert.InRange(rows, 5, 60);
        Assert.Equal(rows, rois.Entries.Count);

        var peaks = CommandLine.Run("segment", image, "--model", _folder["unet"], "--out", _folder["peaks"], "--device", "cpu", "--peak", "1", "--prominence", "1");
        Assert.True(peaks.ExitCode == 0, peaks.Error);
        Assert.Contains("peaks 1, prominence 1", peaks.Error);
        var noPeaks = CommandLine.Run("segment", image, "--model", data.Folder, "--out", _folder["none"], "--peak", "0.5");
        Assert.Equal(2, noPeaks.ExitCode);
        Assert.Contains("--peak is for U-Net models", noPeaks.Error);

        var refused = CommandLine.Run("segment", image, "--model", _folder["unet"], "--out", _folder["other"], "--nms", "0.3");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--nms is for StarDist models", refused.Error);

        var maps = CommandLine.Run("segment", image, "--model", _folder["unet"], "--out", _folder["maps"], "--device", "cpu", "--outputs", "maps");
        Assert.True(maps.ExitCode == 0, maps.Error);
        var bytes = File.ReadAllBytes(Path.Combine(_folder["maps"], $"{name}_maps.tif"));
        Assert.Contains("channels=2", System.Text.Encoding.Latin1.GetString(bytes, 0, 400)); // foreground and seeds
        var stars = CommandLine.Run("segment", image, "--model", data.Folder, "--out", _folder["stars"], "--device", "cpu", "--outputs", "maps");
        Assert.True(stars.ExitCode == 0, stars.Error);
        bytes = File.ReadAllBytes(Path.Combine(_folder["stars"], $"{name}_maps.tif"));
        Assert.Contains("channels=9", System.Text.Encoding.Latin1.GetString(bytes, 0, 400)); // probability and 8 rays

        var exported = CommandLine.Run("export", _folder["unet"], "--out", _folder["unet.zip"]);
        Assert.True(exported.ExitCode == 0, exported.Error);
        Assert.Contains("Checked", exported.Error);
        var back = CommandLine.Run("import", _folder["unet.zip"], "--to", _folder["models"]);
        Assert.True(back.ExitCode == 0, back.Error);
        var again = CommandLine.Run("segment", image, "--model", _folder["models/unet"], "--out", _folder["again"], "--device", "cpu", "--min-area", "20");
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["results"], $"{name}_labels.tif")), File.ReadAllBytes(Path.Combine(_folder["again"], $"{name}_labels.tif")));
    }

    [Theory]
    [InlineData("takes terms such as ce=1", "--task", "unet", "--loss", "hinge=1")]
    [InlineData("this network needs 3 numbers", "--task", "unet", "--class-weights", "1,2")]
    [InlineData("name the folder of class images", "--class-count", "3")]
    [InlineData("several classes need", "--task", "unet", "--class-count", "3")]
    [InlineData("the masks of", "--validation-images", "somewhere")]
    public void Options_that_do_not_fit_are_refused_in_one_sentence(string words, params string[] options)
    {
        var result = CommandLine.Run(["train", data.Images, data.Masks, "--out", _folder["x"], "--epochs", "1", "--steps", "1", .. s_small, .. options]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists(_folder["x"]));
    }
}
