using System.Diagnostics;
using FijiBridge.Bridge.Batch;
using Newtonsoft.Json.Linq;
using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>Whole folders through the command line: structure, outcomes, run log, resume after a kill.</summary>
[Collection(TinyModelCollection.Name)]
public sealed class BatchCommandTests(TinyModel model) : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Data => _folder.Folder("data");

    private string Out => _folder["data/results"]; // inside the inputs, as users do

    [Fact]
    public void A_folder_of_good_and_bad_files_keeps_its_structure_and_has_an_outcome_for_each()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Names with line breaks and pipes are Unix's.");
        Copy("scene0.tif", "plain.tif");
        Copy("scene1.tif", "plate 1/with space.tif");
        Copy("scene2.tif", "plate 1/µ-Zellen ☃.tif");
        Copy("scene3.tif", "two\nlines.tif");
        Copy("scene0.tif", "plain.png"); // a TIFF by its content; told apart by the extension
        File.WriteAllBytes(Path.Combine(Data, "empty.tif"), []);
        File.WriteAllText(Path.Combine(Data, "text.tif"), "no picture");
        var bytes = File.ReadAllBytes(Path.Combine(model.Images, "scene0.tif"));
        File.WriteAllBytes(Path.Combine(Data, "cut off.tif"), bytes[..(bytes.Length / 2)]);
        File.CreateSymbolicLink(Path.Combine(Data, "gone.tif"), Path.Combine(Data, "nowhere.tif"));
        Directory.CreateSymbolicLink(Path.Combine(Data, "plate 1", "up"), Data);
        Process.Start("mkfifo", [Path.Combine(Data, "pipe.tif")]).WaitForExit();

        var result = Segment("--recursive", "--outputs", "labels,table");
        Assert.True(result.ExitCode == 2, result.Error);
        Assert.Equal(
            ["plain.png_labels.tif", "plain.tif_labels.tif", "plate 1/with space_labels.tif", "plate 1/µ-Zellen ☃_labels.tif", "two\nlines_labels.tif"],
            Results("*_labels.tif"));
        Assert.Contains(result.ErrorLines, l => l.Contains("empty.tif", StringComparison.Ordinal) && l.Contains("empty (0 bytes)", StringComparison.Ordinal));
        Assert.Contains(result.ErrorLines, l => l.Contains("text.tif", StringComparison.Ordinal) && l.Contains("not an image", StringComparison.Ordinal));
        Assert.Contains(result.ErrorLines, l => l.Contains("cut off.tif", StringComparison.Ordinal));
        Assert.Contains(result.ErrorLines, l => l.Contains("gone.tif", StringComparison.Ordinal));
        Assert.Contains(result.OutLines, l => l.Contains("two\\nlines.tif", StringComparison.Ordinal));
        Assert.Contains(result.ErrorLines, l => l.Contains("pipe.tif' is empty", StringComparison.Ordinal));
        Assert.Contains(result.OutLines, l => l.EndsWith("in 5 image(s); 5 failed.", StringComparison.Ordinal));

        var summary = File.ReadAllText(Path.Combine(Out, "segment-summary.csv"));
        Assert.Equal(5, summary.Split(",failed,").Length - 1);
        Assert.Equal(5, summary.Split(",done,").Length - 1);
        Assert.Contains("two\nlines.tif\",", summary);

        // What went well is not done again; what failed is tried again, and a mended file succeeds.
        File.Copy(Path.Combine(model.Images, "scene4.tif"), Path.Combine(Data, "empty.tif"), overwrite: true);
        var again = Segment("--recursive", "--outputs", "labels,table", "--resume");
        Assert.True(again.ExitCode == 2, again.Error);
        Assert.Contains(again.OutLines, l => l.EndsWith("in 6 image(s), 5 of them done before; 4 failed.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_log_holds_what_made_each_result_and_the_same_again_gives_the_same_files()
    {
        Copy("scene0.tif", "a.tif");
        Copy("scene1.tif", "sub/b.tif");
        Assert.Equal(0, Segment("--recursive", "--nms", "0.3", "--threads", "1").ExitCode);
        var first = Log();
        var run = first.Single(r => (string?)r["record"] == "run");
        Assert.Equal(0.3, (double)run.SelectToken("options.thresholds.nms")!);
        Assert.Contains("cpu", (string)run["device"]!, StringComparison.Ordinal);
        Assert.StartsWith("0.", (string)run.SelectToken("program.version")!, StringComparison.Ordinal);
        Assert.Contains("--nms", run["command"]!.Select(w => (string)w!));
        Assert.Equal(Sha256(Path.Combine(model.Folder, "weights.pt")), (string)run.SelectToken("model.files")!["weights.pt"]!);
        var images = first.Where(r => (string?)r["record"] == "image").ToList();
        Assert.Equal(2, images.Count);
        foreach (var image in images)
        {
            Assert.Equal(Sha256((string)image["input"]!), (string)image["input_sha256"]!);
            Assert.Equal(4, image["outputs"]!.Count());
            Assert.All(image["outputs"]!, o => Assert.Equal(Sha256(Path.Combine(Out, (string)o["file"]!)), (string)o["sha256"]!));
            Assert.Equal(96, (int)image["width"]!);
        }

        var end = first.Single(r => (string?)r["record"] == "end");
        Assert.Equal(2, (int)end["done"]!);
        Assert.InRange((double)end["network_busy"]!, 0, 1);

        Assert.Equal(0, Segment("--recursive", "--nms", "0.3", "--overwrite", "--threads", "2").ExitCode);
        var hashes = Log().Where(r => (string?)r["record"] == "image").SelectMany(i => i["outputs"]!).GroupBy(o => (string)o["file"]!).ToList();
        Assert.Equal(8, hashes.Count);
        Assert.All(hashes, h => Assert.Single(h.Select(o => (string)o["sha256"]!).Distinct()));
    }

    [Fact]
    public void All_series_of_files_that_hold_several_are_segmented_and_named()
    {
        const string Image = "<Image ID=\"Image:{0}\" Name=\"well {0}\"><Pixels ID=\"Pixels:{0}\" DimensionOrder=\"XYCZT\" Type=\"uint8\" SizeX=\"96\" SizeY=\"96\" SizeC=\"1\" SizeZ=\"1\" SizeT=\"1\"><TiffData IFD=\"{0}\" PlaneCount=\"1\"/></Pixels></Image>";
        var wells = Enumerable.Range(0, 3).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, Image, i));
        var xml = $"<?xml version=\"1.0\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\">{string.Concat(wells)}</OME>";
        OmeTiffFile.Save(Path.Combine(Data, "plate.ome.tif"), 96, 96, xml, [.. Enumerable.Range(0, 3).Select(i => TinyScene.Draw(96, i).Image)]);
        Copy("scene0.tif", "plain.tif");
        var stack = xml[..xml.IndexOf("<Image", StringComparison.Ordinal)] + string.Format(System.Globalization.CultureInfo.InvariantCulture, Image, 0)
            .Replace("SizeZ=\"1\"", "SizeZ=\"3\"", StringComparison.Ordinal).Replace("PlaneCount=\"1\"", "PlaneCount=\"3\"", StringComparison.Ordinal) + "</OME>";
        OmeTiffFile.Save(_folder["stack.ome.tif"], 96, 96, stack, [.. Enumerable.Range(0, 3).Select(i => TinyScene.Draw(96, i).Image)]);
        Assert.Contains("stack.ome.tif has 3 slice(s) and 1 frame(s); the first plane alone is segmented.", CommandLine.Run("segment", _folder["stack.ome.tif"], "--model", model.Folder, "--device", "cpu").Error);

        // nobody asked for a series: the first one, and that is said everywhere
        var first = Segment("--outputs", "labels");
        Assert.Contains(first.ErrorLines, l => l.Contains("plate.ome.tif holds 3 series; the first alone is segmented, --series all takes every one.", StringComparison.Ordinal));
        Assert.DoesNotContain("plain.tif holds", first.Error);
        Assert.Contains(first.OutLines, l => l.Contains("plate.ome.tif, series 1 of 3", StringComparison.Ordinal));
        var image = Log().Single(r => ((string?)r["input"])?.EndsWith("plate.ome.tif", StringComparison.Ordinal) == true);
        Assert.Equal((3, JTokenType.Null), ((int)image["series_in_file"]!, image["series"]!.Type));
        Assert.Contains("holds 3 series", (string)image["notices"]!.Single(n => ((string)n!).Contains("series", StringComparison.Ordinal))!);
        Assert.Contains(File.ReadAllLines(Path.Combine(Out, "segment-summary.csv")), l => l.Contains("plate.ome.tif,,done,", StringComparison.Ordinal) && l.EndsWith(",3", StringComparison.Ordinal));
        Assert.Contains(Segment("--outputs", "labels", "--resume").OutLines, l => l.Contains("plate.ome.tif, series 1 of 3", StringComparison.Ordinal) && l.Contains("done before", StringComparison.Ordinal));
        Assert.DoesNotContain("the first alone", Segment("--series", "1", "--outputs", "labels", "--overwrite").Error);
        Directory.Delete(Out, recursive: true);
        var all = Segment("--series", "all", "--outputs", "labels");
        Assert.True(all.ExitCode == 0, all.Error);
        Assert.DoesNotContain("the first alone", all.Error);
        Assert.Equal(["plain_labels.tif", "plate.ome_series1_labels.tif", "plate.ome_series2_labels.tif", "plate.ome_series3_labels.tif"], Results("*_labels.tif"));
        Assert.Contains(all.OutLines, l => l.Contains("plate.ome.tif, series 2", StringComparison.Ordinal));
        Assert.NotEqual(Sha256(Path.Combine(Out, "plate.ome_series1_labels.tif")), Sha256(Path.Combine(Out, "plate.ome_series2_labels.tif")));

        // the first series is the first scene, and what is done is not done again
        Assert.Equal(Sha256(Path.Combine(Out, "plain_labels.tif")), Sha256(Path.Combine(Out, "plate.ome_series1_labels.tif")));
        AssertSkipped(4, Segment("--series", "all", "--outputs", "labels", "--resume"));
        AssertSkipped(2, Segment("--series", "2-3,9", "--outputs", "labels", "--resume", "--pattern", "*.ome.tif"));
        var again = Segment("--series", "all", "--outputs", "labels");
        Assert.Contains(again.ErrorLines, l => l.Contains("plate.ome_series1_labels.tif exists already; add --overwrite", StringComparison.Ordinal) || l.Contains("plain_labels.tif exists already", StringComparison.Ordinal));
        Assert.Contains("--series takes all, or numbers from 1 such as 1,3 or 2-5, not '0'", Segment("--series", "0").Error);
    }

    [Fact]
    public void Resume_goes_by_content_model_and_options_and_not_by_names()
    {
        foreach (var i in Enumerable.Range(0, 4))
        {
            Copy($"scene{i}.tif", $"{i}.tif");
        }

        Assert.Equal(0, Segment("--outputs", "labels,table").ExitCode);
        AssertSkipped(4, Segment("--outputs", "labels,table", "--resume"));
        AssertSkipped(4, Segment("--outputs", "table", "--resume", "--tile", "64")); // fewer results, and an option that changes none
        Copy("scene4.tif", "1.tif"); // other content under the old name
        File.Move(Path.Combine(Data, "2.tif"), Path.Combine(Data, "2b.tif")); // old content under another name
        AssertSkipped(2, Segment("--outputs", "labels,table", "--resume"));
        AssertSkipped(0, Segment("--outputs", "labels,table", "--resume", "--prob", "0.77"));
        AssertSkipped(4, Segment("--outputs", "labels,table", "--resume", "--prob", "0.77"));

        // A result that somebody changed is not replaced in silence.
        File.AppendAllText(Path.Combine(Out, "0_objects.csv"), "my note");
        var changed = Segment("--outputs", "labels,table", "--resume", "--prob", "0.77");
        Assert.Equal(2, changed.ExitCode);
        Assert.Contains(changed.ErrorLines, l => l.Contains("0_objects.csv exists already and was changed", StringComparison.Ordinal));
        Assert.EndsWith("my note", File.ReadAllText(Path.Combine(Out, "0_objects.csv")));
        AssertSkipped(3, Segment("--outputs", "labels,table", "--resume", "--overwrite", "--prob", "0.77"));
    }

    [Fact]
    public void A_killed_batch_goes_on_where_it_was_and_half_made_results_do_not_count()
    {
        var (pixels, _) = TinyScene.Draw(384, 5);
        foreach (var i in Enumerable.Range(0, 40))
        {
            pixels[0] = (byte)i;
            TestTiff.Write(Path.Combine(Data, $"{i:00}.tif"), 384, 384, pixels);
        }

        using (var command = CommandLine.Start(Arguments("--flips", "--threads", "1")))
        {
            command.WaitUntil(() => Results("*_overlay.png").Length >= 5, "five results");
            command.KillHard();
        }

        // As after a kill between two renames, and amid writing.
        File.Delete(Path.Combine(Out, "00_RoiSet.zip"));
        var run = (string)Log().First()["run"]!;
        Directory.CreateDirectory(Path.Combine(Out, $".fijibridge-{run}-0"));
        File.WriteAllText(Path.Combine(Out, $".fijibridge-{run}-0", "half"), "h");
        var logged = Log().Count(r => (string?)r["record"] == "image");
        var resumed = Segment("--flips", "--threads", "1", "--resume");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        AssertSkipped(logged - 1, resumed);
        Assert.Equal(40, Results("*_RoiSet.zip").Length);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(Out), f => Path.GetFileName(f).StartsWith('.'));
        AssertSkipped(40, Segment("--flips", "--resume"));
    }

    [Fact]
    public void Ctrl_c_leaves_a_batch_that_can_be_resumed_and_says_how()
    {
        var (pixels, _) = TinyScene.Draw(512, 5);
        foreach (var i in Enumerable.Range(0, 30))
        {
            TestTiff.Write(Path.Combine(Data, $"{i:00}.tif"), 512, 512, pixels);
        }

        using var command = CommandLine.Start(Arguments("--outputs", "labels", "--flips", "--threads", "1"));
        command.WaitUntil(() => Results("*_labels.tif").Length >= 2, "two results");
        command.Interrupt();
        var result = command.Finish();
        Assert.Equal(130, result.ExitCode);
        var finished = Results("*_labels.tif").Length;
        Assert.Contains($"the results of {finished} of 30 images are complete", result.Error);
        Assert.Contains("with --resume to go on", result.Error);
        Assert.Equal(130, (int)Log().Last()["exit_code"]!);
        Assert.Contains(",cancelled,", File.ReadAllText(Path.Combine(Out, "segment-summary.csv")));
        AssertSkipped(finished, Segment("--outputs", "labels", "--flips", "--resume"));
    }

    [Fact]
    public void A_full_disk_stops_the_batch_which_goes_on_when_there_is_room()
    {
        using var disk = SmallDisk.Mount(_folder.Folder("disk"), "200k");
        foreach (var i in Enumerable.Range(0, 60))
        {
            Copy($"scene{i % 5}.tif", $"{i:00}.tif");
        }

        string[] arguments = ["segment", Data, "--model", model.Folder, "--device", "cpu", "--out", disk.Path, "--outputs", "labels"];
        var full = CommandLine.Run(arguments);
        Assert.Equal(2, full.ExitCode);
        Assert.Contains(full.ErrorLines, l => l.Contains("disk is full", StringComparison.OrdinalIgnoreCase) || l.Contains("run log", StringComparison.Ordinal));
        Assert.Contains(full.ErrorLines, l => l.Contains("The batch stopped", StringComparison.Ordinal) && l.Contains("--resume", StringComparison.Ordinal));
        var labels = Directory.GetFiles(disk.Path, "*_labels.tif").Length;
        Assert.InRange(labels, 1, 59);
        disk.Resize("4m");
        var resumed = CommandLine.Run([.. arguments, "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(60, Directory.GetFiles(disk.Path, "*_labels.tif").Length);
        AssertSkipped(labels, resumed, tolerance: 1); // the last one may have missed the log
    }

    [Fact]
    public void A_folder_that_cannot_be_listed_is_told_and_counts_as_a_failure()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Permissions are taken away as on Unix.");
        Copy("scene0.tif", "a.tif");
        var locked = Directory.CreateDirectory(Path.Combine(Data, "locked")).FullName;
#pragma warning disable CA1416 // skipped there
        File.SetUnixFileMode(locked, UnixFileMode.None);
        var result = CommandLine.RunWithoutOverride(Arguments("--recursive"));
        Assert.Contains("1 failed", result.Out);
        File.SetUnixFileMode(locked, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#pragma warning restore CA1416
        Assert.True(result.ExitCode == 2, result.Error);
        Assert.Contains("locked cannot be listed (no permission); change its permissions", result.Error);
        Assert.Equal(["a_labels.tif"], Results("*_labels.tif"));
    }

    [Fact]
    public void Resume_without_a_log_is_refused_with_the_remedy()
    {
        Copy("scene0.tif", "a.tif");
        var result = CommandLine.Run("segment", Data, "--model", model.Folder, "--resume");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--resume needs the log of the interrupted run; give the same --out DIR, or the log with --run-log FILE.", result.ErrorLines);
    }

    private static void AssertSkipped(int expected, CommandResult result, int tolerance = 0)
    {
        var line = result.OutLines[^1];
        var match = System.Text.RegularExpressions.Regex.Match(line, @"(\d+) of them done before");
        Assert.True(Math.Abs((match.Success ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0) - expected) <= tolerance, $"{expected} expected: {line}\n{result.Error}");
    }

    private static string Sha256(string path) => ContentHash.OfFile(path);

    private List<JObject> Log() => [.. File.ReadAllLines(Path.Combine(Out, "segment-log.jsonl")).Select(JObject.Parse)];

    private string[] Results(string pattern) => Directory.Exists(Out)
        ? [.. Directory.GetFiles(Out, pattern, SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Out, f)).Where(f => !f.StartsWith(".fijibridge", StringComparison.Ordinal) && !f.Contains("/.fijibridge", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
        : [];

    private void Copy(string scene, string name)
    {
        var path = Path.Combine(Data, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(Path.Combine(model.Images, scene), path, overwrite: true);
    }

    private string[] Arguments(params string[] more) => ["segment", Data, "--model", model.Folder, "--device", "cpu", "--out", Out, .. more];

    private CommandResult Segment(params string[] more) => CommandLine.Run(Arguments(more));
}
