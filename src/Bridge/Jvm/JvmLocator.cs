using FijiBridge.Engine;

namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// Finds a Java installation: FIJIBRIDGE_JAVA_HOME, JAVA_HOME, the java/ folder of a given Fiji, the system's folders
/// (/usr/lib/jvm and the like; newest version up to 21 first), the java command on the PATH. A JDK or a JRE of version 8
/// to 25 will do.
/// </summary>
public static class JvmLocator
{
    private const int NewestPreferred = 21; // newer ones are tried after those that ImageJ and Bio-Formats have long run on

    private static readonly string[] LibraryPlaces =
    [
        "lib/server/libjvm.so", "jre/lib/amd64/server/libjvm.so", "jre/lib/aarch64/server/libjvm.so", "lib/amd64/server/libjvm.so",
        "bin/server/jvm.dll", "jre/bin/server/jvm.dll",
        "lib/server/libjvm.dylib", "jre/lib/server/libjvm.dylib", "Contents/Home/lib/server/libjvm.dylib", "Contents/Home/jre/lib/server/libjvm.dylib",
    ];

    /// <summary>The installation to use.</summary>
    /// <param name="fijiFolder">Folder of a Fiji whose own Java is to be considered, or null.</param>
    /// <exception cref="UserAdviceException">None was found; the message lists what was tried.</exception>
    public static JavaInstallation Find(string? fijiFolder = null) => Find(fijiFolder, Environment.GetEnvironmentVariable, SystemFolders());

    /// <summary>All installations in the order in which they would be used.</summary>
    public static IEnumerable<JavaInstallation> FindAll(string? fijiFolder = null) =>
        Candidates(fijiFolder, Environment.GetEnvironmentVariable, SystemFolders()).Select(c => Inspect(c.Home, c.Source)).OfType<JavaInstallation>();

    /// <summary>The installation at a folder, or null where it holds none.</summary>
    public static JavaInstallation? Inspect(string home, string source)
    {
        foreach (var place in LibraryPlaces)
        {
            var library = Path.GetFullPath(Path.Combine(home, place));
            if (File.Exists(library))
            {
                var root = place.StartsWith("Contents/", StringComparison.Ordinal) ? Path.Combine(home, "Contents/Home") : home;
                return new JavaInstallation(Path.GetFullPath(root), library, VersionOf(root), source);
            }
        }

        return null;
    }

    internal static JavaInstallation Find(string? fijiFolder, Func<string, string?> environment, IReadOnlyList<string> systemFolders)
    {
        var tried = new List<string>();
        foreach (var (home, source) in Candidates(fijiFolder, environment, systemFolders))
        {
            if (Inspect(home, source) is { } found)
            {
                return found;
            }

            if (source == "FIJIBRIDGE_JAVA_HOME")
            {
                throw new UserAdviceException(
                    $"FIJIBRIDGE_JAVA_HOME is '{home}', which holds no Java VM (no {LibraryPlaces[0]}); point it to a JDK 8 to 25 or unset it.");
            }

            tried.Add($"{source} ({home})");
        }

        tried.AddRange(systemFolders.Select(f => f + "/*"));
        throw new UserAdviceException(
            "No Java was found to read images with; install one (Debian and Ubuntu: apt-get install default-jdk-headless) or set JAVA_HOME to a JDK 8 to 25. "
            + $"Tried: {string.Join(", ", tried.Distinct())}, the java command on the PATH.");
    }

    private static IEnumerable<(string Home, string Source)> Candidates(
        string? fijiFolder, Func<string, string?> environment, IReadOnlyList<string> systemFolders)
    {
        foreach (var variable in new[] { "FIJIBRIDGE_JAVA_HOME", "JAVA_HOME" })
        {
            if (environment(variable) is { Length: > 0 } home)
            {
                yield return (home, variable);
            }
        }

        if (fijiFolder is not null)
        {
            // java/<platform>/<jdk>/ in Fiji
            foreach (var home in SubFolders(Path.Combine(fijiFolder, "java")).SelectMany(SubFolders))
            {
                yield return (home, "Fiji's java folder");
            }
        }

        var installed = systemFolders
            .SelectMany(folder => SubFolders(folder).Select(home => Inspect(home, folder)))
            .OfType<JavaInstallation>()
            .OrderBy(j => j.MajorVersion > NewestPreferred)
            .ThenBy(j => j.MajorVersion > NewestPreferred ? j.MajorVersion : -j.MajorVersion)
            .ThenBy(j => j.Home, StringComparer.Ordinal);
        foreach (var java in installed)
        {
            yield return (java.Home, java.Source);
        }

        var command = OperatingSystem.IsWindows() ? "java.exe" : "java";
        foreach (var folder in (environment("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var java = new FileInfo(Path.Combine(folder, command));
            if (java.Exists)
            {
                var target = java.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? java.FullName;
                yield return (Path.GetDirectoryName(Path.GetDirectoryName(target))!, "PATH");
            }
        }
    }

    private static IReadOnlyList<string> SystemFolders() =>
        OperatingSystem.IsWindows() ? [@"C:\Program Files\Eclipse Adoptium", @"C:\Program Files\Java", @"C:\Program Files\Microsoft", @"C:\Program Files\Zulu"]
        : OperatingSystem.IsMacOS() ? ["/Library/Java/JavaVirtualMachines"]
        : ["/usr/lib/jvm", "/usr/java", "/opt/java"];

    private static string[] SubFolders(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var folders = Directory.GetDirectories(folder);
        Array.Sort(folders, StringComparer.Ordinal);
        return folders;
    }

    private static string VersionOf(string home)
    {
        foreach (var file in new[] { Path.Combine(home, "release"), Path.Combine(home, "..", "release") })
        {
            if (!File.Exists(file))
            {
                continue;
            }

            foreach (var line in File.ReadLines(file))
            {
                if (line.StartsWith("JAVA_VERSION=", StringComparison.Ordinal))
                {
                    return line["JAVA_VERSION=".Length..].Trim('"');
                }
            }
        }

        return "unknown";
    }
}
