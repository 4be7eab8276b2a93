using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using Xunit;

namespace FijiBridge.Engine.Tests.Exchange;

/// <summary>A written package, opened by PyTorch for Python and by onnx: another program's word that it is what it says.</summary>
public sealed class PythonWitnessTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("fijibridge-witness-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, 2)]
    public void PyTorch_for_Python_gets_the_same_from_a_package_and_onnx_finds_nothing_wrong(int grid, int? classes)
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python) && Run(Python, "-c", "import torch, onnx").ExitCode == 0, "python3-torch and python3-onnx are not installed");
        var config = new StarDistConfig { NRays = 8, Grid = [grid, grid], NClasses = classes, UnetNDepth = 2, UnetNFilterBase = 8, NetConvAfterUnet = 16 };
        var model = SavedModel.Write(Path.Combine(_root, "model"), config, "witness");
        var zip = Path.Combine(_root, "model.zip");
        _ = ModelExporter.Export(model, ExportFormat.Bioimageio, zip);
        ZipFile.ExtractToDirectory(zip, Path.Combine(_root, "package"));
        var (exitCode, output) = Run(Python, Script(), Path.Combine(_root, "package"));
        Assert.True(exitCode == 0, output);
        var differences = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l.Split(' ') is ["state_dict" or "torchscript" or "onnx", _])
            .Select(l => double.Parse(l.Split(' ')[1], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(3, differences.Count);
        Assert.All(differences, d => Assert.InRange(d, 0, 1e-4));
    }

    private static string Script([System.Runtime.CompilerServices.CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "fixtures", "exchange", "witness.py"));

    private static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
