using Newtonsoft.Json.Linq;
using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

[Collection(TinyModelCollection.Name)]
public sealed class OtherCommandsTests(TinyModel model) : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Truth_compared_with_itself_is_perfect()
    {
        var result = CommandLine.Run("evaluate", model.Masks, model.Masks, "--csv", _folder["scores.csv"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains(result.OutLines, l => l.StartsWith("0.95    80   0   0     1.0000", StringComparison.Ordinal));
        Assert.Contains("Dice 1.0000, Jaccard 1.0000", result.Out);
        var rows = File.ReadAllLines(_folder["scores.csv"]);
        Assert.Equal(1 + ((5 + 2) * 10), rows.Length);
        Assert.Contains("(pooled),0.50,80,0,0,1.0000,1.0000,1.0000,1.0000,1.0000,1.0000,1.0000,1.0000", rows);
    }

    [Fact]
    public void A_truth_without_a_prediction_is_named()
    {
        var some = _folder.Folder("some");
        File.Copy(Path.Combine(model.Masks, "scene0.tif"), Path.Combine(some, "scene0_labels.tif"));
        var result = CommandLine.Run("evaluate", model.Masks, some);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("4 of 5 label images", Assert.Single(result.ErrorLines));
        Assert.Contains("scene1", result.Error);
    }

    [Fact]
    public void Label_images_of_different_sizes_are_not_compared()
    {
        var other = TestTiff.Write(_folder["other.tif"], 10, 12, new ushort[120]);
        var result = CommandLine.Run("evaluate", Path.Combine(model.Masks, "scene0.tif"), other);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("96 x 96", result.ErrorLines[^1]);
        Assert.Contains("10 x 12", result.ErrorLines[^1]);
    }

    [Fact]
    public void Evaluate_without_a_second_folder_says_what_it_needs()
    {
        var result = CommandLine.Run("evaluate", model.Masks);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("give TRUTH and PREDICTION", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void Models_are_listed_shown_and_looked_for_where_the_user_says()
    {
        var folder = Path.GetDirectoryName(model.Folder)!;
        var list = CommandLine.Run("models", "--models", folder);
        Assert.Equal(0, list.ExitCode);
        Assert.Contains(list.OutLines, l => l.StartsWith("tiny ", StringComparison.Ordinal));
        var show = CommandLine.Run("models", "show", "TINY", "--models", folder);
        Assert.Equal(0, show.ExitCode);
        Assert.Contains("# tiny", show.OutLines);
        var where = CommandLine.Run("models", "where", "--models", folder);
        Assert.Equal(folder, where.OutLines[0]);
        var unknown = CommandLine.Run("models", "show", "huge", "--models", folder);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("tiny", Assert.Single(unknown.ErrorLines));
    }

    [Fact]
    public void Doctor_is_content_where_everything_is_there()
    {
        var result = CommandLine.Run("doctor", "--json", "--models", Path.GetDirectoryName(model.Folder)!);
        Assert.True(result.ExitCode == 0, result.Out + result.Error);
        var report = JObject.Parse(result.Out);
        Assert.True((bool)report["usable"]!);
        Assert.Equal(
            ["machine", "processor", "libtorch", "device", "Java", "ImageJ", "Bio-Formats", "models", "log"],
            report["findings"]!.Select(f => (string)f["name"]!));
    }

    [Fact]
    public void Doctor_says_what_lacks_and_how_to_get_it()
    {
        using var command = CommandLine.Start(
            new Dictionary<string, string> { ["FIJIBRIDGE_JAVA_HOME"] = _folder["no java"], ["FIJIBRIDGE_IJ_JAR"] = _folder["no.jar"] }, "doctor");
        var result = command.Finish();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("MISSING", result.Out);
        Assert.Contains("no.jar", result.Out);
        Assert.Contains(result.OutLines, l => l.StartsWith("-> ", StringComparison.Ordinal));
    }

    [Fact]
    public void Pack_refuses_to_replace_a_file_and_to_write_where_it_cannot()
    {
        File.WriteAllText(_folder["set.npz"], "mine");
        var existing = CommandLine.Run("pack", model.Images, model.Masks, "--out", _folder["set.npz"]);
        Assert.Equal(2, existing.ExitCode);
        Assert.Contains("add --overwrite", Assert.Single(existing.ErrorLines));
        Assert.Equal("mine", File.ReadAllText(_folder["set.npz"]));
        var underFile = CommandLine.Run("pack", model.Images, model.Masks, "--out", Path.Combine(_folder["set.npz"], "x.npz"));
        Assert.Equal(2, underFile.ExitCode);
        Assert.Contains("choose another folder", Assert.Single(underFile.ErrorLines));
    }

    [Fact]
    public void A_data_set_file_that_is_none_is_named()
    {
        File.WriteAllText(_folder["set.npz"], "no zip");
        var result = CommandLine.Run("train", "--dataset", _folder["set.npz"], "--out", _folder["out"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("is not a complete dataset file", Assert.Single(result.ErrorLines));
    }
}
