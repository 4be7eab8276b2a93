namespace FijiBridge.Build;

/// <summary>Where things are in the checkout. Found from the program's own place, so any current folder will do.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Solution => Under("FijiBridge.sln");

    public static string Artifacts => Under("artifacts");

    /// <summary>The command-line program as `build` leaves it.</summary>
    public static string CommandLineProgram => Built(Under("src", "Bridge"), "fijibridge");

    /// <summary>The assembly a project's Release build leaves (Directory.Build.props keeps the torch providers apart).</summary>
    public static string Built(string projectFolder, string assembly)
    {
        string bin = Path.Combine(projectFolder, "bin");
        bin = UsesTorchSharpPackage ? Path.Combine(bin, Environment.GetEnvironmentVariable("TorchProvider")!) : bin;
        return Path.Combine(bin, "Release", "net10.0", assembly + ".dll");
    }

    public static string Under(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>True where the engine is built over the TorchSharp package (TorchProvider=nuget) in place of our own torch layer.</summary>
    public static bool UsesTorchSharpPackage => (Environment.GetEnvironmentVariable("TorchProvider") ?? "") is not ("" or "system");

    /// <summary>The test programs: every tests/NAME.Tests folder with a project in it, by name. The torch layer's own only where it is built.</summary>
    public static IReadOnlyList<string> TestProjects() =>
        Directory.EnumerateFiles(Under("tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .Where(p => !p.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(p => !UsesTorchSharpPackage || !Path.GetFileName(p).Contains(".Torch.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();

    private static string FindRoot()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "FijiBridge.sln")))
            {
                return d.FullName;
            }
        }
        throw new BuildException("FijiBridge.sln was not found above the build program. Run it from a checkout.");
    }
}
