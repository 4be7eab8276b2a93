using System.IO.Compression;

using FijiBridge.Bridge.Protocol;
using FijiBridge.Bridge.Server;
using FijiBridge.Bridge.Server.Handlers;
using FijiBridge.Bridge.Tests.Cli;
using FijiBridge.Bridge.Tests.Protocol;
using FijiBridge.Engine.Models;

using Newtonsoft.Json.Linq;

using Xunit;

namespace FijiBridge.Bridge.Tests.Server;

/// <summary>Models out and in through the worker.</summary>
public sealed class ExchangeHandlersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SharedBlocks _blocks = new();
    private readonly ClientBlocks _client = new();
    private readonly Conversation _talk;
    private readonly string _own;

    public ExchangeHandlersTests()
    {
        _own = _folder.File("own");
        TinyModel.Save(_folder.File("bundled"), "with the engine");
        TinyModel.Save(_own, "mine");
        var catalog = new ModelCatalog([_folder.File("bundled"), _own], _folder.Path);
        _talk = new Conversation(new ExportHandler(catalog, _blocks), new InstallHandler(catalog, _own));
    }

    public void Dispose()
    {
        _talk.Dispose();
        _blocks.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_format_goes_into_one_folder_under_a_name_of_its_own()
    {
        var outputs = Export("mine", _folder.File("out"), "bioimageio", "onnx", "torchscript", "pytorch", "stardist").Outputs;
        string[] names = ["mine.zip", "mine.onnx", "mine-torchscript.pt", "mine-pytorch.pt", "mine-pytorch.py", "mine-stardist/config.json", "mine-stardist/thresholds.json", "mine-stardist/weights_best.h5"];
        var paths = outputs["files"]!.Select(f => (string)f["path"]!).ToList();
        Assert.Equal(names.Select(n => Path.Combine(_folder.File("out"), n)), paths);
        Assert.All(outputs["files"]!, f => Assert.Equal(new FileInfo((string)f["path"]!).Length, (long)f["bytes"]!));
        Assert.True((double)outputs["difference"]! <= 1e-4);
        Assert.Equal(6, Directory.EnumerateFileSystemEntries(_folder.File("out")).Count());
    }

    [Fact]
    public void A_single_format_goes_to_the_file_that_is_named_or_into_the_folder_that_is_there()
    {
        Export("mine", _folder.File("for ben.onnx"), "onnx");
        Assert.True(File.Exists(_folder.File("for ben.onnx")));
        Export("mine", _folder.Path, "onnx");
        Assert.True(File.Exists(_folder.File("mine.onnx")));
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_only_when_asked()
    {
        File.WriteAllText(_folder.File("mine-pytorch.py"), "precious");
        _talk.Execute("e", "export", Request("mine", _folder.Path, "onnx", "pytorch"));
        Assert.StartsWith($"{_folder.File("mine-pytorch.py")} exists already", _talk.Answer<FailureResponse>().Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("mine.onnx")));
        Assert.Equal("precious", File.ReadAllText(_folder.File("mine-pytorch.py")));
        _talk.Execute("f", "export", Request("mine", _folder.Path, "onnx", "pytorch").With("overwrite", true));
        _ = _talk.Answer<CompletionResponse>();
        Assert.NotEqual("precious", File.ReadAllText(_folder.File("mine-pytorch.py")));
    }

    [Fact]
    public void Authors_licence_and_sample_go_into_the_package()
    {
        var ramp = Enumerable.Range(0, 40 * 30).Select(i => (byte)(i / 5)).ToArray();
        _talk.Execute("e", "export", Request("mine", _folder.Path, "bioimageio")
            .With("authors", new JArray("Pérez, Ana", "Ben Li")).With("licence", "CC0-1.0")
            .With("sample", _client.Array("uint8", [30, 40], ramp)).With("sampleName", "ramp").With("pixelSize", new JArray(0.5, 0.5)));
        _ = _talk.Answer<CompletionResponse>();
        using var zip = ZipFile.OpenRead(_folder.File("mine.zip"));
        using var yaml = new StreamReader(zip.GetEntry("bioimageio.yaml")!.Open());
        var description = yaml.ReadToEnd();
        Assert.Contains("Pérez, Ana", description);
        Assert.Contains("Ben Li", description);
        Assert.Contains("license: \"CC0-1.0\"", description);
        using var cover = zip.GetEntry("cover.png")!.Open();
        var head = new byte[24];
        cover.ReadExactly(head);
        Assert.Equal((80, 30), (head[19], head[23])); // width and height of the picture: the sample beside what is found in it
    }

    [Fact]
    public void A_sample_with_other_channels_and_a_licence_without_a_name_are_refused()
    {
        _talk.Execute("e", "export", Request("mine", _folder.Path, "bioimageio").With("licence", "all rights reserved"));
        Assert.StartsWith("The licence \"all rights reserved\" is not known", _talk.Answer<FailureResponse>().Error, StringComparison.Ordinal);
        _talk.Execute("e", "export", Request("mine", _folder.Path, "bioimageio").With("sample", _client.Array("uint8", [2, 30, 40], new byte[2400])).With("sampleName", "two"));
        Assert.Contains("two", _talk.Answer<FailureResponse>().Error);
        Assert.False(File.Exists(_folder.File("mine.zip")));
    }

    [Theory]
    [InlineData("keras", "There is no format 'keras'; the formats are bioimageio, onnx")]
    [InlineData("", "There is no format ''")]
    public void A_format_that_is_not_known_is_named(string format, string sentence)
    {
        _talk.Execute("e", "export", Request("mine", _folder.Path, format));
        Assert.StartsWith(sentence, _talk.Answer<FailureResponse>().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_export_leaves_nothing()
    {
        _talk.Execute("e", "export", Request("mine", _folder.File("out"), "onnx", "pytorch", "stardist", "bioimageio"));
        Response response;
        do
        {
            response = _talk.Next();
        }
        while (response is not UpdateResponse);
        _talk.Cancel("e");
        _ = _talk.Answer<CancelationResponse>();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.File("out")));
    }

    [Fact]
    public void A_package_comes_back_under_another_name()
    {
        Export("with the engine", _folder.Path, "bioimageio");
        var outputs = Install(_folder.File("with the engine.zip"), "again");
        Assert.Equal("again", outputs["model"]);
        Assert.Equal(Path.Combine(_own, "again"), outputs["folder"]);
        Assert.Equal("Nothing in particular.", outputs["description"]);
        Assert.Equal(ModelFolder.LoadWeights(Path.Combine(_folder.File("bundled"), "with the engine")), ModelFolder.LoadWeights(Path.Combine(_own, "again")));
    }

    [Fact]
    public void A_name_that_is_taken_is_told_and_nothing_is_replaced_unasked()
    {
        Export("with the engine", _folder.File("mine.zip"), "bioimageio");
        Assert.Contains("There is a model mine already", Refused(_folder.File("mine.zip"), "MINE", overwrite: false));
        Assert.Equal("mine", ModelFolder.LoadInfo(Path.Combine(_own, "mine")).Name);
        _talk.Execute("o", "install", new JObject { ["source"] = _folder.File("mine.zip"), ["overwrite"] = true });
        Assert.Equal("mine", _talk.Answer<CompletionResponse>().Outputs["model"]);
        Assert.Equal("with the engine", ModelFolder.LoadInfo(Path.Combine(_own, "mine")).Name);
    }

    // it would be found before the new one
    [Fact]
    public void The_name_of_a_model_of_the_engine_stays_taken()
    {
        Export("mine", _folder.Path, "bioimageio");
        Assert.Contains("came with the engine and stays", Refused(_folder.File("mine.zip"), "With the Engine", overwrite: true));
        Assert.Equal(["mine"], Directory.GetDirectories(_own).Select(Path.GetFileName));
    }

    [Fact]
    public void A_source_that_is_not_there_is_named() => Assert.Contains("no such.zip", Refused(_folder.File("no such.zip"), null, overwrite: false));

    [Theory]
    [InlineData("request-export.json")]
    [InlineData("request-install.json")]
    public void The_samples_have_inputs_that_are_known(string sample)
    {
        _talk.Send(Fixtures.Line(sample));
        Assert.DoesNotContain("has no input", _talk.Answer<FailureResponse>().Error); // only that the model or the file is not there
    }

    private static JObject Request(string model, string path, params string[] formats) => new() { ["model"] = model, ["path"] = path, ["formats"] = new JArray(formats) };

    private CompletionResponse Export(string model, string path, params string[] formats)
    {
        _talk.Execute("e", "export", Request(model, path, formats));
        return _talk.Answer<CompletionResponse>();
    }

    private JObject Install(string source, string name)
    {
        _talk.Execute("i", "install", new JObject { ["source"] = source, ["name"] = name });
        return _talk.Answer<CompletionResponse>().Outputs;
    }

    private string Refused(string source, string? name, bool overwrite)
    {
        _talk.Execute("i", "install", new JObject { ["source"] = source, ["name"] = name, ["overwrite"] = overwrite });
        return _talk.Answer<FailureResponse>().Error;
    }
}
