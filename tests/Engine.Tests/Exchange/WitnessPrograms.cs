using System.Diagnostics;

namespace FijiBridge.Engine.Tests.Exchange;

/// <summary>Other people's software that opens what was exported: Debian's Python with PyTorch, onnx, h5py, and ONNX Runtime for node.</summary>
internal static class WitnessPrograms
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Where the set-up puts ONNX Runtime for node: outside the sources, see build/Witnesses.cs.</summary>
    private static string NodeModules => Path.Combine(
        Environment.GetEnvironmentVariable("FIJIBRIDGE_WITNESSES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "fijibridge", "witnesses"),
        "node_modules");

    /// <summary>Why the Python packages cannot be used, or null.</summary>
    public static string? NoPython { get; } = !File.Exists(Python) || Run(Python, "-c", "import torch, onnx, h5py, jsonschema, yaml").ExitCode != 0
        ? "python3-torch, python3-onnx, python3-h5py, python3-jsonschema are not installed (./build.sh setup installs them where apt-get is allowed)"
        : null;

    /// <summary>Why ONNX Runtime cannot be used, or null.</summary>
    public static string? NoNode { get; } = !Directory.Exists(Path.Combine(NodeModules, "onnxruntime-node"))
        ? "onnxruntime-node is not installed (./build.sh setup installs it where npm is there)"
        : null;

    /// <summary>Lines of witness.py on folders.</summary>
    public static (int ExitCode, string Output) WithPython(IEnumerable<string> folders) => Run(Python, [Fixture("witness.py"), .. folders]);

    /// <summary>Lines of onnx.mjs on the same folders.</summary>
    public static (int ExitCode, string Output) WithNode(IEnumerable<string> folders) => Run("node", [Fixture("onnx.mjs"), NodeModules, .. folders]);

    /// <summary>Runs a line of Python.</summary>
    public static (int ExitCode, string Output) PythonLine(string code, params string[] arguments) => Run(Python, ["-c", code, .. arguments]);

    /// <summary>Path of a fixture.</summary>
    public static string Fixture(string name, [System.Runtime.CompilerServices.CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "fixtures", "exchange", name));

    private static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

        // ONNX Runtime leaves the files of its telemetry in the folder for temporary files.
        var folder = Directory.CreateTempSubdirectory("fijibridge-witness-").FullName;
        start.Environment["TMPDIR"] = folder;
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd() + errors.Result;
            process.WaitForExit();
            return (process.ExitCode, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
