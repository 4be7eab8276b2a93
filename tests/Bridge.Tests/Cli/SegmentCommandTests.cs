using System.IO.Compression;
using FijiBridge.Bridge.ImageJ;
using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

[Collection(TinyModelCollection.Name)]
public sealed class SegmentCommandTests(TinyModel model) : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_image_becomes_labels_rois_a_table_and_an_overlay()
    {
        var input = Path.Combine(model.Images, "scene0.tif");
        var result = CommandLine.Run("segment", input, "--model", model.Folder, "--out", _folder["out"], "--device", "cpu");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(
            ["scene0_RoiSet.zip", "scene0_labels.tif", "scene0_objects.csv", "scene0_overlay.png"],
            Directory.GetFileSystemEntries(_folder["out"]).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        using var zip = ZipFile.OpenRead(Path.Combine(_folder["out"], "scene0_RoiSet.zip"));
        var rows = File.ReadAllLines(Path.Combine(_folder["out"], "scene0_objects.csv"));
        Assert.InRange(zip.Entries.Count, 10, 22); // 16 discs
        Assert.Equal(zip.Entries.Count, rows.Length - 1);
        Assert.Contains($"{zip.Entries.Count} objects in 1 image(s).", result.OutLines);
        Assert.Contains("cpu", result.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void What_is_not_wanted_is_not_written()
    {
        var result = Segment(Path.Combine(model.Images, "scene1.tif"), "--outputs", "table,rois");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(["scene1_RoiSet.zip", "scene1_objects.csv"], Written());
    }

    [Fact]
    public void Folders_and_patterns_stand_for_their_images_and_earlier_results_are_no_input()
    {
        var data = _folder.Folder("data");
        foreach (var name in new[] { "a.tif", "b.tif" })
        {
            File.Copy(Path.Combine(model.Images, "scene0.tif"), Path.Combine(data, name));
        }

        var first = CommandLine.Run("segment", data, "--model", model.Folder, "--outputs", "labels", "--device", "cpu");
        Assert.True(first.ExitCode == 0, first.Error);
        Assert.True(File.Exists(Path.Combine(data, "a_labels.tif")));
        var second = Segment(Path.Combine(_folder.Path, "**", "?.tif"), "--outputs", "labels");
        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Equal(["a_labels.tif", "b_labels.tif"], Written());
    }

    [Fact]
    public void The_same_image_gives_the_same_files_tiled_or_not()
    {
        var input = Path.Combine(model.Images, "scene2.tif");
        Assert.Equal(0, Segment(input, "--outputs", "labels").ExitCode);
        var whole = File.ReadAllBytes(Path.Combine(_folder["out"], "scene2_labels.tif"));
        Assert.Equal(0, Segment(input, "--outputs", "labels", "--tile", "64", "--overwrite").ExitCode);
        Assert.Equal(whole, File.ReadAllBytes(Path.Combine(_folder["out"], "scene2_labels.tif")));
    }

    [Fact]
    public void Results_that_exist_are_not_touched_without_overwrite()
    {
        Directory.CreateDirectory(_folder["out"]);
        var existing = Path.Combine(_folder["out"], "scene0_objects.csv");
        File.WriteAllText(existing, "mine");
        var result = Segment(Path.Combine(model.Images, "scene0.tif"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("scene0_objects.csv exists already; add --overwrite", Assert.Single(result.ErrorLines));
        Assert.Equal("mine", File.ReadAllText(existing));
        Assert.Equal(["scene0_objects.csv"], Written());
    }

    [Fact]
    public void Two_images_that_would_write_the_same_file_are_refused()
    {
        var other = Path.Combine(_folder.Folder("other"), "scene0.tif");
        File.Copy(Path.Combine(model.Images, "scene0.tif"), other);
        var result = Segment(Path.Combine(model.Images, "scene0.tif"), other);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("would both write", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void One_bad_file_does_not_stop_the_others_but_the_exit_code_tells()
    {
        var bad = _folder["bad.tif"];
        File.WriteAllText(bad, "no picture");
        var result = Segment(bad, Path.Combine(model.Images, "scene0.tif"), "--outputs", "labels");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(result.ErrorLines, l => l.Contains("bad.tif", StringComparison.Ordinal) && l.Contains("not an image", StringComparison.Ordinal));
        Assert.Contains(result.OutLines, l => l.Contains("1 failed", StringComparison.Ordinal));
        Assert.Equal(["scene0_labels.tif"], Written());
    }

    [Fact]
    public void A_channel_is_chosen_by_the_user_and_never_guessed()
    {
        var input = TestData.Find("neubias-samples/xyc_8bit__cyto_nuclei.tif");
        var refused = Segment(input, "--outputs", "labels");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("2 channels and the model takes one; choose it with --channel 1 … 2", refused.Error);
        Assert.Empty(Written());
        var chosen = Segment(input, "--outputs", "labels", "--channel", "2");
        Assert.True(chosen.ExitCode == 0, chosen.Error);
        var tooFar = Segment(input, "--outputs", "labels", "--channel", "3", "--overwrite");
        Assert.Contains("no channel 3, only 2", tooFar.Error);
    }

    [Fact]
    public void Labels_carry_the_calibration_of_the_image()
    {
        var input = TestData.Find("neubias-samples/xy_16bit_calibrated__nuclei_various_shapes.tif");
        var result = Segment(input, "--outputs", "labels,table");
        Assert.True(result.ExitCode == 0, result.Error);
        var reader = ImageJReader.Start();
        var labels = reader.ReadLabels(Path.Combine(_folder["out"], Path.GetFileNameWithoutExtension(input) + "_labels.tif"));
        var size = reader.ReadImage(input).PixelSize;
        Assert.Equal(size.Unit, labels.PixelSize.Unit);
        Assert.Equal(size.Width, labels.PixelSize.Width, 6);
    }

    private CommandResult Segment(params string[] args) => CommandLine.Run(["segment", .. args, "--model", model.Folder, "--out", _folder["out"], "--device", "cpu"]);

    // Without what is kept about a run of several images (BatchCommandTests).
    private string[] Written() => Directory.Exists(_folder["out"])
        ? [.. Directory.GetFileSystemEntries(_folder["out"]).Select(f => Path.GetFileName(f)!).Where(f => f is not ("segment-log.jsonl" or "segment-summary.csv")).Order(StringComparer.Ordinal)]
        : [];
}
