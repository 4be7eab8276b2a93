namespace FijiBridge.Build;

/// <summary>Compiles the whole solution in Release; warnings are errors (Directory.Build.props).</summary>
internal static class BuildVerb
{
    public static int Run()
    {
        Shell.Say("build: FijiBridge.sln, Release");
        int code = Shell.Run(Shell.DotNet, ["build", Repository.Solution, "-c", "Release", "--nologo", "-v", "minimal", "--tl:off"]);
        Shell.Say(code == 0 ? "build: done" : $"build: failed (exit code {code})");
        return code;
    }
}
