namespace FijiBridge.Build;

/// <summary>Builds and runs the benchmarks program; its arguments are passed on.</summary>
internal static class Bench
{
    public static int Run(string[] arguments)
    {
        string project = Repository.Under("benchmarks", "FijiBridge.Benchmarks.csproj");
        int code = Shell.Run(Shell.DotNet, ["build", project, "-c", "Release", "--nologo", "-v", "quiet", "--tl:off"]);
        string program = Repository.Built(Repository.Under("benchmarks"), "FijiBridge.Benchmarks");
        return code != 0 ? code : Shell.Run(Shell.DotNet, [program, .. arguments]);
    }
}
