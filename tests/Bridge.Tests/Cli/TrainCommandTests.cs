using Newtonsoft.Json.Linq;
using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

[Collection(TinyModelCollection.Name)]
public sealed class TrainCommandTests(TinyModel model) : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_training_writes_the_whole_model_folder_and_says_how_good_it_is()
    {
        Assert.Equal(
            [
                "README.md", "bioimageio.yaml", "config.json", "cover.png", "history.csv", "loss.svg", "model.json", "network.py", "sample_input.npy", "sample_labels.npy",
                "test_input.npy", "test_output.npy", "thresholds.json", "weights.pt",
            ],
            Directory.GetFiles(model.Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        Assert.Contains("5 pairs of 1 channel(s), 80 objects", model.Result.Error);
        Assert.Contains("Epoch 6 of 6: loss", model.Result.Error);
        Assert.Contains(model.Result.OutLines, l => l.StartsWith("Accuracy on validation", StringComparison.Ordinal));
        Assert.Equal(7, File.ReadAllLines(Path.Combine(model.Folder, "history.csv")).Length);
        Assert.StartsWith("<?xml", File.ReadAllText(Path.Combine(model.Folder, "loss.svg")).TrimStart('\uFEFF'));
        var info = JObject.Parse(File.ReadAllText(Path.Combine(model.Folder, "model.json")));
        Assert.Equal("tiny", (string?)info["name"]);
    }

    [Fact]
    public void The_tiny_model_finds_the_discs()
    {
        var result = CommandLine.Run("evaluate", "--model", model.Folder, model.Images, model.Masks, "--device", "cpu");
        Assert.True(result.ExitCode == 0, result.Error);
        var at50 = result.OutLines.First(l => l.StartsWith("0.50", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(double.Parse(at50[7], System.Globalization.CultureInfo.InvariantCulture) > 0.6, result.Out);
    }

    [Fact]
    public void A_training_from_a_data_set_file_equals_one_from_folders()
    {
        Assert.Equal(0, CommandLine.Run("pack", model.Images, model.Masks, "--out", _folder["set.npz"]).ExitCode);
        Assert.Equal(0, Train("folders", model.Images, model.Masks, "--epochs", "1", "--steps", "2").ExitCode);
        Assert.Equal(0, Train("packed", "--dataset", _folder["set.npz"], "--epochs", "1", "--steps", "2").ExitCode);
        Assert.Equal(Weights("folders"), Weights("packed"));
    }

    [Fact]
    public void Options_from_a_file_equal_those_on_the_command_line()
    {
        File.WriteAllText(_folder["options.json"], new JObject
        {
            ["masks"] = model.Masks, // the order of the keys does not matter
            ["images"] = model.Images,
            ["epochs"] = 9,
            ["steps"] = 2,
            ["rays"] = 8,
            ["grid"] = new JArray(2, 2),
            ["depth"] = 2,
            ["filters"] = 6,
            ["patch"] = 64,
            ["batch"] = 2,
            ["lr"] = 0.003,
            ["device"] = "cpu",
            ["augment"] = new JObject { ["elastic"] = "off", ["scale"] = "0.8..1.2@0.3" },
        }.ToString());
        var file = CommandLine.Run("train", "--config", _folder["options.json"], "--epochs", "1", "--out", _folder["file"], "--threads", "1");
        Assert.True(file.ExitCode == 0, file.Error);
        Assert.Equal(0, Train("line", model.Images, model.Masks, "--epochs", "1", "--steps", "2", "--no-elastic", "--augment", "scale=0.8..1.2@0.3").ExitCode);
        Assert.Equal(Weights("line"), Weights("file"));
    }

    [Fact]
    public void A_training_that_was_killed_and_resumed_gives_the_weights_of_an_undisturbed_one()
    {
        string[] options = [model.Images, model.Masks, "--epochs", "3", "--steps", "12"];
        Assert.Equal(0, Train("undisturbed", options).ExitCode);
        using (var killed = Start("killed", options))
        {
            killed.WaitUntil(() => killed.ErrorSoFar.Contains("Epoch 2 of 3: loss", StringComparison.Ordinal), "the end of the second epoch");
            killed.KillHard();
        }

        Assert.False(Directory.Exists(_folder["killed"]));
        var again = Train("killed", [.. options, "--resume"]);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(Weights("undisturbed"), Weights("killed"));
        Assert.Equal(File.ReadAllText(Path.Combine(_folder["undisturbed"], "history.csv")), File.ReadAllText(Path.Combine(_folder["killed"], "history.csv")));
    }

    [Fact]
    public void A_training_is_resumed_with_the_options_with_which_it_was_begun()
    {
        Assert.Equal(0, Train("again", model.Images, model.Masks, "--epochs", "1", "--steps", "2").ExitCode);
        var result = CommandLine.Run("train", "--out", _folder["again"], "--resume", "--epochs", "2");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("Resumed after epoch 1.", result.Error);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(_folder["again"], "history.csv")).Length);
    }

    [Fact]
    public void A_name_without_a_folder_installs_the_model_among_the_users_own()
    {
        using var command = CommandLine.Start(
            new Dictionary<string, string> { ["HOME"] = _folder.Folder("home") },
            ["train", model.Images, model.Masks, "--name", "my cells", "--epochs", "1", "--steps", "2", .. TinyModel.Network]);
        var result = command.Finish();
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.True(File.Exists(Path.Combine(_folder["home"], ".fijibridge", "models", "my cells", "config.json")));
    }

    [Fact]
    public void Ctrl_c_keeps_the_last_checkpoint_and_says_how_to_go_on()
    {
        string[] options = [model.Images, model.Masks, "--epochs", "500", "--steps", "10"];
        using var command = Start("stopped", options);
        command.WaitUntil(() => command.ErrorSoFar.Contains("Epoch 1 of 500: loss", StringComparison.Ordinal), "the end of the first epoch");
        command.Interrupt();
        var result = command.Finish();
        Assert.Equal(130, result.ExitCode);
        Assert.Matches(@"Cancelled; the state after epoch \d+ is kept in .*stopped\.training\. Go on with the same command and --resume\.", result.ErrorLines[^1]);
        Assert.False(Directory.Exists(_folder["stopped"]));
        Assert.DoesNotContain(Directory.GetFiles(_folder["stopped.training"]), f => f.EndsWith(".tmp", StringComparison.Ordinal));

        var withoutResume = Train("stopped", options);
        Assert.Equal(2, withoutResume.ExitCode);
        Assert.Contains("add --resume to go on or --overwrite to start anew", Assert.Single(withoutResume.ErrorLines));
    }

    [Fact]
    public void A_finish_file_ends_the_training_early_with_a_model()
    {
        using var command = Start("early", model.Images, model.Masks, "--epochs", "500", "--steps", "4");
        command.WaitUntil(() => command.ErrorSoFar.Contains("Epoch 1 of 500: loss", StringComparison.Ordinal), "the end of the first epoch");
        File.WriteAllText(Path.Combine(_folder["early.training"], "finish"), "");
        var result = command.Finish();
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.True(File.Exists(Path.Combine(_folder["early"], "weights.pt")));
    }

    private string[] Args(string name, string[] options) => ["train", .. options, "--out", _folder[name], .. TinyModel.Network];

    private CommandResult Train(string name, params string[] options)
    {
        var result = CommandLine.Run(Args(name, options));
        return result;
    }

    private CommandLine Start(string name, params string[] options) => CommandLine.Start(Args(name, options));

    private byte[] Weights(string name) => File.ReadAllBytes(Path.Combine(_folder[name], "weights.pt"));
}
