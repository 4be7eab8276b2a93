namespace FijiBridge.Build;

/// <summary>Builds and runs the benchmarks program; its arguments are passed on.</summary>
internal static class Bench
{
    public static int Run(string[] arguments)
    {
        string project = Repository.Under("benchmarks", "FijiBridge.Benchmarks.csproj");
        int code = arguments.FirstOrDefault() is "plugin" or "all" ? Verbs.InOrder(BuildEngine, JavaShim.BuildJar) : 0;
        if (code != 0)
        {
            return code;
        }
        code = Shell.Run(Shell.DotNet, ["build", project, "-c", "Release", "--nologo", "-v", "quiet", "--tl:off"]);
        string program = Repository.Built(Repository.Under("benchmarks"), "FijiBridge.Benchmarks");
        return code != 0 ? code : Shell.Run(Shell.DotNet, [program, .. arguments]);
    }

    // What the plugin starts is the engine's own program, not the copy beside the benchmarks.
    private static int BuildEngine() =>
        Shell.Run(Shell.DotNet, ["build", Repository.Under("src", "Bridge", "FijiBridge.Bridge.csproj"), "-c", "Release", "--nologo", "-v", "quiet", "--tl:off"]);
}
