namespace FijiBridge.Build;

/// <summary>
/// The JUnit tests of the plugin (java-shim/), run by JUnit's console launcher. Those that need a display start a virtual one
/// themselves.
/// </summary>
internal static class JavaTests
{
    public static void Run(TestTotals totals)
    {
        string tests = Repository.Under("java-shim", "src", "test", "java");
        if (!Directory.Exists(tests))
        {
            return;
        }
        Shell.Say("test: java-shim");
        string output = Path.Combine(Repository.Artifacts, "java-shim", "test");
        string results = Path.Combine(Repository.Artifacts, "test-results", "java-shim");
        if (Directory.Exists(results))
        {
            Directory.Delete(results, recursive: true);
        }
        string classPath = $"{JavaShim.Classes}:{JavaShim.ImageJ}:{JavaShim.JUnit}";
        if (JavaShim.Compile() != 0 || JavaShim.Compile(tests, output, classPath) != 0)
        {
            totals.Fail("java-shim", "does not compile, see above");
            return;
        }
        int code = Shell.Run(
            "java",
            ["-Djava.awt.headless=true", "-cp", $"{output}:{classPath}", "org.junit.platform.console.ConsoleLauncher",
             "--scan-classpath", output, "--include-classname", ".*", "--disable-banner", "--details", "tree", "--reports-dir", results],
            limit: TimeSpan.FromMinutes(10));
        totals.AddJUnitFolder("java-shim", results, code);
    }
}
