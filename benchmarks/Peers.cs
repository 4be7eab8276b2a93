using System.Diagnostics;

namespace FijiBridge.Benchmarks;

/// <summary>What our times are compared with, where this machine has it: PyTorch for Python, ONNX Runtime for Node.js.</summary>
internal static class Peers
{
    /// <summary>A Python that has torch: PEER_PYTHON, else the system's.</summary>
    public static string Python { get; } = Environment.GetEnvironmentVariable("PEER_PYTHON") ?? "/usr/bin/python3";

    /// <summary>The peer scripts.</summary>
    public static string Scripts { get; } = Path.Combine(BenchFolder.Root, "benchmarks", "peers");

    /// <summary>True where that Python has torch.</summary>
    public static bool HasTorch { get; } = Succeeds(Python, "-c", "import torch, numpy");

    /// <summary>A run of stardist_peer.py.</summary>
    public static Variant Torch(string name, params string[] arguments) =>
        new(name, HasTorch ? new ProcessStartInfo(Python, [Path.Combine(Scripts, "stardist_peer.py"), .. arguments]) : null);

    /// <summary>A run of onnx_forward.cjs, when Node.js and the package onnxruntime-node can be had.</summary>
    public static Variant OnnxRuntime(string name, string model, string input, string output, int size, int threads, int warmup, int repeats)
    {
        var modules = NodeModules();
        return new Variant(name, modules is null || !File.Exists(model) ? null : new ProcessStartInfo(
            "node", [Path.Combine(Scripts, "onnx_forward.cjs"), modules, model, input, output, $"{size}", $"{threads}", $"{warmup}", $"{repeats}"]));
    }

    /// <summary>Writes the network as ONNX for the given size, by PyTorch's exporter; false where that fails.</summary>
    public static bool ExportOnnx(string weights, int size, string output) =>
        HasTorch && Succeeds(Python, Path.Combine(Scripts, "stardist_peer.py"), "export", "--weights", weights, "--size", $"{size}", "--output", output);

    // The folder with onnxruntime-node, installed on first use; null where npm cannot.
    private static string? NodeModules()
    {
        var folder = Path.Combine(BenchFolder.Artifacts, "peers");
        var modules = Path.Combine(folder, "node_modules");
        if (!Directory.Exists(Path.Combine(modules, "onnxruntime-node")))
        {
            _ = Directory.CreateDirectory(folder);
            Console.WriteLine("  installing the npm package onnxruntime-node under artifacts/peers");
            if (!Succeeds("npm", "install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "onnxruntime-node@1.30.0"))
            {
                return null;
            }
        }

        return modules;
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>Folders of the checkout.</summary>
internal static class BenchFolder
{
    /// <summary>The checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Ignored outputs.</summary>
    public static string Artifacts { get; } = Directory.CreateDirectory(Path.Combine(Root, "artifacts")).FullName;

    /// <summary>Files of the benchmarks.</summary>
    public static string Work { get; } = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "bench")).FullName;

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FijiBridge.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("FijiBridge.sln was not found above the program.");
        }

        return folder;
    }
}
