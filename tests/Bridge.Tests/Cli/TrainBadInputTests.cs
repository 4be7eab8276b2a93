using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>Each bad training set gets one sentence that names the value and the remedy, an exit code, and leaves nothing behind.</summary>
[Collection(TinyModelCollection.Name)]
public sealed class TrainBadInputTests(TinyModel model) : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_images_are_asked_for() => Refused("No images are given", []);

    [Fact]
    public void No_model_folder_is_asked_for()
    {
        var result = CommandLine.Run("train", model.Images, model.Masks);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("name it with --out", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void A_missing_folder_is_named() => Refused("nowhere\" does not exist", _folder["nowhere"], model.Masks);

    [Fact]
    public void An_empty_folder_is_named() => Refused("has no .tif", _folder.Folder("empty"), model.Masks);

    [Fact]
    public void Images_without_masks_are_counted_and_named()
    {
        var data = Data("a", "b");
        File.Delete(Path.Combine(data, "masks", "b.tif"));
        Refused("1 of 2 images have no mask of the same name", Images(data), Masks(data));
    }

    [Fact]
    public void A_mask_of_another_size_is_named_with_both_sizes()
    {
        var data = Data("a", "b");
        TestTiff.Write(Path.Combine(data, "masks", "b.tif"), 40, 50, new ushort[2000]);
        Refused("is 96 x 96 pixels, its mask 40 x 50", Images(data), Masks(data));
    }

    [Fact]
    public void Images_smaller_than_a_patch_are_named_with_their_size()
    {
        var data = Data("a");
        TinyScene.Write(data, "small", size: 48);
        Refused("48 x 48 pixels, smaller than the training patch of 64 x 64", Images(data), Masks(data));
    }

    [Fact]
    public void A_constant_image_is_named_with_its_value()
    {
        var data = Data("a", "b");
        var flat = new byte[96 * 96];
        Array.Fill(flat, (byte)9);
        TestTiff.Write(Path.Combine(data, "images", "b.tif"), 96, 96, flat);
        Refused("is constant (every pixel is 9)", Images(data), Masks(data));
    }

    [Fact]
    public void Pixels_that_are_no_numbers_are_named()
    {
        var data = Data("a", "b");
        var pixels = Enumerable.Range(0, 96 * 96).Select(i => (float)(i % 13)).ToArray();
        pixels[200] = float.NaN;
        TestTiff.Write(Path.Combine(data, "images", "b.tif"), 96, 96, pixels);
        Refused("1 NaN", Images(data), Masks(data));
    }

    [Fact]
    public void Masks_that_are_not_whole_numbers_are_refused()
    {
        var data = Data("a", "b");
        TestTiff.Write(Path.Combine(data, "masks", "b.tif"), 96, 96, Enumerable.Range(0, 96 * 96).Select(i => i * 0.25f).ToArray());
        Refused("b.tif", Images(data), Masks(data));
    }

    [Fact]
    public void Masks_without_any_object_are_refused()
    {
        var data = Data("a", "b");
        foreach (var name in new[] { "a", "b" })
        {
            TestTiff.Write(Path.Combine(data, "masks", name + ".tif"), 96, 96, new ushort[96 * 96]);
        }

        Refused("None of the 2 masks has any object", Images(data), Masks(data));
    }

    [Fact]
    public void A_single_pair_is_too_few()
    {
        var data = Data("a");
        Refused("1 image(s); at least two are needed", Images(data), Masks(data));
    }

    [Fact]
    public void Labels_with_gaps_and_negative_values_are_trained_on()
    {
        var data = Data("a", "b");
        var (_, labels) = TinyScene.Draw(96, 1);
        var values = Array.ConvertAll(labels, l => l == 3 ? -1f : l * 10f);
        TestTiff.Write(Path.Combine(data, "masks", "b.tif"), 96, 96, values);
        var result = CommandLine.Run(["train", Images(data), Masks(data), "--out", _folder["out"], "--epochs", "1", "--steps", "2", .. TinyModel.Network]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("pixels have negative labels and are ignored", result.Error);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_refused_before_the_training()
    {
        File.WriteAllText(_folder["file"], "");
        var result = CommandLine.Run(["train", model.Images, model.Masks, "--out", Path.Combine(_folder["file"], "model"), .. TinyModel.Network]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("choose another folder", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void A_folder_with_other_things_in_it_is_not_replaced()
    {
        File.WriteAllText(Path.Combine(_folder.Folder("out"), "thesis.docx"), "precious");
        var result = CommandLine.Run(["train", model.Images, model.Masks, "--out", _folder["out"], "--overwrite", .. TinyModel.Network]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("is not a model", Assert.Single(result.ErrorLines));
        Assert.True(File.Exists(Path.Combine(_folder["out"], "thesis.docx")));
    }

    [Fact]
    public void A_full_disk_is_said()
    {
        using var disk = SmallDisk.Mount(_folder.Folder("disk"), "60k");
        var result = CommandLine.Run(["train", model.Images, model.Masks, "--out", Path.Combine(disk.Path, "model"), "--epochs", "1", "--steps", "2", .. TinyModel.Network]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("disk", result.ErrorLines[^1]);
        Assert.Contains("space", result.ErrorLines[^1]);
        Assert.False(Directory.Exists(Path.Combine(disk.Path, "model")));
        Assert.DoesNotContain(Directory.GetFiles(disk.Path, "*", SearchOption.AllDirectories), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_to_resume_is_said() => Refused("no checkpoint", model.Images, model.Masks, "--resume");

    [Fact]
    public void A_resumed_training_with_other_settings_is_refused()
    {
        string[] common = [model.Images, model.Masks, "--out", _folder["out"], "--epochs", "1", "--steps", "2", .. TinyModel.Network];
        Assert.Equal(0, CommandLine.Run(["train", .. common]).ExitCode);
        var result = CommandLine.Run(["train", .. common, "--resume", "--seed", "7"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("seed", result.ErrorLines[^1]);

        // As many images, one of another name.
        string[] others = [_folder.Folder("others-images"), _folder.Folder("others-masks")];
        foreach (var (from, to) in new[] { model.Images, model.Masks }.Zip(others))
        {
            var files = Directory.GetFiles(from).Order(StringComparer.Ordinal).ToList();
            files.ForEach(file => File.Copy(file, Path.Combine(to, file == files[0] ? "another" + Path.GetExtension(file) : Path.GetFileName(file))));
        }

        var name = Path.GetFileNameWithoutExtension(Directory.GetFiles(model.Images).Order(StringComparer.Ordinal).First());
        result = CommandLine.Run(["train", .. others, .. common[2..], "--resume"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"was started with other images (1 name differs, such as '{name}'): set it back", result.ErrorLines[^1]);
    }

    [Theory]
    [InlineData("64", "is constant")]
    [InlineData("60", "Patch size 60 is not a multiple of")]
    public void Starting_anew_on_bad_input_loses_nothing_of_the_earlier_training(string patch, string expected)
    {
        string[] rest = ["--out", _folder["out"], "--epochs", "1", "--steps", "2", .. TinyModel.Network];
        Assert.Equal(0, CommandLine.Run(["train", model.Images, model.Masks, .. rest]).ExitCode);
        var before = Directory.GetFiles(_folder["out.training"]).Concat(Directory.GetFiles(_folder["out"])).ToDictionary(f => f, File.ReadAllBytes);
        var data = Data("a", "b");
        if (patch == "64")
        {
            TestTiff.Write(Path.Combine(data, "images", "b.tif"), 96, 96, new byte[96 * 96]);
        }

        var at = Array.IndexOf(rest, "--patch");
        rest[at + 1] = patch;
        var result = CommandLine.Run(["train", Images(data), Masks(data), "--overwrite", .. rest]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.ErrorLines[^1]);
        Assert.All(before, f => Assert.Equal(f.Value, File.ReadAllBytes(f.Key)));
    }

    [Fact]
    public void A_name_that_cannot_be_a_folder_is_refused()
    {
        var result = CommandLine.Run("train", model.Images, model.Masks, "--name", "a/b");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("cannot be named 'a/b'", Assert.Single(result.ErrorLines));
    }

    [Theory]
    [InlineData("grid", "--grid", "3")]
    [InlineData("multiple of", "--patch", "60")]
    [InlineData("percentiles 50 and 10", "--low", "50", "--high", "10")]
    public void A_network_that_cannot_be_is_refused(string expected, params string[] options)
    {
        var args = TinyModel.Network.ToList();
        for (var i = args.IndexOf(options[0]); i >= 0; i = args.IndexOf(options[0]))
        {
            args.RemoveRange(i, 2);
        }

        var result = CommandLine.Run(["train", model.Images, model.Masks, "--out", _folder["out"], .. args, .. options]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.ErrorLines[^1]);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    private void Refused(string expected, params string[] args)
    {
        var result = CommandLine.Run(["train", .. args, "--out", _folder["out"], .. TinyModel.Network]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, Assert.Single(result.ErrorLines, l => !l.Contains(" pairs of ", StringComparison.Ordinal)));
        Assert.False(Directory.Exists(_folder["out"]));
    }

    private string Data(params string[] names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            TinyScene.Write(_folder["data"], names[i], seed: i);
        }

        return _folder["data"];
    }

    private static string Images(string data) => Path.Combine(data, "images");

    private static string Masks(string data) => Path.Combine(data, "masks");
}
