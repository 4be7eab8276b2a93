using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

public sealed class ParsingTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_command_the_help_is_shown_and_the_exit_code_is_not_zero()
    {
        var result = CommandLine.Run();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("segment", result.Out);
    }

    [Fact]
    public void Version_is_one_line()
    {
        var result = CommandLine.Run("--version");
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", Assert.Single(result.OutLines));
    }

    [Theory]
    [InlineData("segment", "--flips")]
    [InlineData("train", "--resume")]
    [InlineData("evaluate", "--csv")]
    [InlineData("models", "show")]
    [InlineData("doctor", "--json")]
    [InlineData("simulate", "--seed")]
    [InlineData("pack", "--out")]
    public void Every_command_explains_its_options(string command, string option)
    {
        var result = CommandLine.Run(command, "--help");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(option, result.Out);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("Unrecognized command or argument 'segmnt'; did you mean segment? See 'fijibridge --help'.", "segmnt", "x.tif", "--model", "m")]
    [InlineData("'lsit'; did you mean list? See 'fijibridge models --help'.", "models", "lsit")]
    [InlineData("'--metric'; did you mean --metrics? See 'fijibridge evaluate --help'.", "evaluate", "a", "b", "--metric", "x")]
    [InlineData("'--verbos'; did you mean --verbose?", "evaluate", "a", "b", "--verbos")]
    [InlineData("Unrecognized option '--mdoel'; did you mean --model? See 'fijibridge segment --help'.", "segment", "x.tif", "--mdoel", "m")]
    [InlineData("Unrecognized option '--qwertz'. See 'fijibridge segment --help'.", "segment", "x.tif", "--qwertz")]
    [InlineData("Unrecognized command or argument 'qwertz'. See 'fijibridge --help'.", "qwertz")]
    public void A_mistyped_word_is_named_with_the_one_that_was_meant(string expected, params string[] args)
    {
        var result = CommandLine.Run(args);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, Assert.Single(result.ErrorLines));
        Assert.Empty(result.Out);
    }

    [Fact]
    public void A_file_named_like_an_option_is_a_file()
    {
        var file = _folder["--odd.tif"];
        File.WriteAllBytes(file, []);
        Assert.DoesNotContain("Unrecognized", CommandLine.Run("info", file).Error);
    }

    [Theory]
    [InlineData("Unrecognized command or argument 'segmnt'", "segmnt", "x.tif")]
    [InlineData("--prob takes a number between 0 and 1, not '1.5'", "segment", "x.tif", "--prob", "1.5")]
    [InlineData("--prob takes a number between 0 and 1, not '0,5'", "segment", "x.tif", "--prob", "0,5")]
    [InlineData("--tile takes a whole number from 64, not '10'", "segment", "x.tif", "--tile", "10")]
    [InlineData("--device takes auto, cpu, cuda or cuda:N, not 'gpu'", "segment", "x.tif", "--device", "gpu")]
    [InlineData("--outputs takes labels, rois, table, overlay, classes, maps, ometiff or all, not 'masks'", "segment", "x.tif", "--outputs", "labels,masks")]
    [InlineData("--grid takes a whole number from 1 or two as y,x, not '2,2,2'", "train", "a", "b", "--grid", "2,2,2")]
    [InlineData("--epochs takes a whole number from 1, not '0'", "train", "a", "b", "--epochs", "0")]
    [InlineData("--lr takes a number above 0, not '-1'", "train", "a", "b", "--lr", "-1")]
    public void An_option_that_makes_no_sense_is_named_with_its_value(string expected, params string[] args)
    {
        var result = CommandLine.Run(args);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, Assert.Single(result.ErrorLines));
        Assert.Empty(result.Out);
    }

    [Fact]
    public void An_options_file_with_an_unknown_key_is_refused_with_the_known_keys()
    {
        var result = TrainWith("""{ "epocs": 3 }""");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("unknown option \"epocs\"", Assert.Single(result.ErrorLines));
        Assert.Contains("epochs", result.Error);
    }

    [Theory]
    [InlineData("""{ "epochs": "many" }""", "--epochs takes a whole number from 1, not 'many'")]
    [InlineData("""{ "epochs": 3 """, "is not a JSON object")]
    [InlineData("""[ 3 ]""", "is not a JSON object")]
    [InlineData("""{ "augment": { "warp": 3 } }""", "Augmentation 'warp' is unknown")]
    [InlineData("""{ "augment": { "scale": "0.5..20" } }""", "\"scale\" from 0.5 to 20 is not possible")]
    public void An_options_file_is_checked_like_the_command_line(string json, string expected)
    {
        var result = TrainWith(json);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void The_command_line_wins_over_the_options_file()
    {
        var result = TrainWith("""{ "images": "nowhere", "masks": "nowhere", "out": "in the file" }""", "--out", _folder["out"], _folder["here"], _folder["there"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(_folder["here"], Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void A_log_file_that_cannot_be_written_is_refused()
    {
        var file = _folder["file"];
        File.WriteAllText(file, "");
        var result = CommandLine.Run("models", "--log", Path.Combine(file, "x.log"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("give another path to --log", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void A_log_file_keeps_what_the_user_is_not_bothered_with()
    {
        var log = _folder["run.log"];
        var result = CommandLine.Run("segment", _folder["nothing.tif"], "--log", log);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("UserAdviceException", File.ReadAllText(log));
        Assert.DoesNotContain("UserAdviceException", result.Error);
    }

    private CommandResult TrainWith(string json, params string[] more)
    {
        var file = _folder["options.json"];
        File.WriteAllText(file, json);
        return CommandLine.Run(["train", "--config", file, .. more]);
    }
}
