using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.PluginHost;
using FijiBridge.Bridge.Tests.Cli;
using FijiBridge.Bridge.Tests.Protocol;
using FijiBridge.Engine;
using Xunit;

namespace FijiBridge.Bridge.Tests.PluginHost;

/// <summary>The folder of an ImageJ or Fiji as host of plugins, and ImageJ's window. The folder here has a Fiji's shape and Debian's ij.jar.</summary>
public sealed class HostedFijiTests : IDisposable
{
    private readonly HostedMacro _macro = new();

    public HostedFijiTests()
    {
        Directory.CreateDirectory(_macro["Fiji.app/jars/bio-formats"]);
        Directory.CreateDirectory(_macro["Fiji.app/plugins"]);
        Directory.CreateDirectory(_macro["Fiji.app/macros"]);
        File.CreateSymbolicLink(_macro["Fiji.app/jars/ij-1.53t.jar"], ImageJLocator.Find().Jar);
    }

    public void Dispose() => _macro.Dispose();

    [Fact]
    public void A_Fiji_brings_its_macros_and_its_jars()
    {
        File.Copy(ImageJLocator.Find().Jar, _macro["Fiji.app/jars/other-1.0.jar"]);
        var options = HostedImageJOptions.For(_macro["Fiji.app"], null, windows: false);
        Assert.Equal(["ij-1.53t.jar", "DL_Segment.jar", "other-1.0.jar"], options.ClassPath.Except(BioFormatsLocator.Find(null, null)?.Jars ?? []).Select(Path.GetFileName));
        Assert.Equal(_macro["Fiji.app"], options.Properties["plugins.dir"]);
        _macro.Write("Fiji.app/macros/hello.ijm", "return 'hello ' + getArgument();");
        var result = _macro.Run("print(runMacro('hello', 'Fiji')); print(getDirectory('plugins')); print(call('dlsegment.Settings.run', 'report'));", "--fiji", _macro["Fiji.app"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.StartsWith($"hello Fiji\n{_macro["Fiji.app/plugins/"]}\n", result.Out);
        Assert.Contains($"ImageJ: ImageJ at {_macro["Fiji.app/jars/ij-1.53t.jar"]}, runs in this process", result.Out);
    }

    [Fact]
    public void A_folder_that_is_no_Fiji_is_named()
    {
        var result = _macro.Run("print(1);", "--fiji", _macro["nowhere"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"--fiji is '{_macro["nowhere"]}', which is no folder", Assert.Single(result.ErrorLines));
        result = _macro.Run("print(1);", "--fiji", _macro["Fiji.app/macros"]);
        Assert.Contains("neither ij.jar nor the folder of an ImageJ or Fiji", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void A_Java_that_is_not_there_or_cannot_be_loaded_is_named()
    {
        var macro = _macro.Write("test.ijm", "print(1);");
        var result = CommandLine.Run(new Dictionary<string, string> { ["FIJIBRIDGE_JAVA_HOME"] = "/nowhere" }, "macro", macro);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("FIJIBRIDGE_JAVA_HOME is '/nowhere', which holds no Java VM", Assert.Single(result.ErrorLines));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The library has another name elsewhere.");
        Directory.CreateDirectory(_macro["jdk/lib/server"]);
        File.WriteAllText(_macro["jdk/lib/server/libjvm.so"], "");
        result = CommandLine.Run(new Dictionary<string, string> { ["FIJIBRIDGE_JAVA_HOME"] = _macro["jdk"] }, "macro", macro);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"The Java VM {_macro["jdk/lib/server/libjvm.so"]} could not be loaded", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void A_headless_JRE_opens_no_windows()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has headless packages.");
        Directory.CreateDirectory(_macro["jre/lib/server"]);
        File.WriteAllText(_macro["jre/lib/server/libjvm.so"], "");
        var result = CommandLine.Run(new Dictionary<string, string> { ["FIJIBRIDGE_JAVA_HOME"] = _macro["jre"], ["DISPLAY"] = ":1" }, "imagej");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("is a headless JRE, which cannot open windows", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void Without_the_plugin_the_message_says_where_it_belongs()
    {
        var e = Assert.Throws<UserAdviceException>(() => PluginJar.Find(null, _macro["program/of/someone"]));
        Assert.Contains("The plugin DL_Segment.jar is not there", e.Message);
        File.WriteAllText(_macro["Fiji.app/plugins/DL_Segment.jar"], "");
        Assert.Equal(_macro["Fiji.app/plugins/DL_Segment.jar"], PluginJar.Find(_macro["Fiji.app"], _macro["program/of/someone"]));
        var unpacked = Directory.CreateDirectory(_macro["Fiji.app/lib/fijibridge"]).FullName;
        Assert.Equal(_macro["Fiji.app/plugins/DL_Segment.jar"], PluginJar.Find(null, unpacked));
        Assert.Equal(_macro["Fiji.app"], PluginJar.ImageJAround(unpacked));
        Assert.Null(PluginJar.ImageJAround(_macro["program/of/someone"]));
    }

    // A macro in the place of a user: it sees the window with its menu and the image, segments, and quits.
    [Fact]
    public void The_window_opens_with_the_image_and_the_plugin_and_closes_with_Quit()
    {
        _macro.Write(
            "Fiji.app/macros/StartupMacros.txt",
            "macro 'AutoRun' { for (i = 0; i < 600 && (nImages == 0 || List.size == 0 || indexOf(List.getList, 'Segment...') < 0); i++) { List.setCommands; wait(100); }"
            + " run('Segment...', 'model=nuclei output=labels,rois'); getStatistics(n, mean, min, max); selectWindow('nuclei-1-labels'); getStatistics(n, mean, min, max);"
            + $" File.saveString('' + max + ' ' + roiManager('count') + ' ' + nImages, '{_macro["seen"]}'); close('*'); run('Quit'); }}");
        var result = CommandLine.RunOnDisplay("imagej", Path.Combine(Fixtures.Root, "samples", "images", "nuclei-1.tif"), "--fiji", _macro["Fiji.app"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("120 120 2", File.ReadAllText(_macro["seen"]).Trim());
    }
}
