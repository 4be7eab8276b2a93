using FijiBridge.Bridge.BioFormats;
using Newtonsoft.Json.Linq;
using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>A folder in which microscope makers' files lie beside TIFFs and broken files: each has its outcome, with Bio-Formats and without.</summary>
[Collection(TinyModelCollection.Name)]
public sealed class VendorBatchTests(TinyModel model) : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Out => _folder["results"];

    [Fact]
    public void A_level_of_a_pyramid_is_segmented_at_its_size_and_the_log_says_so()
    {
        RequireBioFormats();
        TestTiff.Write(_folder["big.tif"], 1104, 1104, TinyScene.Draw(1104, 3).Image);
        Assert.Equal(0, CommandLine.Run("segment", _folder["big.tif"], "--model", model.Folder, "--device", "cpu", "--out", Out, "--outputs", "ometiff").ExitCode);
        var pyramid = Path.Combine(Out, "big_labels.ome.tif");
        var half = CommandLine.Run("segment", pyramid, "--model", model.Folder, "--device", "cpu", "--out", _folder["half"], "--level", "2", "--run-log", _folder["log.jsonl"]);
        Assert.True(half.ExitCode == 0, half.Error);
        Assert.Contains(half.OutLines, l => l.Contains("552 x 552", StringComparison.Ordinal));
        var run = JObject.Parse(File.ReadLines(_folder["log.jsonl"]).First());
        Assert.Equal((2, null), ((int)run["options"]!["level"]!, (string?)run["options"]!["region"]));
    }

    [Fact]
    public void Every_file_of_a_mixed_folder_has_its_outcome()
    {
        RequireBioFormats();
        Fill();
        var first = Segment();
        Assert.True(first.ExitCode == 2, first.Error);
        Assert.Equal(
            [
                "cut.nd2,,failed,,,",
                "ics/chromo3d.ics,,done,160,140,1",
                "lost/cermet.ics,,failed,,,",
                "plain.tif,,done,96,96,1",
                "slices.nd2,,done,128,128,1",
                "text.czi,,failed,,,",
                "three channels.lsm,,done,512,512,1",
                "two.czi,,done,251,251,2",
            ],
            Outcomes());
        Assert.Equal(["ics/chromo3d", "plain", "slices", "three channels", "two"], Labels());
        AssertTold(first, "cut.nd2", "is truncated: its end is missing after");
        AssertTold(first, "lost/cermet.ics", "lacks a file that belongs to it");
        AssertTold(first, "text.czi", "is not an image that Bio-Formats or ImageJ can read");
        Assert.Contains(first.ErrorLines, l => l.Contains("two.czi holds 2 series; the first alone is segmented", StringComparison.Ordinal));
        Assert.Contains(first.OutLines, l => l.Contains("two.czi, series 1 of 2", StringComparison.Ordinal));
        Assert.EndsWith("in 5 image(s); 3 failed.", first.OutLines[^1]);
        Assert.Equal(3, File.ReadLines(Path.Combine(Out, "segment-log.jsonl")).Select(JObject.Parse).Count(r => (string?)r["outcome"] == "failed" && ((string?)r["error"])?.EndsWith('.') == true));

        // a part of every image; what is done as a whole does not count for it
        var parts = Segment("--region", "30,40,64,48", "--resume", "--pattern", "*.nd2", "--pattern", "*.tif");
        Assert.Equal(["cut.nd2,,failed,,,", "plain.tif,,done,64,48,1", "slices.nd2,,done,64,48,1"], Outcomes());
        Assert.Contains("in 2 image(s); 1 failed.", parts.Out);
        Assert.Contains("in 2 image(s), 2 of them done before; 1 failed.", Segment("--region", "30,40,64,48", "--resume", "--pattern", "*.nd2", "--pattern", "*.tif").Out);
        var outside = Segment("--region", "90,90,10,10", "--pattern", "plain.tif", "--overwrite");
        Assert.Equal(2, outside.ExitCode);
        Assert.Contains("The region of 10 x 10 pixels at x = 90, y = 90 reaches beyond image plain.tif, which has 96 x 96; give one that lies inside.", outside.ErrorLines);
        Assert.Contains("no resolution 2, only 1", Segment("--level", "2", "--pattern", "slices.nd2", "--overwrite").Error);
    }

    [Fact]
    public void Without_Bio_Formats_the_makers_files_fail_with_the_way_to_add_it_and_the_others_are_segmented()
    {
        Fill();
        using var command = CommandLine.Start(new Dictionary<string, string> { [BioFormatsLocator.Variable] = "" }, Arguments());
        var result = command.Finish();
        Assert.True(result.ExitCode == 2, result.Error);
        Assert.Equal(
            ["cut.nd2,,failed,,,", "ics/chromo3d.ics,,failed,,,", "lost/cermet.ics,,failed,,,", "plain.tif,,done,96,96,1", "slices.nd2,,failed,,,", "text.czi,,failed,,,", "two.czi,,failed,,,"],
            Outcomes().Where(o => !o.StartsWith("three", StringComparison.Ordinal))); // ImageJ reads the plain part of an LSM
        foreach (var file in new[] { "cut.nd2", "ics/chromo3d.ics", "lost/cermet.ics", "slices.nd2", "text.czi", "two.czi" })
        {
            AssertTold(result, file, "add Bio-Formats with --bioformats or BIOFORMATS_JAR");
        }
    }

    [Theory]
    [InlineData("--region", "1,2,3", "--region takes the left column, the upper row, the width and the height in pixels, such as 1000,2000,512,512, not '1,2,3'")]
    [InlineData("--region", "0,0,0,9", "not '0,0,0,9'")]
    [InlineData("--region", "-1,0,9,9", "not '-1,0,9,9'")]
    [InlineData("--level", "0", "--level takes a whole number from 1, not '0'")]
    public void Parts_that_are_none_are_refused(string option, string value, string sentence)
    {
        var result = CommandLine.Run("segment", model.Images, "--out", Out, $"{option}={value}");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(sentence, Assert.Single(result.ErrorLines));
    }

    private static void RequireBioFormats() => Assert.SkipWhen(
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable(BioFormatsLocator.Variable)), "No Bio-Formats on this machine: set BIOFORMATS_JAR to bioformats_package.jar or to a Fiji folder.");

    private static void AssertTold(CommandResult result, string file, string sentence) =>
        Assert.Single(result.ErrorLines, l => l.Contains(file, StringComparison.Ordinal) && l.Contains(sentence, StringComparison.Ordinal));

    private void Fill()
    {
        Copy(TestData.Find("vendor-formats/nd2/example-zstack.nd2"), "slices.nd2");
        Copy(TestData.Find("vendor-formats/czi/xyz__multiple_images.czi"), "two.czi");
        Copy(TestData.Find("vendor-formats/lsm/032113-18.lsm"), "three channels.lsm");
        Copy(TestData.Find("vendor-formats/ics/chromo3d.ics"), "ics/chromo3d.ics");
        Copy(TestData.Find("vendor-formats/ics/chromo3d.ids"), "ics/chromo3d.ids");
        Copy(TestData.Find("vendor-formats/ics/cermet.ics"), "lost/cermet.ics");
        Copy(Path.Combine(model.Images, "scene0.tif"), "plain.tif");
        var whole = File.ReadAllBytes(TestData.Find("vendor-formats/nd2/example-timelapse.nd2"));
        File.WriteAllBytes(_folder["data/cut.nd2"], whole[..(whole.Length / 4)]);
        File.WriteAllText(_folder["data/text.czi"], "no pixels");
    }

    private void Copy(string source, string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder["data/" + name])!);
        File.WriteAllBytes(_folder["data/" + name], File.ReadAllBytes(source)); // the samples cannot be written
    }

    private string[] Arguments(params string[] more) =>
        ["segment", _folder["data"], "--recursive", "--model", model.Folder, "--device", "cpu", "--channel", "1", "--outputs", "labels", "--out", Out, .. more];

    private CommandResult Segment(params string[] more) => CommandLine.Run(Arguments(more));

    private string[] Labels() => [.. Directory.GetFiles(Out, "*_labels.tif", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Out, f).Replace("_labels.tif", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    // input,series,outcome,width,height,series_in_file
    private string[] Outcomes() =>
    [
        .. File.ReadAllLines(Path.Combine(Out, "segment-summary.csv")).Skip(1)
            .Select(line => (Line: line, Fields: line.Split(',')))
            .Select(l => $"{Path.GetRelativePath(_folder["data"], l.Fields[0])},{l.Fields[1]},{l.Fields[2]},{l.Fields[3]},{l.Fields[4]},{l.Fields[^1]}")
            .Order(StringComparer.Ordinal),
    ];
}
