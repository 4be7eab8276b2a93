using System.Reflection;
using System.Runtime.InteropServices;
using FijiBridge.Bridge.Doctor;
using FijiBridge.Engine.Models;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Batch;

/// <summary>What a result came from, for the run log.</summary>
internal static class Provenance
{
    // what decides a model's results; its card and its training history do not
    private static readonly string[] ModelFiles = [ModelFolder.ConfigFile, ModelFolder.ThresholdsFile, ModelFolder.InfoFile, ModelFolder.WeightsFile, ModelFolder.OldWeightsFile, ModelFolder.ScriptFile];

    /// <summary>Version of the program, with the commit it was built from.</summary>
    public static string Version { get; } =
        typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Versions of the program and of what reads the images.</summary>
    /// <param name="java">Java that is hosted.</param>
    /// <param name="readers">Jars of ImageJ and Bio-Formats.</param>
    public static JObject Program(string java, IReadOnlyList<string> readers) => new()
    {
        ["version"] = Version,
        ["dotnet"] = Environment.Version.ToString(),
        ["java"] = java,
        ["readers"] = new JArray(readers),
    };

    /// <summary>The machine.</summary>
    public static JObject Machine() => new()
    {
        ["name"] = Environment.MachineName,
        ["system"] = RuntimeInformation.OSDescription.Trim(),
        ["processor"] = CpuFacts.Name(),
        ["threads"] = Environment.ProcessorCount,
        ["process"] = Environment.ProcessId,
    };

    /// <summary>The model: its name, where it is, and one hash over the hashes of the files that decide its results.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static JObject Model(string name, string folder)
    {
        var files = new JObject();
        foreach (var file in ModelFiles.Where(f => File.Exists(Path.Combine(folder, f))))
        {
            files[file] = ContentHash.OfFile(Path.Combine(folder, file));
        }

        return new JObject
        {
            ["name"] = name,
            ["folder"] = Path.GetFullPath(folder),
            ["sha256"] = ContentHash.OfText(string.Concat(files.Properties().Select(p => $"{p.Value}  {p.Name}\n"))),
            ["files"] = files,
        };
    }

    /// <summary>Hash of all that decides the result of an image.</summary>
    /// <param name="inputSha256">Hash of the file.</param>
    /// <param name="series">Series, or null.</param>
    /// <param name="modelSha256">Hash of the model.</param>
    /// <param name="options">Options that change results.</param>
    public static string Key(string inputSha256, int? series, string modelSha256, JObject options) => ContentHash.OfText(
        new JObject { ["input"] = inputSha256, ["series"] = series ?? 1, ["model"] = modelSha256, ["options"] = options }.ToString(Newtonsoft.Json.Formatting.None));
}
