namespace FijiBridge.Build;

/// <summary>Compiles the whole solution in Release, warnings are errors (Directory.Build.props), and the plugin's jar.</summary>
internal static class BuildVerb
{
    public static int Run()
    {
        int code = Repository.UsesTorchSharpPackage ? BuildOverPackage() : Compile(Repository.Solution);
        if (code == 0 && Shell.Find("javac") is not null && File.Exists(JavaShim.ImageJ))
        {
            code = JavaShim.BuildJar();
        }
        Shell.Say(code == 0 ? "build: done" : $"build: failed (exit code {code})");
        return code;
    }

    // Over the TorchSharp package our own torch layer, which needs a C++ compiler and libtorch, is left out.
    private static int BuildOverPackage()
    {
        Shell.Say("build: TorchProvider=nuget, the engine over the TorchSharp package");
        return Verbs.InOrder([.. Repository.TestProjects().Select(project => (Func<int>)(() => Compile(project)))]);
    }

    private static int Compile(string what)
    {
        Shell.Say($"build: {Path.GetFileName(what)}, Release");
        return Shell.Run(Shell.DotNet, ["build", what, "-c", "Release", "--nologo", "-v", "minimal", "--tl:off"]);
    }
}
