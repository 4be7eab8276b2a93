namespace FijiBridge.Build;

/// <summary>
/// The main job the way a user of ImageJ does it: a plain ImageJ with the plugin runs a recorded macro on a sample
/// (samples/demo.ijm), on a virtual display. Prints the count and writes a picture with the outlines.
/// </summary>
internal static class PluginDemo
{
    private static string Home => Path.Combine(Repository.Artifacts, "demo", "ImageJ");

    private static string Picture => Path.Combine(Repository.Artifacts, "demo", "nuclei-1_in_ImageJ.png");

    /// <summary>Plays it; returns what went wrong, or null.</summary>
    public static string? Play()
    {
        if (Shell.Find("Xvfb") is null || Shell.Find("java") is null || !File.Exists(JavaShim.ImageJ))
        {
            Shell.Say("demo: ImageJ is left out (java, ij.jar or Xvfb is missing; ./build.sh setup)");
            return null;
        }
        Shell.Say("demo: the same sample in ImageJ, by the plugin and a recorded macro");
        Install();
        string macro = Repository.Under("samples", "demo.ijm");
        using VirtualDisplay display = new();
        int code = Shell.Run(
            "java",
            [$"-Dplugins.dir={Home}", "-cp", JavaShim.ImageJ, "ij.ImageJ", "-batch", macro, $"{Repository.Root}|{Picture}"],
            new Dictionary<string, string> { ["FIJIBRIDGE_HOME"] = Path.GetDirectoryName(Repository.CommandLineProgram)!, ["DISPLAY"] = display.Name },
            TimeSpan.FromMinutes(5));
        if (code != 0 || !File.Exists(Picture))
        {
            return $"ImageJ ended with exit code {code} and without {Picture}";
        }
        Console.WriteLine("The image as ImageJ shows it, with the ROIs:");
        Console.WriteLine("  " + Picture);
        return null;
    }

    private static void Install()
    {
        string plugins = Path.Combine(Home, "plugins");
        _ = Directory.CreateDirectory(plugins);
        File.Copy(JavaShim.Jar, Path.Combine(plugins, Path.GetFileName(JavaShim.Jar)), overwrite: true);
        File.Delete(Picture);
    }
}
