using System.IO.Compression;
using System.Xml.Linq;

namespace FijiBridge.Build;

/// <summary>
/// Makes the download: a zip to unpack into the folder of a Fiji or ImageJ. It holds the plugin's jar, the engine with its own
/// .NET, and the models; nothing else needs to be installed. Compiled ahead, the engine saves a fifth of a cold start.
/// `package` makes it for linux-x64; `package win-x64 osx-arm64` for others, which any system's SDK can do. On Linux libtorch
/// is not inside: the CPU kernels do without it, and a GPU needs the machine's own. Elsewhere the TorchSharp package's comes along.
/// </summary>
internal static class Package
{
    private const string Usual = "linux-x64";

    public static int Run(string[] targets)
    {
        int code = JavaShim.BuildJar();
        foreach (string target in targets.Length == 0 ? [Usual] : targets)
        {
            code = code != 0 ? code : Make(target);
        }
        return code;
    }

    private static int Make(string target)
    {
        string name = $"DL_Segment-{Version()}-{target}";
        string folder = Path.Combine(Repository.Artifacts, "package", name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        string engine = Path.Combine(folder, "lib", "fijibridge");
        Shell.Say($"package: {name}");
        string provider = target.StartsWith("linux", StringComparison.Ordinal) ? "system" : "nuget";
        int code = Shell.Run(
            Shell.DotNet,
            ["publish", Repository.Under("src", "Bridge", "FijiBridge.Bridge.csproj"), "-c", "Release", "-r", target, "--self-contained", "true",
             $"-p:TorchProvider={provider}", "-p:PublishReadyToRun=true", "-p:DebugType=none", "-o", engine, "--nologo", "-v", "minimal", "--tl:off"]);
        if (code != 0)
        {
            return code;
        }
        string[] unused = ["*.xml", "*.pdb", "*torch_python*"];
        foreach (string file in unused.SelectMany(pattern => Directory.EnumerateFiles(engine, pattern)).ToList())
        {
            File.Delete(file);
        }
        CopyFolder(Repository.Under("models"), Path.Combine(engine, "models"));
        CopyText(engine);
        _ = Directory.CreateDirectory(Path.Combine(folder, "plugins"));
        File.Copy(JavaShim.Jar, Path.Combine(folder, "plugins", Path.GetFileName(JavaShim.Jar)));
        string zip = Path.Combine(Repository.Artifacts, name + ".zip");
        File.Delete(zip);
        ZipFile.CreateFromDirectory(folder, zip, CompressionLevel.Optimal, includeBaseDirectory: false);
        Shell.Say($"package: {zip} ({new FileInfo(zip).Length / 1e6:0} MB). Unpack it into the folder of Fiji or ImageJ and restart that.");
        return 0;
    }

    private static string Version() =>
        XDocument.Load(Repository.Under("Directory.Build.props")).Descendants("Version").First().Value;

    private static void CopyText(string engine)
    {
        foreach (string text in new[] { "LICENSE", "THIRD-PARTY.md" }.Where(t => File.Exists(Repository.Under(t))))
        {
            File.Copy(Repository.Under(text), Path.Combine(engine, text), overwrite: true);
        }
        CopyFolder(Repository.Under("docs"), Path.Combine(engine, "docs"));
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
