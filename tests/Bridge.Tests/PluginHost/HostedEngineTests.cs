using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Tests.Cli;
using FijiBridge.Bridge.Tests.Protocol;
using FijiBridge.Engine;
using Xunit;

namespace FijiBridge.Bridge.Tests.PluginHost;

/// <summary>The commands of DL Segment in ImageJ and the engine in one process.</summary>
[Collection(FijiBridge.Bridge.Tests.Jvm.Java.Collection)]
public sealed class HostedEngineTests : IDisposable
{
    private static readonly string Samples = Path.Combine(Fixtures.Root, "samples");
    private static readonly string Image = Path.Combine(Samples, "images", "nuclei-1.tif");

    private readonly HostedMacro _macro = new();

    public void Dispose() => _macro.Dispose();

    [Fact]
    public void Segment_in_a_macro_gives_the_labels_of_the_command_line()
    {
        var result = _macro.Run(
            $"open(getArgument()); run('Segment...', 'model=nuclei output=labels labels_file=[{_macro["macro.tif"]}]'); getStatistics(a, m, min, max); print(max);"
            + " print(call('dlsegment.Settings.run', 'engine=/elsewhere')); print(call('dlsegment.Models.run', 'list'));",
            Image);
        Assert.True(result.ExitCode == 0, result.Error);
        var segmented = CommandLine.Run("segment", Image, "--out", _macro["results"], "--model", "nuclei");
        Assert.True(segmented.ExitCode == 0, segmented.Error);
        var reader = new ImageJReader(FijiBridge.Bridge.Tests.Jvm.Java.Host);
        var expected = reader.ReadLabels(Path.Combine(_macro["results"], "nuclei-1_labels.tif"));
        var labels = reader.ReadLabels(_macro["macro.tif"]);
        Assert.Equal(expected.Pixels, labels.Pixels);
        Assert.Equal($"{labels.Pixels.Max()}", result.OutLines[0]);
        Assert.Contains("This ImageJ runs inside fijibridge and uses its engine", result.Out);
        Assert.Contains("nuclei\tchannels=1", result.Out);
    }

    // The plugin names its ImageJ in a training's request, by the file behind Debian's link.
    [Fact]
    public void The_ImageJ_that_runs_is_known_by_the_file_behind_its_link_too()
    {
        var jar = ImageJLocator.Find().Jar;
        File.CreateSymbolicLink(_macro["link.jar"], jar);
        Assert.Same(FijiBridge.Bridge.Tests.Jvm.Java.Host, ImageJHost.GetOrStart(_macro["link.jar"]));
        Assert.Same(FijiBridge.Bridge.Tests.Jvm.Java.Host, ImageJHost.GetOrStart(File.ResolveLinkTarget(jar, true)?.FullName ?? jar));
        File.WriteAllText(_macro["other.jar"], "");
        Assert.Contains("cannot be loaded too", Assert.Throws<UserAdviceException>(() => ImageJHost.GetOrStart(_macro["other.jar"])).Message);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("exit('stop');", 2)]
    [InlineData("call('java.lang.System.exit', '1');", 2)]
    [InlineData("while (true) wait(10);", 130)]
    public void No_shared_memory_is_left_after_success_failure_System_exit_and_Ctrl_C(string end, int exitCode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Blocks are files in /dev/shm on Linux.");
        var macro = $"open('{Image}'); run('Segment...', 'model=nuclei output=labels'); list = getFileList('/dev/shm/'); for (i = 0; i < list.length; i++) print(list[i]);\n"
            + $"File.saveString('x', '{_macro["done"]}');\n{end}";
        using var command = CommandLine.Start("macro", _macro.Write("test.ijm", macro), "--timeout", "100");
        if (exitCode == 130)
        {
            command.WaitUntil(() => File.Exists(_macro["done"]), "the segmentation ended");
            command.Interrupt();
        }

        var result = command.Finish();
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains($"ij{command.Id:x}h_1", result.Out);
        Assert.Empty(Directory.GetFiles("/dev/shm", $"ij{command.Id:x}h_*"));
    }

    [Theory]
    [InlineData("headless", "count=120 planes=1")]
    [InlineData("folder", "segmented: nuclei-1.tif")]
    [InlineData("time-lapse", "frame 1: 120")]
    public void The_examples_that_need_no_display_run(string example, string line)
    {
        File.Copy(Image, _macro["nuclei-1.tif"]);
        var argument = example == "folder" ? Path.GetDirectoryName(_macro["nuclei-1.tif"]) + "/" : _macro["nuclei-1.tif"];
        var result = CommandLine.Run("macro", Example(example), argument);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains(line, result.Out);
    }

    [Theory]
    [InlineData("single-image", "objects: 120")]
    [InlineData("measure-objects", "objects: 120")]
    [InlineData("evaluate", "F1: 0.98")]
    [InlineData("stardist", "objects: 120")]
    public void The_other_examples_run_on_a_display(string example, string line)
    {
        var result = CommandLine.RunOnDisplay("macro", Example(example), Image, "--display");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains(line, result.Out);
    }

    [Fact]
    public void An_error_is_told_on_a_display_too_and_no_dialog_waits()
    {
        var result = _macro.RunOnDisplay("run('Segment...', 'model=nuclei');\nprint('the macro went on');", "--timeout", "60");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("test.ijm, line 1: There is no image open; open one first", result.Error);
        result = _macro.RunOnDisplay("a = 1;\nprint(b);", "--timeout", "60");
        Assert.Contains("test.ijm, line 2: Undefined variable (print(b);).", result.Error);
    }

    private static string Example(string name) => Path.Combine(Fixtures.Root, "tests", "fixtures", "macros", name + ".ijm");
}
