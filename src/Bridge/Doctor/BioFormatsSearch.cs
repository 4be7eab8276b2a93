namespace FijiBridge.Bridge.Doctor;

/// <summary>Looks for Bio-Formats, which no package registry holds: BIOFORMATS_JAR, then a Fiji's jars/bio-formats.</summary>
internal static class BioFormatsSearch
{
    /// <summary>Environment variable that names the jar.</summary>
    public const string Variable = "BIOFORMATS_JAR";

    /// <summary>The jar, or null.</summary>
    public static string? Find(string? fijiFolder)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } jar && File.Exists(jar))
        {
            return Path.GetFullPath(jar);
        }

        var folder = fijiFolder is null ? null : Path.Combine(fijiFolder, "jars", "bio-formats");
        return folder is not null && Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "formats-gpl*.jar").Order(StringComparer.Ordinal).LastOrDefault()
            : null;
    }
}
