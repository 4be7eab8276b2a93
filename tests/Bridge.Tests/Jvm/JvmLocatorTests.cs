using System.Runtime.InteropServices;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;
using Xunit;

namespace FijiBridge.Bridge.Tests.Jvm;

public class JvmLocatorTests
{
    [Fact]
    public void A_wrong_FIJIBRIDGE_JAVA_HOME_is_named_and_not_passed_over()
    {
        using var folder = new TemporaryFolder();
        var e = Assert.Throws<UserAdviceException>(() => JvmLocator.Find(null, name => name == "FIJIBRIDGE_JAVA_HOME" ? folder.Path : null, []));
        Assert.StartsWith($"FIJIBRIDGE_JAVA_HOME is '{folder.Path}', which holds no Java VM", e.Message);
    }

    [Fact]
    public void Without_any_Java_the_message_says_how_to_get_one_and_what_was_tried()
    {
        var e = Assert.Throws<UserAdviceException>(() => JvmLocator.Find(null, name => name == "JAVA_HOME" ? "/nowhere" : null, ["/no/jvm"]));
        Assert.Contains("apt-get install default-jdk-headless", e.Message);
        Assert.Contains("JAVA_HOME (/nowhere), /no/jvm/*", e.Message);
    }

    [Fact]
    public void Versions_that_ImageJ_has_long_run_on_come_before_newer_ones()
    {
        using var folder = new TemporaryFolder();
        foreach (var version in new[] { "1.8.0_402", "11.0.2", "17.0.15", "25.0.1" })
        {
            FakeJava(folder.File("jdk-" + version), version);
        }

        var found = JvmLocator.Find(null, _ => null, [folder.Path]);
        Assert.Equal(17, found.MajorVersion);
        Assert.Equal("17.0.15", found.Version);
        Assert.Equal(folder.Path, found.Source);
    }

    [Fact]
    public void The_environment_comes_before_Fiji_and_Fiji_before_the_system()
    {
        using var folder = new TemporaryFolder();
        FakeJava(folder.File("home"), "11.0.1");
        FakeJava(folder.File("Fiji.app/java/linux-amd64/zulu8"), "1.8.0_172");
        FakeJava(folder.File("jvm/java-17"), "17.0.1");
        var fiji = folder.File("Fiji.app");
        Assert.Equal(11, JvmLocator.Find(fiji, name => name == "JAVA_HOME" ? folder.File("home") : null, [folder.File("jvm")]).MajorVersion);
        Assert.Equal(8, JvmLocator.Find(fiji, _ => null, [folder.File("jvm")]).MajorVersion);
        Assert.Equal(17, JvmLocator.Find(null, _ => null, [folder.File("jvm")]).MajorVersion);
    }

    [Fact]
    public void The_Java_that_an_ImageJ_brings_in_its_jre_folder_comes_before_the_systems()
    {
        using var folder = new TemporaryFolder();
        FakeJava(folder.File("ImageJ/jre"), "1.8.0_345");
        FakeJava(folder.File("jvm/java-17"), "17.0.1");
        Assert.Equal(8, JvmLocator.Find(folder.File("ImageJ"), _ => null, [folder.File("jvm")]).MajorVersion);
    }

    [Fact]
    public void The_Java_of_the_ImageJ_that_starts_the_engine_comes_after_those_that_were_named_and_before_the_systems()
    {
        using var folder = new TemporaryFolder();
        FakeJava(folder.File("caller"), "21.0.1");
        FakeJava(folder.File("home"), "11.0.1");
        FakeJava(folder.File("jvm/java-17"), "17.0.1");
        string? Caller(string name) => name == "FIJIBRIDGE_CALLER_JAVA" ? folder.File("caller") : null;
        Assert.Equal(21, JvmLocator.Find(null, Caller, [folder.File("jvm")]).MajorVersion);
        Assert.Equal(11, JvmLocator.Find(null, name => name == "JAVA_HOME" ? folder.File("home") : Caller(name), [folder.File("jvm")]).MajorVersion);
        Assert.Equal(17, JvmLocator.Find(null, name => Caller(name) is null ? null : "/gone", [folder.File("jvm")]).MajorVersion);
    }

    [Theory]
    [InlineData("WINDOWS")]
    [InlineData("OSX")]
    public void Other_systems_than_Linux_are_not_told_to_use_apt_get(string system)
    {
        var platform = OSPlatform.Create(system);
        Assert.Contains("adoptium.net", InstallAdvice.Java(platform));
        Assert.Contains("fiji.sc", InstallAdvice.ImageJ(platform));
        Assert.DoesNotContain("apt-get", InstallAdvice.Java(platform) + InstallAdvice.ImageJ(platform));
    }

