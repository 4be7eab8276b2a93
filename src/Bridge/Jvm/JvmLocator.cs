using System.Runtime.InteropServices;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// Finds a Java installation: FIJIBRIDGE_JAVA_HOME, JAVA_HOME, the java/ folder of a given Fiji or the jre/ folder of an ImageJ, the Java of the ImageJ that has
/// started this process, the system's folders
/// (/usr/lib/jvm and the like; newest version up to 21 first), the java command on the PATH. A JDK or a JRE of version 8
/// to 25 will do, if it has the module java.desktop.
/// </summary>
public static class JvmLocator
{
    private const int NewestPreferred = 21; // newer ones are tried after those that ImageJ and Bio-Formats have long run on
    private const string OwnVariable = "FIJIBRIDGE_JAVA_HOME";
    private const string CallerVariable = "FIJIBRIDGE_CALLER_JAVA"; // the plugin sets it for its worker

    // of this system alone: the java/ folder of a Fiji may hold those of several
    private static readonly string[] LibraryPlaces =
        OperatingSystem.IsWindows() ? ["bin/server/jvm.dll", "jre/bin/server/jvm.dll"]
        : OperatingSystem.IsMacOS() ? ["lib/server/libjvm.dylib", "jre/lib/server/libjvm.dylib", "Contents/Home/lib/server/libjvm.dylib", "Contents/Home/jre/lib/server/libjvm.dylib"]
        : RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? ["lib/server/libjvm.so", "jre/lib/aarch64/server/libjvm.so", "lib/aarch64/server/libjvm.so"]
        : ["lib/server/libjvm.so", "jre/lib/amd64/server/libjvm.so", "lib/amd64/server/libjvm.so"];

    /// <summary>The installation to use.</summary>
    /// <param name="fijiFolder">Folder of a Fiji whose own Java is to be considered, or null.</param>
    /// <exception cref="UserAdviceException">None was found; the message lists what was tried.</exception>
    public static JavaInstallation Find(string? fijiFolder = null) => Search(fijiFolder).Required;

    /// <summary>Looks everywhere, and tells what is used and why.</summary>
    /// <param name="fijiFolder">Folder of a Fiji whose own Java is to be considered, or null.</param>
    /// <exception cref="UserAdviceException">FIJIBRIDGE_JAVA_HOME names something that will not do: what was named is never passed over.</exception>
    public static JvmSearch Search(string? fijiFolder = null) => Search(fijiFolder, Environment.GetEnvironmentVariable, SystemFolders());

    /// <summary>All installations in the order in which they would be used.</summary>
    public static IEnumerable<JavaInstallation> FindAll(string? fijiFolder = null) => Search(fijiFolder) is { Chosen: { } first } search ? [first, .. search.Others] : [];

    /// <summary>The installation at a folder, or null where it holds none.</summary>
    public static JavaInstallation? Inspect(string home, string source)
    {
        foreach (var place in LibraryPlaces)
        {
            var library = Path.GetFullPath(Path.Combine(home, place));
            if (File.Exists(library))
            {
                var root = Path.GetFullPath(place.StartsWith("Contents/", StringComparison.Ordinal) ? Path.Combine(home, "Contents/Home") : home);
                var release = JavaRelease.Of(root);
                return new JavaInstallation(root, library, release.Version, source)
                {
                    HasDesktopModule = release.MayHaveModule("java.desktop"),
                    CanShowWindows = HasWindowLibrary(library),
                };
            }
        }

        return null;
    }

    internal static JavaInstallation Find(string? fijiFolder, Func<string, string?> environment, IReadOnlyList<string> systemFolders) =>
        Search(fijiFolder, environment, systemFolders).Required;

    internal static JvmSearch Search(string? fijiFolder, Func<string, string?> environment, IReadOnlyList<string> systemFolders)
    {
        List<(JavaInstallation Java, string Why)> usable = [];
        List<string> passedOver = [], tried = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (home, source, why) in Candidates(fijiFolder, environment, systemFolders))
        {
            var found = Inspect(home, source);
            if (source == OwnVariable && (found is null || found.Unfit is not null))
            {
                throw new UserAdviceException(
                    $"{OwnVariable} is '{home}', which {found?.Unfit ?? $"holds no Java VM (no {LibraryPlaces[0]})"}; point it to a JDK 8 to 25 or unset it.");
            }

            if (found is null)
            {
                tried.Add($"{source} ({home})");
                if (source == "JAVA_HOME")
                {
                    passedOver.Add($"JAVA_HOME ({home}) holds no Java VM");
                }
            }
            else if (seen.Add(RealPath(found.Library)))
            {
                if (found.Unfit is { } unfit)
                {
                    passedOver.Add($"{found.Home} {unfit}");
                }
                else
                {
                    usable.Add((found, why));
                }
            }
        }

        tried.AddRange(systemFolders.Select(f => f + "/*"));
        return usable.Count == 0
            ? new JvmSearch(null, "", [], passedOver, tried)
            : new JvmSearch(usable[0].Java, usable[0].Why, [.. usable.Skip(1).Select(u => u.Java)], passedOver, tried);
    }

    private static IEnumerable<(string Home, string Source, string Why)> Candidates(
        string? fijiFolder, Func<string, string?> environment, IReadOnlyList<string> systemFolders)
    {
        foreach (var variable in new[] { OwnVariable, "JAVA_HOME" })
        {
            if (environment(variable) is { Length: > 0 } home)
            {
                yield return (home, variable, $"{variable} names it");
            }
        }

        if (fijiFolder is not null)
        {
            // java/<platform>/<jdk>/ in Fiji, jre/ in ImageJ
            foreach (var home in SubFolders(Path.Combine(fijiFolder, "java")).SelectMany(SubFolders).Append(Path.Combine(fijiFolder, "jre")).Where(Directory.Exists))
            {
                yield return (home, "Fiji's java folder", "the ImageJ or Fiji brings it");
            }
        }

        if (environment(CallerVariable) is { Length: > 0 } caller)
        {
            yield return (caller, CallerVariable, "the ImageJ that started the engine runs on it");
        }

        var installed = systemFolders
            .SelectMany(folder => SubFolders(folder).Select(home => Inspect(home, folder)))
            .OfType<JavaInstallation>()
            .OrderBy(j => j.MajorVersion > NewestPreferred)
            .ThenBy(j => j.MajorVersion > NewestPreferred ? j.MajorVersion : -j.MajorVersion)
            .ThenBy(j => j.Home, StringComparer.Ordinal);
        foreach (var java in installed)
        {
            yield return (java.Home, java.Source, $"the first of {java.Source}, where the newest up to Java {NewestPreferred} comes first");
        }

        var command = OperatingSystem.IsWindows() ? "java.exe" : "java";
        foreach (var folder in (environment("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var java = new FileInfo(Path.Combine(folder, command));
            if (java.Exists && Path.GetDirectoryName(Path.GetDirectoryName(RealPath(java.FullName))) is { } home)
            {
                yield return (home, "PATH", "the java command on the PATH");
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

    // On Linux the part of AWT that opens windows is a library of its own, which headless packages leave out.
    private static bool HasWindowLibrary(string library)
    {
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(library))!;
        return !OperatingSystem.IsLinux() || File.Exists(Path.Combine(folder, "libawt_xawt.so"));
    }

    // Debian has several links to one installation; links may be in any part of the path.
    private static string RealPath(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            FileSystemInfo step = new DirectoryInfo(Path.Combine(real, part));
            step = step.Exists ? step : new FileInfo(step.FullName);
            real = step.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? step.FullName;
        }

        return real;
    }
}
