using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.PluginHost;

/// <summary>What the Java VM of a plugin host needs: class path, folder of plugins, a display where windows shall open.</summary>
internal static class HostedImageJOptions
{
    /// <summary>The options for an ImageJ, with or without windows.</summary>
    /// <param name="imagej">ij.jar, or the folder of an ImageJ or Fiji; null to look in the usual places.</param>
    /// <param name="bioFormats">A jar or folder with Bio-Formats; null to look in the usual places, where there may be none.</param>
    /// <param name="windows">True where windows shall open.</param>
    /// <exception cref="UserAdviceException">No Java, no ImageJ, no plugin; or windows are wanted and there is no display.</exception>
    public static JvmOptions For(string? imagej, string? bioFormats, bool windows)
    {
        var found = ImageJLocator.Find(imagej);
        var java = JvmLocator.Find(found.Folder);
        if (windows)
        {
            MustShowWindows(java);
        }

        return new JvmOptions
        {
            Java = java,
            ClassPath = [.. new[] { found.Jar, PluginJar.Find(found.Folder) }
                .Concat(BioFormatsLocator.Find(bioFormats, found.Folder)?.Jars ?? [])
                .Concat(LibrariesOf(found))
                .Distinct()],
            Headless = !windows,
            CheckJni = Environment.GetEnvironmentVariable(ImageJHost.CheckVariable) == "1",
            Properties = new Dictionary<string, string> { ["plugins.dir"] = found.Folder ?? OwnFolder },
        };
    }

    // ImageJ looks for plugins/ and macros/ here where ij.jar stands alone; otherwise it would look in the current folder.
    private static string OwnFolder => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".fijibridge");

    // A Fiji's plugins lean on the jars beside ImageJ's own; a plain ImageJ has no such folder.
    private static IEnumerable<string> LibrariesOf(ImageJInstallation imagej)
    {
        if (imagej.Folder is null)
        {
            return [];
        }

        var jars = Path.Combine(imagej.Folder, "jars");
        return Directory.Exists(jars) ? Directory.EnumerateFiles(jars, "*.jar").Order(StringComparer.Ordinal) : [];
    }

    private static void MustShowWindows(JavaInstallation java)
    {
        if (!java.CanShowWindows)
        {
            throw new UserAdviceException(
                $"Java {java.Version} at {java.Home} is a headless JRE, which cannot open windows; install the whole one (Debian and Ubuntu: apt-get install default-jre) or set JAVA_HOME to another.");
        }

        if (OperatingSystem.IsLinux() && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY")))
        {
            throw new UserAdviceException(
                "There is no display for ImageJ's windows (the environment variable DISPLAY is not set); start it from a desktop, or on a virtual display: xvfb-run -a fijibridge ...");
        }
    }
}
