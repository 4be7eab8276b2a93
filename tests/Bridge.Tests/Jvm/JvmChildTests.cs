using System.Diagnostics;
using FijiBridge.Bridge.ImageJ;
using Xunit;

namespace FijiBridge.Bridge.Tests.Jvm;

/// <summary>The tests of the Java host once more, in a process that the Java VM watches (-Xcheck:jni) and that may crash or hang.</summary>
[Collection(Java.Collection)]
public class JvmChildTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task The_host_calls_JNI_by_its_rules_and_survives_stress()
    {
        _ = Java.Host; // skips where there is no Java
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(JvmChildTests).Assembly.Location] : [];
        foreach (var argument in arguments.Concat(["-class", typeof(JvmHostTests).FullName!, "-class", typeof(JvmStress).FullName!, "-explicit", "on", "-noAutoReporters", "-noColor"]))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[ImageJHost.CheckVariable] = "1";
        using var child = Process.Start(start)!;
        var error = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var ended = child.WaitForExit(Limit);
        if (!ended)
        {
            child.Kill();
        }

        var said = await output + await error;
        Assert.True(ended, $"The child process hung: {said}");
        Assert.True(child.ExitCode == 0, $"exit code {child.ExitCode}: {said}");
        Assert.Matches(@"Total: (2\d|1\d), Errors: 0, Failed: 0, Skipped: 0", said);

        // The one known line: the handler's flags are not those that the Java VM has set, since SignalFix added SA_ONSTACK.
        var findings = said.Split('\n').Where(IsFinding).Where(line => !line.Contains("SIGSEGV", StringComparison.Ordinal)).ToList();
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    private static bool IsFinding(string line) =>
        line.StartsWith("WARNING", StringComparison.Ordinal) || line.StartsWith("Warning", StringComparison.Ordinal) || line.Contains("FATAL ERROR in native method", StringComparison.Ordinal);
}
