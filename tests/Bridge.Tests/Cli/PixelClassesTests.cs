using System.Globalization;
using System.Text;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine.Images;
using Newtonsoft.Json.Linq;
using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>A U-Net of several classes from the command line, on calibrated images of two channels: trained, used, scored.</summary>
[Collection(TinyModelCollection.Name)]
public sealed class PixelClassesTests : IDisposable
{
    private const int Side = 96;
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Classes_of_pixels_are_learned_written_and_scored_as_classes()
    {
        for (var i = 0; i < 4; i++)
        {
            Write($"s{i}", i);
        }

        var trained = CommandLine.Run(
            "train", _folder["images"], _folder["masks"], "--task", "unet", "--predict", "semantic", "--class-count", "2", "--class-names", "resting,in division", "--out", _folder["model"],
            "--epochs", "3", "--steps", "20", "--depth", "1", "--filters", "8", "--norm", "batch", "--patch", "64", "--batch", "2", "--lr", "0.01", "--loss", "ce=1,dice=1", "--border-weight", "0",
            "--full-validation", "3", "--device", "cpu", "--threads", "1", "--loader-threads", "1");
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("2 channel(s), with the classes 1 and 2", trained.Error);
        Assert.Contains("val_iou", trained.Error);
        Assert.Contains("pixels pooled", trained.Out);
        Assert.Matches(@"in division +0\.[5-9]", trained.Out);
        Assert.DoesNotContain("objects pooled", trained.Out); // the masks hold no objects
        var metrics = JObject.Parse(File.ReadAllText(_folder["model/model.json"]))["metrics"]![0]!;
        Assert.Empty(metrics["rows"]!);
        Assert.All(metrics["classes"]!, c => Assert.InRange((double)c["iou"]!, 0.6, 1));
        Assert.Contains("| in division | 0.", File.ReadAllText(_folder["model/README.md"]));

        var segmented = CommandLine.Run("segment", _folder["images"], "--model", _folder["model"], "--out", _folder["results"], "--device", "cpu", "--threads", "1");
        Assert.True(segmented.ExitCode == 0, segmented.Error);
        var table = File.ReadAllLines(_folder["results/s0_objects.csv"]);
        Assert.StartsWith("id,probability,class,class_name,area_px,", table[0]);
        Assert.Contains("area_um2", table[0]);
        Assert.All(table[1..], row => Assert.Contains(row.Split(',')[2] == "1" ? ",1,resting," : ",2,in division,", row));
        Assert.Equal(["1", "2"], table[1..].Select(row => row.Split(',')[2]).Distinct().Order());
        Assert.Contains("unit=", Encoding.Latin1.GetString(File.ReadAllBytes(_folder["results/s0_classes.tif"]), 0, 600));

        var files = CommandLine.Run("evaluate", "--as-classes", _folder["masks"], _folder["results"], "--csv", _folder["classes.csv"]);
        Assert.True(files.ExitCode == 0, files.Error);
        Assert.True(Mean(files) > 0.6, files.Out);
        Assert.Contains("(pooled),2,", File.ReadAllText(_folder["classes.csv"]));
        var byModel = CommandLine.Run("evaluate", "--as-classes", "--model", _folder["model"], _folder["images"], _folder["masks"], "--device", "cpu", "--threads", "1");
        Assert.Equal(files.Out, byModel.Out);

        var asObjects = CommandLine.Run("evaluate", "--model", _folder["model"], _folder["images"], _folder["masks"], "--device", "cpu", "--threads", "1");
        Assert.Contains("where yours hold classes, add --as-classes", asObjects.Error);
        var refused = CommandLine.Run("evaluate", "--as-classes", _folder["masks"], _folder["results"], "--iou", "0.5");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--iou does not go with --as-classes", Assert.Single(refused.ErrorLines));
    }

    [Fact]
    public void A_mask_with_more_classes_than_were_asked_for_is_named_before_the_training()
    {
        Write("a", 0);
        Write("b", 1, extra: 7);
        var result = CommandLine.Run("train", _folder["images"], _folder["masks"], "--task", "unet", "--predict", "semantic", "--class-count", "2", "--out", _folder["model"], "--patch", "64", "--depth", "1");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("The mask of b has the value 7, and 2 classes are asked for", Assert.Single(result.ErrorLines));
        Assert.False(Directory.Exists(_folder["model.training"]));
    }

    private static double Mean(CommandResult result) =>
        double.Parse(result.OutLines.First(l => l.StartsWith("(mean)", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    // Every other disc is bright in the second channel too, and of class 2.
    private void Write(string name, int seed, ushort extra = 0)
    {
        var (image, labels) = TinyScene.Draw(Side, seed);
        var (first, second, classes) = (Array.ConvertAll(image, p => (float)p), new float[image.Length], new ushort[image.Length]);
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = (ushort)(labels[i] == 0 ? 0 : 1 + (labels[i] % 2));
            second[i] = (image[i] % 30) + (classes[i] == 2 ? 150 : 0);
        }

        classes[0] = extra > 0 ? extra : classes[0];
        ImageTiffWriter.WriteChannels(Path.Combine(_folder.Folder("images"), name + ".tif"), new Image2D(name, Side, Side, [first, second], new PixelSize(0.5, 0.5, "µm")), ["nucleus", "mitosis"]);
        TestTiff.Write(Path.Combine(_folder.Folder("masks"), name + ".tif"), Side, Side, classes);
    }
}
