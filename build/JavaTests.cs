namespace FijiBridge.Build;

/// <summary>
/// The JUnit tests of the Fiji plugin, where the checkout has one (java-shim/). Its sources are compiled for Java 8 against
/// ImageJ and Gson, the tests are run by JUnit's console launcher.
/// </summary>
internal static class JavaTests
{
    private const string Jars = "/usr/share/java";

    public static void Run(TestTotals totals)
    {
        string tests = Repository.Under("java-shim", "src", "test", "java");
        if (!Directory.Exists(tests))
        {
            return;
        }
        Shell.Say("test: java-shim");
        string output = Path.Combine(Repository.Artifacts, "java-shim");
        string main = Path.Combine(output, "main");
        string test = Path.Combine(output, "test");
        string results = Path.Combine(Repository.Artifacts, "test-results", "java-shim");
        foreach (string folder in new[] { main, test, results })
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
            _ = Directory.CreateDirectory(folder);
        }
        string compileTime = $"{Jars}/ij.jar:{Jars}/gson.jar";
        string junit = string.Join(':', Directory.EnumerateFiles(Jars, "*.jar").Where(j => IsJUnit(Path.GetFileNameWithoutExtension(j))));
        if (Compile(Repository.Under("java-shim", "src", "main", "java"), main, compileTime, "8") != 0
            || Compile(tests, test, $"{main}:{compileTime}:{junit}", "8") != 0)
        {
            totals.Fail("java-shim", "does not compile, see above");
            return;
        }
        string resources = string.Join(':', new[] { "main", "test" }.Select(p => Repository.Under("java-shim", "src", p, "resources")).Where(Directory.Exists));
        int code = Shell.Run(
            "java",
            ["-Djava.awt.headless=true", "-cp", $"{test}:{main}:{resources}:{compileTime}:{junit}", "org.junit.platform.console.ConsoleLauncher",
             "--scan-classpath", test, "--include-classname", ".*", "--disable-banner", "--details", "tree", "--reports-dir", results],
            limit: TimeSpan.FromMinutes(10));
        totals.AddJUnitFolder("java-shim", results, code);
    }

    private static int Compile(string sources, string output, string classPath, string release) =>
        Shell.Run("javac", ["--release", release, "-encoding", "UTF-8", "-Xlint:all,-options,-serial", "-Werror", "-cp", classPath, "-d", output,
            .. Directory.EnumerateFiles(sources, "*.java", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]);

    private static bool IsJUnit(string jar) =>
        jar is "junit-jupiter-api" or "junit-jupiter-engine" or "junit-jupiter-params" or "junit-platform-commons" or "junit-platform-engine"
            or "junit-platform-launcher" or "junit-platform-console" or "junit-platform-reporting" or "opentest4j" or "apiguardian-api"
            or "picocli" or "univocity-parsers" or "open-test-reporting-events" or "open-test-reporting-schema";
}
