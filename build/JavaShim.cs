using System.IO.Compression;

namespace FijiBridge.Build;

/// <summary>
/// The plugin for ImageJ and Fiji (java-shim/): compiled to Java 8 bytecode against ImageJ alone, and packed with
/// plugins.config into artifacts/DL_Segment.jar, which is all that an ImageJ needs in its plugins folder.
/// </summary>
internal static class JavaShim
{
    private const string Jars = "/usr/share/java";

    /// <summary>The jar that <see cref="BuildJar"/> writes.</summary>
    public static string Jar => Path.Combine(Repository.Artifacts, "DL_Segment.jar");

    /// <summary>ImageJ, which the plugin is compiled against.</summary>
    public static string ImageJ => $"{Jars}/ij.jar";

    /// <summary>The compiled classes of the plugin.</summary>
    public static string Classes => Path.Combine(Repository.Artifacts, "java-shim", "main");

    /// <summary>The jars of JUnit and what they need.</summary>
    public static string JUnit => string.Join(':', Directory.EnumerateFiles(Jars, "*.jar").Where(j => IsJUnit(Path.GetFileNameWithoutExtension(j))));

    /// <summary>Compiles the plugin; returns javac's exit code.</summary>
    public static int Compile() => Compile(Repository.Under("java-shim", "src", "main", "java"), Classes, ImageJ);

    /// <summary>Compiles all sources below a folder; warnings are errors.</summary>
    public static int Compile(string sources, string output, string classPath)
    {
        if (Directory.Exists(output))
        {
            Directory.Delete(output, recursive: true);
        }
        _ = Directory.CreateDirectory(output);
        return Shell.Run("javac", ["--release", "8", "-encoding", "UTF-8", "-Xlint:all,-options,-serial,-path", "-Werror", "-cp", classPath, "-d", output,
            .. Directory.EnumerateFiles(sources, "*.java", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]);
    }

    /// <summary>Compiles the plugin and writes its jar.</summary>
    public static int BuildJar()
    {
        Shell.Say("build: DL_Segment.jar");
        int code = Compile();
        if (code == 0)
        {
            Pack();
        }
        return code;
    }

    // A jar is a zip; the time stamps are fixed, so that the same sources give the same bytes.
    private static void Pack()
    {
        File.Delete(Jar);
        using ZipArchive jar = ZipFile.Open(Jar, ZipArchiveMode.Create);
        Add(jar, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nImplementation-Title: DL Segment\r\n\r\n"u8.ToArray());
        Add(jar, "plugins.config", File.ReadAllBytes(Repository.Under("plugins.config", "plugins.config")));
        foreach (string file in Directory.EnumerateFiles(Classes, "*.class", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            Add(jar, Path.GetRelativePath(Classes, file).Replace('\\', '/'), File.ReadAllBytes(file));
        }
    }

    private static void Add(ZipArchive jar, string name, byte[] content)
    {
        ZipArchiveEntry entry = jar.CreateEntry(name);
        entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using Stream stream = entry.Open();
        stream.Write(content);
    }

    private static bool IsJUnit(string jar) =>
        jar is "junit-jupiter-api" or "junit-jupiter-engine" or "junit-jupiter-params" or "junit-platform-commons" or "junit-platform-engine"
            or "junit-platform-launcher" or "junit-platform-console" or "junit-platform-reporting" or "opentest4j" or "apiguardian-api"
            or "picocli" or "univocity-parsers" or "open-test-reporting-events" or "open-test-reporting-schema"
            or "opentest4j-reporting-events" or "opentest4j-reporting-schema";
}
