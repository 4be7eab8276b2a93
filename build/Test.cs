namespace FijiBridge.Build;

/// <summary>
/// What CI runs: setup, lint, build, every test program in turn, the Java tests, the demo.
/// The last line is always `N passed, N failed` (with `, N skipped` when there were any).
/// </summary>
internal static class Test
{
    /// <summary>No test program may take longer; a hanging test fails instead of holding CI for hours.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    public static int Run()
    {
        int setup = Verbs.InOrder(Setup.Run, Witnesses.Install, TestSlurm.Install);
        if (setup != 0)
        {
            return setup;
        }
        TestTotals totals = new();
        totals.Step("format of the sources", Lint.Run());
        int build = BuildVerb.Run();
        totals.Step("build with warnings as errors", build);
        if (build == 0)
        {
            foreach (string project in Repository.TestProjects())
            {
                RunProgram(project, totals);
            }
            JavaTests.Run(totals);
            Demo.RunAsTest(totals);
        }
        return totals.Report();
    }

    private static void RunProgram(string project, TestTotals totals)
    {
        string name = Path.GetFileNameWithoutExtension(project);
        string program = Repository.Built(Path.GetDirectoryName(project)!, name);
        string results = Path.Combine(Repository.Artifacts, "test-results", name + ".xml");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(results)!);
        File.Delete(results);
        Shell.Say($"test: {name}");
        // The verbose reporter names each test as it starts and ends, so a slow one is visible.
        int code = Shell.Run(
            Shell.DotNet,
            [program, "-reporter", "verbose", "-noColor", "-noLogo", "-noAutoReporters", "-result-xml", results],
            new Dictionary<string, string>
            {
                // libgomp's threads must not spin while they wait: two test threads on two cores would starve each other.
                ["OMP_WAIT_POLICY"] = "PASSIVE",
            },
            Limit);
        totals.AddXunitFile(name, results, code);
    }
}