    [Fact]
    public void Of_two_Javas_the_one_that_is_used_is_told_with_the_reason_and_the_other_one()
    {
        using var folder = new TemporaryFolder();
        FakeJava(folder.File("jvm/jdk-17"), "17.0.15");
        FakeJava(folder.File("jvm/jdk-25"), "25.0.1");
        File.CreateSymbolicLink(folder.File("jvm/default-java"), folder.File("jvm/jdk-17"));
        var search = JvmLocator.Search(null, _ => null, [folder.File("jvm")]);
        Assert.Equal(17, search.Chosen!.MajorVersion);
        Assert.Equal(25, Assert.Single(search.Others).MajorVersion); // the link is no third one
        Assert.Contains("newest up to Java 21 comes first", search.Describe());
        Assert.Contains($"not used: Java 25.0.1 at {folder.File("jvm/jdk-25")} (JAVA_HOME chooses another)", search.Describe());
        search = JvmLocator.Search(null, name => name == "JAVA_HOME" ? folder.File("jvm/jdk-25") : null, [folder.File("jvm")]);
        Assert.Contains("(JAVA_HOME names it", search.Describe());
    }

    [Fact]
    public void A_wrong_JAVA_HOME_is_passed_over_and_said()
    {
        using var folder = new TemporaryFolder();
        FakeJava(folder.File("jvm/jdk-17"), "17.0.15");
        var search = JvmLocator.Search(null, name => name == "JAVA_HOME" ? "/nowhere" : null, [folder.File("jvm")]);
        Assert.Equal(17, search.Chosen!.MajorVersion);
        Assert.Contains("passed over: JAVA_HOME (/nowhere) holds no Java VM", search.Describe());
    }

    [Fact]
    public void A_Java_without_the_module_java_desktop_is_passed_over_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        FakeJava(folder.File("jvm/small"), "17.0.15", "java.base java.logging");
        FakeJava(folder.File("jvm/old"), "1.7.0_80");
        var e = Assert.Throws<UserAdviceException>(() => JvmLocator.Find(null, _ => null, [folder.File("jvm")]));
        Assert.Contains($"{folder.File("jvm/small")} has no module java.desktop, which ImageJ needs", e.Message);
        Assert.Contains($"{folder.File("jvm/old")} is older than Java 8", e.Message);
        e = Assert.Throws<UserAdviceException>(() => JvmLocator.Find(null, name => name == "FIJIBRIDGE_JAVA_HOME" ? folder.File("jvm/small") : null, []));
        Assert.Contains("has no module java.desktop", e.Message);
        FakeJava(folder.File("jvm/whole"), "11.0.2", "java.base java.desktop");
        Assert.Equal(11, JvmLocator.Find(null, _ => null, [folder.File("jvm")]).MajorVersion);
    }

    [Fact]
    public void A_headless_JRE_is_known_as_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has headless packages.");
        using var folder = new TemporaryFolder();
        FakeJava(folder.File("jvm/jre"), "17.0.15");
        var search = JvmLocator.Search(null, _ => null, [folder.File("jvm")]);
        Assert.False(search.Chosen!.CanShowWindows);
        Assert.Contains("a headless JRE: no windows", search.Describe());
        File.WriteAllText(folder.File("jvm/jre/lib/libawt_xawt.so"), string.Empty);
        Assert.True(JvmLocator.Find(null, _ => null, [folder.File("jvm")]).CanShowWindows);
    }

    [Fact]
    public void The_Java_of_another_system_in_a_Fiji_folder_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        var other = OperatingSystem.IsWindows() ? "lib/server/libjvm.so" : "bin/server/jvm.dll";
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File("Fiji/java/other/jdk/" + other))!);
        File.WriteAllText(folder.File("Fiji/java/other/jdk/" + other), string.Empty);
        Assert.Null(JvmLocator.Inspect(folder.File("Fiji/java/other/jdk"), "test"));
    }

    private static void FakeJava(string home, string version, string? modules = null)
    {
        Directory.CreateDirectory(Path.Combine(home, "lib", "server"));
        File.WriteAllText(Path.Combine(home, "lib", "server", "libjvm.so"), string.Empty);
        File.WriteAllText(Path.Combine(home, "release"), $"IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"{version}\"\n{(modules is null ? "" : $"MODULES=\"{modules}\"\n")}");
    }
}
