namespace FijiBridge.Build;

/// <summary>
/// Publishes the command-line program with its own .NET run time into artifacts/fijibridge-linux-x64. libtorch, the JDK and
/// ImageJ are not inside: they are the machine's. (A zip for Fiji comes later.)
/// </summary>
internal static class Package
{
    private const string Target = "linux-x64";

    public static int Run()
    {
        string output = Path.Combine(Repository.Artifacts, $"fijibridge-{Target}");
        if (Directory.Exists(output))
        {
            Directory.Delete(output, recursive: true);
        }
        string project = Repository.Under("src", "Bridge", "FijiBridge.Bridge.csproj");
        Shell.Say($"package: {Target}");
        int code = Shell.Run(Shell.DotNet, ["publish", project, "-c", "Release", "-r", Target, "--self-contained", "true", "-o", output, "--nologo", "-v", "minimal", "--tl:off"]);
        if (code != 0)
        {
            return code;
        }
        CopyFolder(Repository.Under("models"), Path.Combine(output, "models"));
        foreach (string text in new[] { "LICENSE", "THIRD-PARTY.md", "README.md" }.Where(t => File.Exists(Repository.Under(t))))
        {
            File.Copy(Repository.Under(text), Path.Combine(output, text), overwrite: true);
        }
        Shell.Say($"package: {output}");
        return 0;
    }

    private static void CopyFolder(string from, string to)
    {
        if (!Directory.Exists(from))
        {
            return;
        }
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
