using System.Diagnostics;
using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>Each bad input gets one sentence that names the value and the remedy, an exit code, and leaves nothing behind.</summary>
[Collection(TinyModelCollection.Name)]
public sealed class SegmentBadInputTests(TinyModel model) : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_named() => Refused(["does not exist", "patterns"], _folder["no such.tif"]);

    [Fact]
    public void An_empty_folder_is_named() => Refused(["holds no image file"], _folder.Folder("empty"));

    [Fact]
    public void A_pattern_without_a_match_is_named() => Refused(["No file matches"], Path.Combine(_folder.Path, "*.tif"));

    [Fact]
    public void An_empty_file_is_named()
    {
        File.WriteAllBytes(_folder["zero.tif"], []);
        Refused(["zero.tif", "empty (0 bytes)"], _folder["zero.tif"]);
    }

    [Fact]
    public void A_truncated_image_is_named()
    {
        var bytes = File.ReadAllBytes(Path.Combine(model.Images, "scene0.tif"));
        File.WriteAllBytes(_folder["half.tif"], bytes[..(bytes.Length / 2)]);
        Refused(["half.tif"], _folder["half.tif"]);
    }

    [Theory]
    [InlineData(float.NaN, "1 NaN, 0 infinite")]
    [InlineData(float.PositiveInfinity, "0 NaN, 1 infinite")]
    public void Pixels_that_are_no_numbers_are_counted_and_placed(float value, string expected)
    {
        var pixels = new float[40 * 40];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = i % 7;
        }

        pixels[(3 * 40) + 5] = value;
        Refused([expected, "x = 5, y = 3", "Remove NaNs"], TestTiff.Write(_folder["nan.tif"], 40, 40, pixels));
    }

    [Fact]
    public void A_constant_image_is_refused_with_its_value()
    {
        var pixels = new ushort[50 * 50];
        Array.Fill(pixels, (ushort)77);
        Refused(["flat.tif", "constant (every pixel is 77)"], TestTiff.Write(_folder["flat.tif"], 50, 50, pixels));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 60)]
    [InlineData(60, 1)]
    public void An_image_without_room_for_an_object_is_refused_with_its_size(int width, int height) =>
        Refused([$"{width} x {height} pixels, too small"], TestTiff.Write(_folder["thin.tif"], width, height, Enumerable.Range(0, width * height).Select(i => (byte)i).ToArray()));

    [Fact]
    public void An_image_smaller_than_a_patch_is_segmented()
    {
        var (pixels, _) = TinyScene.Draw(24, 3);
        var input = TestTiff.Write(_folder["small.tif"], 24, 24, pixels);
        var result = CommandLine.Run("segment", input, "--model", model.Folder, "--out", _folder["out"], "--device", "cpu");
        Assert.True(result.ExitCode == 0, result.Error);
    }

    [Fact]
    public void An_unknown_model_is_answered_with_the_known_ones()
    {
        var result = CommandLine.Run("segment", Good, "--model", "nukleus", "--out", _folder["out"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no model \"nukleus\"", Assert.Single(result.ErrorLines));
        Assert.Contains("Installed:", result.Error);
        NothingWritten();
    }

    [Theory]
    [InlineData("config.json", "{ not json", "config.json is damaged")]
    [InlineData("config.json", "{ \"n_dim\": 3 }", "n_dim")]
    [InlineData("thresholds.json", "{ \"prob\": 7, \"nms\": 0.4 }", "has probability 7")]
    [InlineData("weights.pt", "these are no weights", "weights.pt")]
    public void A_damaged_or_foreign_model_names_the_file(string file, string content, string expected)
    {
        var copy = CopyOfModel();
        File.WriteAllText(Path.Combine(copy, file), content);
        RefusedWith(copy, expected);
    }

    [Fact]
    public void Weights_that_were_cut_off_are_named()
    {
        var copy = CopyOfModel();
        var weights = Path.Combine(copy, "weights.pt");
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..5000]);
        RefusedWith(copy, "weights.pt");
    }

    [Fact]
    public void Weights_of_another_network_are_named()
    {
        var copy = CopyOfModel();
        var config = Path.Combine(copy, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"n_rays\": 8", "\"n_rays\": 16", StringComparison.Ordinal));
        RefusedWith(copy, "weights.pt");
    }

    [Fact]
    public void A_folder_that_is_no_model_is_named() => RefusedWith(_folder.Folder("stranger"), "is not a model folder");

    [Fact]
    public void A_place_that_cannot_be_written_is_refused_before_the_work()
    {
        var file = _folder["file"];
        File.WriteAllText(file, "");
        var result = CommandLine.Run("segment", Good, "--model", model.Folder, "--out", Path.Combine(file, "out"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("cannot be written", Assert.Single(result.ErrorLines));
        Assert.Contains("choose another folder", result.Error);
    }

    [Fact]
    public void A_full_disk_is_said_and_leaves_no_file()
    {
        using var disk = SmallDisk.Mount(_folder.Folder("disk"), "12k");
        var result = CommandLine.Run("segment", Good, "--model", model.Folder, "--out", disk.Path, "--device", "cpu");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(result.ErrorLines, l => l.Contains("disk is full", StringComparison.OrdinalIgnoreCase) && l.Contains("free some space", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }

    [Fact]
    public void A_device_that_is_not_there_is_refused()
    {
        var result = CommandLine.Run("segment", Good, "--model", model.Folder, "--out", _folder["out"], "--device", "cuda:97");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("cuda:97", Assert.Single(result.ErrorLines));
        NothingWritten();
    }

    [Fact]
    public void Ctrl_c_stops_quietly_and_leaves_whole_results_only()
    {
        var data = _folder.Folder("many");
        var (pixels, _) = TinyScene.Draw(768, 5);
        for (var i = 0; i < 30; i++)
        {
            TestTiff.Write(Path.Combine(data, $"image{i:00}.tif"), 768, 768, pixels);
        }

        using var command = CommandLine.Start("segment", data, "--model", model.Folder, "--out", _folder["out"], "--device", "cpu", "--flips", "--threads", "1");
        command.WaitUntil(() => File.Exists(Path.Combine(_folder["out"], "image00_overlay.png")), "the first result");
        command.Interrupt();
        var result = command.Finish();
        Assert.Equal(130, result.ExitCode);
        Assert.Matches(@"Cancelled; the results of \d+ of 30 images are complete", result.Error);
        var files = Directory.GetFileSystemEntries(_folder["out"]).Select(Path.GetFileName).Where(f => !f!.StartsWith("segment-", StringComparison.Ordinal)).ToList();
        Assert.All(files.GroupBy(f => f![..7]), set => Assert.Equal(4, set.Count()));
        Assert.DoesNotContain(files, f => f!.StartsWith('.'));
    }

    private string Good => Path.Combine(model.Images, "scene0.tif");

    private void Refused(string[] expected, string input)
    {
        var result = CommandLine.Run("segment", input, "--model", model.Folder, "--out", _folder["out"], "--device", "cpu");
        Assert.Equal(2, result.ExitCode);
        var sentence = Assert.Single(result.ErrorLines, l => !l.StartsWith("Model ", StringComparison.Ordinal));
        Assert.All(expected, part => Assert.Contains(part, sentence));
        NothingWritten();
    }

    private void RefusedWith(string modelFolder, string expected)
    {
        var result = CommandLine.Run("segment", Good, "--model", modelFolder, "--out", _folder["out"], "--device", "cpu");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, Assert.Single(result.ErrorLines));
        NothingWritten();
    }

    private void NothingWritten() => Assert.True(!Directory.Exists(_folder["out"]) || !Directory.EnumerateFileSystemEntries(_folder["out"]).Any());

    private string CopyOfModel()
    {
        var copy = _folder.Folder("model");
        foreach (var file in Directory.EnumerateFiles(model.Folder))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }
}

/// <summary>A file system of a few kilobytes, to be full on demand. Needs the right to mount; the test is skipped otherwise.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static SmallDisk Mount(string folder, string size)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Execute("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder), "A full disk is played with a tmpfs, which this user may not mount.");
        return new SmallDisk(folder);
    }

    /// <summary>More room, as when somebody clears up.</summary>
    public void Resize(string size) => Assert.True(Execute("mount", "-o", $"remount,size={size}", Path));

    public void Dispose() => Execute("umount", "-l", Path);

    private static bool Execute(string program, params string[] args)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
