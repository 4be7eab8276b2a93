using FijiBridge.Bridge.Protocol;
using FijiBridge.Bridge.Server.Handlers;
using FijiBridge.Bridge.Tests.Cli;
using FijiBridge.Bridge.Training;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Models;

using Newtonsoft.Json.Linq;

using Xunit;

namespace FijiBridge.Bridge.Tests.Server;

/// <summary>Training through the worker: what is told meanwhile, how it is ended, and how it goes on.</summary>
public sealed class TrainHandlerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Conversation _talk;

    public TrainHandlerTests()
    {
        DatasetFile.Write(Data, new InMemoryTrainingSet(Enumerable.Range(0, 3).Select(Pair)));
        var running = new RunningTraining();
        _talk = new Conversation(
            new TrainHandler(new ModelCatalog([_folder.Path]), running, (_, _) => throw new InvalidOperationException("there are no image files")),
            new FinishTrainingHandler(running),
            new TrainingsHandler(running),
            new Operation("light", _ => [], usesDevice: false));
    }

    private string Data => _folder.File("discs.npz");

    public void Dispose()
    {
        _talk.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_training_tells_its_epochs_its_pictures_and_where_the_model_is()
    {
        _talk.Execute("t", "train", Inputs("model", 2).With("full-validation", 1));
        var told = UntilTheEnd(out var end);
        var done = Assert.IsType<CompletionResponse>(end);
        Assert.Equal(_folder.File("model"), done.Outputs["model"]);
        Assert.True(ModelFolder.IsModel(_folder.File("model")));
        Assert.Equal(2, done.Outputs["epochs"]);
        Assert.Equal("validation", done.Outputs["metrics"]![0]!["set"]);
        Assert.Contains(told, u => (string?)u["notice"] is { } notice && notice.StartsWith("3 pairs of 1 channel(s)", StringComparison.Ordinal));
        var started = told.Single(u => (string?)u["kind"] == "started");
        Assert.Equal(_folder.File("model.training"), started["folder"]);
        Assert.Equal("cpu", started["device"]);
        Assert.Empty(started["history"]!);
        Assert.Null(started["picture"]);
        var epochs = told.Where(u => (string?)u["kind"] == "epoch").ToList();
        Assert.Equal([1, 2], epochs.Select(e => (int)e["epoch"]!));
        Assert.All(epochs, e => Assert.True((double)e["losses"]!["val_loss"]! > 0));
        Assert.All(epochs, e => Assert.NotNull(e["losses"]!["val_ap50"]));
        var preview = told.Last(u => (string?)u["kind"] == "preview");
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes((string)preview["picture"]!)[..4]);
    }

    [Fact]
    public void Notices_name_options_as_macros_do()
    {
        _talk.Execute("t", "train", Inputs("model", 1));
        _ = UntilTheEnd(out var first);
        _ = Assert.IsType<CompletionResponse>(first);
        _talk.Execute("t", "train", Inputs("tuned", 1).With("start-from", "model"));
        var told = UntilTheEnd(out _);
        Assert.Contains(told, u => (string?)u["notice"] is { } notice && notice.Contains("rays", StringComparison.Ordinal) && notice.Contains("without effect", StringComparison.Ordinal) && !notice.Contains("--", StringComparison.Ordinal));
    }

    [Fact]
    public void Finish_ends_a_training_with_a_model()
    {
        _talk.Execute("t", "train", Inputs("model", 5000));
        WaitFor("epoch");
        _talk.Execute("f", "finish-training", new JObject { ["task"] = "somebody else's" });
        Assert.Equal(false, Answer<CompletionResponse>("f").Outputs["finishing"]);
        _talk.Execute("g", "finish-training", new JObject { ["task"] = "t" });
        var done = Answer<CompletionResponse>("t");
        Assert.Equal(true, done.Outputs["stoppedEarly"]);
        Assert.True(ModelFolder.IsModel(_folder.File("model")));
    }

    [Fact]
    public void A_cancelled_training_is_listed_and_goes_on_with_its_own_options()
    {
        _talk.Execute("t", "train", Inputs("model", 5000).With("full-validation", 1));
        WaitFor("epoch");
        _talk.Cancel("t");
        _ = Answer<CancelationResponse>("t");
        Assert.False(Directory.Exists(_folder.File("model")));

        _talk.Execute("l", "trainings", new JObject { ["folder"] = _folder.Path });
        var entry = Answer<CompletionResponse>("l").Outputs["trainings"]!.Single();
        Assert.Equal("model", entry["name"]);
        Assert.Equal(false, entry["running"]);
        Assert.Equal("5000", entry["settings"]!["epochs"]);
        var before = (int)entry["epoch"]!;
        Assert.True(before >= 1);

        _talk.Execute("r", "train", new JObject { ["out"] = entry["out"], ["resume"] = true, ["epochs"] = before + 1 });
        var told = UntilTheEnd(out var end);
        Assert.True(end is CompletionResponse, end.ToString());
        Assert.Equal(before + 1, ((CompletionResponse)end).Outputs["epochs"]);
        var started = told.Single(u => (string?)u["kind"] == "started");
        Assert.Equal(before, started["history"]!.Count());
        Assert.Equal(Path.Combine(_folder.File("model.training"), "preview.png"), started["picture"]);

        _talk.Execute("c", "train", new JObject { ["out"] = entry["out"], ["resume"] = true, ["seed"] = 7 });
        var refused = Answer<FailureResponse>("c").Error;
        Assert.True(refused.Contains("was started with seed = 42, now it is 7: set it back to resume", StringComparison.Ordinal), refused);
    }

    [Fact]
    public void Other_tasks_are_answered_meanwhile_but_a_second_training_is_refused()
    {
        _talk.Execute("t", "train", Inputs("model", 5000));
        WaitFor("epoch");
        _talk.Execute("l", "light");
        _ = Answer<CompletionResponse>("l");
        _talk.Execute("u", "train", Inputs("other", 1));
        Assert.Contains("A training of " + _folder.File("model") + " is running", Answer<FailureResponse>("u").Error);
        _talk.Cancel("t");
        _ = Answer<CancelationResponse>("t");
    }

    [Fact]
    public void The_end_of_the_client_ends_the_training_and_keeps_the_checkpoint()
    {
        _talk.Execute("t", "train", Inputs("model", 5000));
        WaitFor("epoch");
        _talk.Close();
        Assert.True(File.Exists(_folder.File("model.training/last.safetensors")));
        Assert.False(Directory.Exists(_folder.File("model")));
    }

    [Theory]
    [InlineData("epochs", "0", "The training: epochs takes a whole number from 1, not '0'; correct it.")]
    [InlineData("task", "dance", "stardist")]
    [InlineData("dataset", null, "No images are given; name a folder of images and a folder of masks, or a file with dataset.")]
    [InlineData("out", null, "No model folder is given; name it with out, or give the model a name with name to install it.")]
    [InlineData("freeze-encoder", "true", "can only be frozen where the training starts from a model")]
    [InlineData("start-from", "unheard of", "There is no model \"unheard of\".")]
    public void Inputs_are_checked_as_on_the_command_line_and_named_as_they_were_given(string key, string? value, string expected)
    {
        var inputs = Inputs("model", 1);
        inputs[key] = value;
        _talk.Execute("t", "train", inputs);
        var failure = Answer<FailureResponse>("t");
        Assert.Contains(expected, failure.Error);
        Assert.Equal("advice", failure.Details!.Kind);
    }

    [Fact]
    public void An_unknown_option_is_refused_with_the_known_ones()
    {
        _talk.Execute("t", "train", Inputs("model", 1).With("epocs", 3));
        Assert.Matches("has no input 'epocs'; it knows images, masks, .*epochs", Answer<FailureResponse>("t").Error);
    }

    private static TrainingPair Pair(int seed)
    {
        var (pixels, labels) = TinyScene.Draw(64, seed);
        return new TrainingPair($"scene{seed}", new Image2D($"scene{seed}", 64, 64, [pixels]), new LabelImage(64, 64, Array.ConvertAll(labels, l => (int)l)));
    }

    private JObject Inputs(string name, int epochs) => new()
    {
        ["dataset"] = Data,
        ["out"] = _folder.File(name),
        ["epochs"] = epochs,
        ["steps"] = 2,
        ["rays"] = "8",
        ["grid"] = "2,2",
        ["depth"] = 1,
        ["filters"] = 4,
        ["patch"] = 32,
        ["batch"] = 1,
        ["device"] = "cpu",
        ["threads"] = 1,
        ["loader-threads"] = 1,
    };

    private void WaitFor(string kind)
    {
        while (_talk.Next() is var response)
        {
            if (response is FailureResponse failure)
            {
                Assert.Fail(failure.Error);
            }

            if (response is UpdateResponse { More: { } more } && (string?)more["training"]?["kind"] == kind)
            {
                return;
            }
        }
    }

    private T Answer<T>(string task)
        where T : Response
    {
        Response response;
        do
        {
            response = _talk.Next();
        }
        while (response.Task != task || response is LaunchResponse or UpdateResponse);
        return Assert.IsType<T>(response);
    }

    private List<JObject> UntilTheEnd(out Response end)
    {
        var told = new List<JObject>();
        while (true)
        {
            switch (_talk.Next())
            {
                case UpdateResponse { More: { } more }:
                    told.Add((JObject)more["training"]!);
                    break;
                case LaunchResponse or UpdateResponse:
                    break;
                case var last:
                    end = last;
                    return told;
            }
        }
    }
}

/// <summary>Inputs with one more.</summary>
internal static class InputsWith
{
    public static JObject With(this JObject inputs, string key, JToken value)
    {
        inputs[key] = value;
        return inputs;
    }
}
