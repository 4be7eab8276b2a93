namespace FijiBridge.Build;

/// <summary>Compiles the whole solution in Release, warnings are errors (Directory.Build.props), and the plugin's jar.</summary>
internal static class BuildVerb
{
    public static int Run()
    {
        Shell.Say("build: FijiBridge.sln, Release");
        int code = Shell.Run(Shell.DotNet, ["build", Repository.Solution, "-c", "Release", "--nologo", "-v", "minimal", "--tl:off"]);
        if (code == 0 && Shell.Find("javac") is not null)
        {
            code = JavaShim.BuildJar();
        }
        Shell.Say(code == 0 ? "build: done" : $"build: failed (exit code {code})");
        return code;
    }
}
