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

    private static void FakeJava(string home, string version)
    {
        Directory.CreateDirectory(Path.Combine(home, "lib", "server"));
        File.WriteAllText(Path.Combine(home, "lib", "server", "libjvm.so"), string.Empty);
        File.WriteAllText(Path.Combine(home, "release"), $"IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"{version}\"\n");
    }
}
