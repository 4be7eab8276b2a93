using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>
/// Finds ImageJ: the jar or folder that the user names, FIJIBRIDGE_IJ_JAR (also a jar or a folder), the ImageJ that has started
/// the engine, the one whose lib/fijibridge the engine was unpacked into, Debian's /usr/share/java/ij.jar, ij.jar beside the program.
/// </summary>
public static class ImageJLocator
{
    private const string DebianJar = "/usr/share/java/ij.jar";
    private const string CallerVariable = "FIJIBRIDGE_CALLER_IMAGEJ"; // the plugin sets it for its worker

    /// <summary>The ImageJ to use.</summary>
    /// <param name="given">A jar, or the folder of an ImageJ or Fiji, as the user gave it (--imagej); null where not given.</param>
    /// <exception cref="UserAdviceException">None was found, or what was named holds none.</exception>
    public static ImageJInstallation Find(string? given = null) =>
        Find(
            given,
            Environment.GetEnvironmentVariable("FIJIBRIDGE_IJ_JAR"),
            [.. Caller(), FolderAround(AppContext.BaseDirectory), .. OperatingSystem.IsWindows() ? Array.Empty<string>() : [DebianJar], Path.Combine(AppContext.BaseDirectory, "ij.jar")]);

    private static string[] Caller() => Environment.GetEnvironmentVariable(CallerVariable) is { Length: > 0 } place ? [place] : [];

    /// <summary>The folder of the ImageJ that an engine in its lib/fijibridge belongs to.</summary>
    internal static string FolderAround(string engine) => Path.GetFullPath(Path.Combine(engine, "..", ".."));

    internal static ImageJInstallation Find(string? given, string? variable, IReadOnlyList<string> usualPlaces)
    {
        foreach (var (place, source) in new[] { (given, "--imagej"), (variable, "FIJIBRIDGE_IJ_JAR") })
        {
            if (!string.IsNullOrEmpty(place))
            {
                return Inspect(place, source) ?? throw new UserAdviceException(
                    $"{source} is '{place}', which is neither ij.jar nor the folder of an ImageJ or Fiji (no ij.jar, no jars/ij-*.jar in it); give one that is.");
            }
        }

        return usualPlaces.Select(place => Inspect(place, place)).FirstOrDefault(found => found is not null) ?? throw new UserAdviceException(
            $"No ImageJ was found to read images with; {InstallAdvice.ImageJ(InstallAdvice.ThisSystem)}, or name an ij.jar or a Fiji folder with --imagej or FIJIBRIDGE_IJ_JAR. "
            + $"Tried: {string.Join(", ", usualPlaces)}.");
    }

    private static ImageJInstallation? Inspect(string place, string source)
    {
        if (File.Exists(place))
        {
            return place.EndsWith(".jar", StringComparison.OrdinalIgnoreCase) ? new ImageJInstallation(Path.GetFullPath(place), FolderOf(Path.GetFullPath(place)), source) : null;
        }

        if (!Directory.Exists(place))
        {
            return null;
        }

        foreach (var jar in new[] { "ij.jar", "Contents/Java/ij.jar" }.Select(name => Path.Combine(place, name)))
        {
            if (File.Exists(jar))
            {
                return new ImageJInstallation(Path.GetFullPath(jar), Path.GetFullPath(place), source);
            }
        }

        var jars = Path.Combine(place, "jars");
        var newest = !Directory.Exists(jars) ? null : Directory.GetFiles(jars, "ij-*.jar")
            .Where(jar => Path.GetFileName(jar).Length > 3 && char.IsAsciiDigit(Path.GetFileName(jar)[3]))
            .Order(StringComparer.Ordinal)
            .LastOrDefault();
        return newest is null ? null : new ImageJInstallation(Path.GetFullPath(newest), Path.GetFullPath(place), source);
    }

    // The plugin names the jar of the ImageJ that it runs in: ImageJ/ij.jar beside ImageJ/plugins, or Fiji.app/jars/ij-VERSION.jar.
    private static string? FolderOf(string jar)
    {
        var folder = Path.GetDirectoryName(jar)!;
        var home = Path.GetFileName(folder) == "jars" ? Path.GetDirectoryName(folder) : folder;
        return home is not null && Directory.Exists(Path.Combine(home, "plugins")) ? home : null;
    }
}
