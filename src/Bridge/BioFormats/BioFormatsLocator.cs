using System.IO.Compression;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.BioFormats;

/// <summary>
/// Finds Bio-Formats: what the user names with --bioformats, the variable BIOFORMATS_JAR, the Fiji or ImageJ that is used. Each may be a jar that holds
/// everything (bioformats_package.jar), the folder of a Fiji (jars/bio-formats/ and the libraries in jars/), of an ImageJ with such a jar in plugins/, or
/// a folder of jars.
/// </summary>
public static class BioFormatsLocator
{
    /// <summary>Environment variable that names the jar or folder.</summary>
    public const string Variable = "BIOFORMATS_JAR";

    private const string ReaderClass = "loci/formats/ImageReader.class";

    /// <summary>The Bio-Formats to use, or null where there is none.</summary>
    /// <param name="given">A jar or folder as the user gave it; null or empty where not given.</param>
    /// <param name="imagejFolder">Folder of the ImageJ or Fiji that is used, or null.</param>
    /// <exception cref="UserAdviceException">What was named holds no Bio-Formats.</exception>
    public static BioFormatsInstallation? Find(string? given, string? imagejFolder) => Find(given, Environment.GetEnvironmentVariable(Variable), imagejFolder);

    internal static BioFormatsInstallation? Find(string? given, string? variable, string? imagejFolder)
    {
        foreach (var (place, source) in new[] { (given, "--bioformats"), (variable, Variable) })
        {
            if (!string.IsNullOrEmpty(place))
            {
                return Inspect(place, source) ?? throw new UserAdviceException(
                    $"{source} is '{place}', which holds no Bio-Formats (a jar with {ReaderClass}, or the folder of a Fiji or of such jars); give one that does, or leave it out.");
            }
        }

        return string.IsNullOrEmpty(imagejFolder) ? null : Inspect(imagejFolder, $"the ImageJ at {imagejFolder}");
    }

    private static BioFormatsInstallation? Inspect(string place, string source)
    {
        if (File.Exists(place))
        {
            return HasReader(place) ? new BioFormatsInstallation([Path.GetFullPath(place)], source) : null;
        }

        var plugin = Path.Combine(place, "plugins", "bioformats_package.jar");
        if (File.Exists(plugin) && HasReader(plugin))
        {
            return new BioFormatsInstallation([Path.GetFullPath(plugin)], source);
        }

        var own = Path.Combine(place, "jars", "bio-formats");
        var (first, libraries) = Directory.Exists(own) ? (own, Path.Combine(place, "jars")) : (place, null);
        var jars = Jars(first);
        return jars.Any(HasReader) ? new BioFormatsInstallation([.. jars, .. libraries is null ? [] : Jars(libraries)], source) : null;
    }

    private static IReadOnlyList<string> Jars(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.jar").Select(Path.GetFullPath).Order(StringComparer.Ordinal)]
        : [];

    private static bool HasReader(string jar)
    {
        try
        {
            using var zip = ZipFile.OpenRead(jar);
            return zip.GetEntry(ReaderClass) is not null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
