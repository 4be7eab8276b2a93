namespace FijiBridge.Build;

/// <summary>One thing the build or the tests need, how to see that it is there, and the Debian packages that bring it.</summary>
internal sealed record Requirement(string What, string Package, Func<bool> IsThere)
{
    /// <summary>What this build needs; over the TorchSharp package no C++ compiler and no libtorch.</summary>
    public static IEnumerable<Requirement> Needed => Repository.UsesTorchSharpPackage ? Rest : OwnTorchLayer.Concat(Rest);

    private static IReadOnlyList<Requirement> OwnTorchLayer { get; } =
    [
        new("the C++ compiler g++", "g++", () => Shell.Find("g++") is not null),
        new("cmake", "cmake", () => Shell.Find("cmake") is not null),
        new("make or ninja", "make", () => Shell.Find("make") is not null || Shell.Find("ninja") is not null),
        new("libtorch with its headers", "libtorch-dev", HasLibtorch),
    ];

    private static IReadOnlyList<Requirement> Rest { get; } =
    [
        new("a JDK (javac)", "default-jdk-headless", HasJdk),
        new("Java with windows (libawt_xawt.so)", "default-jre", HasJavaWindows),
        new("ImageJ (ij.jar)", "libij-java", () => HasJar("ij.jar")),
        new("Gson (gson.jar)", "libgoogle-gson-java", () => HasJar("gson.jar")),
        new("JUnit 5", "junit5", () => HasJar("junit-jupiter-api.jar") && HasJar("junit-platform-console.jar")),
        new("a display for tests (Xvfb)", "xvfb xauth", () => Shell.Find("Xvfb") is not null && Shell.Find("xauth") is not null),
    ];

    private static bool HasJar(string name) => File.Exists(Path.Combine("/usr/share/java", name));

    private static bool HasLibtorch()
    {
        // Torch_DIR names another libtorch than the system's, as cmake understands it.
        string? named = Environment.GetEnvironmentVariable("Torch_DIR");
        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(Path.Combine(named, "TorchConfig.cmake"));
        }
        string[] roots = ["/usr/lib", "/usr/local/lib"];
        bool library = roots.Where(Directory.Exists)
            .SelectMany(r => Directory.EnumerateDirectories(r).Prepend(r))
            .Any(d => File.Exists(Path.Combine(d, "libtorch.so")));
        return library && new[] { "/usr/include", "/usr/local/include" }.Any(i => File.Exists(Path.Combine(i, "ATen", "ATen.h")));
    }

    private static bool HasJdk()
    {
        string? home = Environment.GetEnvironmentVariable("JAVA_HOME");
        return Shell.Find("javac") is not null
            || (!string.IsNullOrEmpty(home) && File.Exists(Path.Combine(home, "bin", "javac")))
            || (Directory.Exists("/usr/lib/jvm") && Directory.EnumerateDirectories("/usr/lib/jvm").Any(d => File.Exists(Path.Combine(d, "bin", "javac"))));
    }

    // The tests of the plugin start ImageJ on a virtual display; a headless Java cannot open a window there.
    private static bool HasJavaWindows()
    {
        string? home = Environment.GetEnvironmentVariable("JAVA_HOME");
        string[] homes = Directory.Exists("/usr/lib/jvm") ? Directory.GetDirectories("/usr/lib/jvm") : [];
        return homes.Append(home).Any(h => !string.IsNullOrEmpty(h) && File.Exists(Path.Combine(h, "lib", "libawt_xawt.so")));
    }
}
