using System.Diagnostics;
using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Protocol;
using FijiBridge.Bridge.Tests.Cli;
using FijiBridge.Engine.Models;
using Newtonsoft.Json.Linq;
using Xunit;
using FileTiff = FijiBridge.Bridge.Tests.ImageJ.TestTiff;

namespace FijiBridge.Bridge.Tests.Server;

/// <summary>The worker trains from the image files that <c>fijibridge train</c> reads: with Bio-Formats where it is there.</summary>
public sealed class TrainReadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tiled_images_are_trained_on_where_Bio_Formats_is_there()
    {
        var given = Environment.GetEnvironmentVariable(BioFormatsLocator.Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(given), "No Bio-Formats on this machine: set BIOFORMATS_JAR to bioformats_package.jar or to a Fiji folder.");
        SaveTiledPairs();
        var done = Assert.IsType<CompletionResponse>(Train("", new JObject { ["bioformats"] = given })); // the input of the request, not the variable
        Assert.Equal(1, done.Outputs["epochs"]);
        Assert.True(ModelFolder.IsModel(_folder.File("model")));
    }

    [Fact]
    public void Without_Bio_Formats_the_file_is_named_and_the_way_to_add_it()
    {
        SaveTiledPairs();
        var failed = Assert.IsType<FailureResponse>(Train("", []));
        Assert.Equal("advice", failed.Details!.Kind);
        Assert.Contains("scene0.tif", failed.Error);
        Assert.Contains(BioFormatsAdvice.HowToAdd.Replace("--", "", StringComparison.Ordinal), failed.Error);
        Assert.False(Directory.Exists(_folder.File("model")));
    }

    [Fact]
    public void A_place_without_Bio_Formats_is_refused_by_its_name()
    {
        SaveTiledPairs();
        var failed = Assert.IsType<FailureResponse>(Train("", new JObject { ["bioformats"] = _folder.Path }));
        Assert.Contains($"bioformats is '{_folder.Path}', which holds no Bio-Formats", failed.Error);
    }

    [Theory]
    [InlineData("Fiji.app/jars/ij-1.54p.jar", "Fiji.app", "Fiji.app/plugins/a.jar")]
    [InlineData("ImageJ/ij.jar", "ImageJ", "ImageJ/plugins/a.jar")]
    [InlineData("java/ij.jar", null, "java/other.jar")]
    public void The_jar_that_the_plugin_names_leads_to_the_folder_of_its_ImageJ(string jar, string? home, string other)
    {
        foreach (var file in new[] { jar, other })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(file))!);
            File.WriteAllText(_folder.File(file), string.Empty);
        }

        Assert.Equal(home is null ? null : _folder.File(home), ImageJLocator.Find(_folder.File(jar)).Folder);
    }

    private void SaveTiledPairs()
    {
        Directory.CreateDirectory(_folder.File("images"));
        Directory.CreateDirectory(_folder.File("masks"));
        for (var i = 0; i < 2; i++)
        {
            var (pixels, labels) = TinyScene.Draw(64, i);
            FileTiff.Gray(64, 64, 8).Short(322, 64).Short(323, 64).Long(324, 8).Long(325, 64 * 64).Strip(pixels).Save(_folder.File($"images/scene{i}.tif"));
            FileTiff.Gray(64, 64, 16).Strip(labels).Save(_folder.File($"masks/scene{i}.tif"));
        }
    }

    // A process of its own: it may not have the Java that the tests run with.
    private Response Train(string variable, JObject more)
    {
        var inputs = new JObject
        {
            ["images"] = _folder.File("images"),
            ["masks"] = _folder.File("masks"),
            ["out"] = _folder.File("model"),
            ["epochs"] = 1,
            ["steps"] = 1,
            ["rays"] = "8",
            ["grid"] = "2,2",
            ["depth"] = 1,
            ["filters"] = 4,
            ["patch"] = 32,
            ["batch"] = 1,
            ["device"] = "cpu",
            ["threads"] = 1,
        };
        inputs.Merge(more);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "fijibridge.dll"), "worker"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment[BioFormatsLocator.Variable] = variable;
        using var worker = Process.Start(start)!;
        worker.StandardInput.WriteLine(MessageCodec.Encode(new ExecuteRequest("t", "train", inputs)));
        worker.StandardInput.Flush();
        Response last;
        do
        {
            last = MessageCodec.DecodeResponse(worker.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The worker ended with {worker.ExitCode}."));
        }
        while (last is LaunchResponse or UpdateResponse);
        worker.StandardInput.Close();
        Assert.True(worker.WaitForExit(TimeSpan.FromSeconds(60)));
        return last;
    }
}
