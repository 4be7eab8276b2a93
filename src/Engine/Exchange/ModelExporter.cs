using System.Text;
using FijiBridge.Engine.Files;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;

namespace FijiBridge.Engine.Exchange;

/// <summary>A format that models are exported to.</summary>
public enum ExportFormat
{
    /// <summary>A bioimage.io package (zip) with state dict, TorchScript and ONNX weights.</summary>
    Bioimageio,

    /// <summary>One file for ONNX Runtime and others.</summary>
    Onnx,

    /// <summary>One file for <c>torch.jit.load</c>.</summary>
    TorchScript,

    /// <summary>A state dict for <c>torch.load</c> and, beside it, the network as Python source.</summary>
    PyTorch,

    /// <summary>A model folder of StarDist for Python, with Keras weights.</summary>
    StarDist,
}

/// <summary>What goes into an export beside the model.</summary>
public sealed record ExportOptions
{
    /// <summary>
    /// An image that shows what the model does, with the model's channels: it and the objects found in it become the sample and the cover
    /// picture of a bioimage.io package (and are public with it). Simulated nuclei where null, if the model finds them.
    /// </summary>
    public Image2D? Sample { get; init; }

    /// <summary>Who made the model, for the package and its card; those of the model where empty.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Licence of the weights as an SPDX name, for example "CC-BY-4.0"; that of the model where null.</summary>
    public string? Licence { get; init; }
}

/// <summary>What an export wrote.</summary>
/// <param name="Files">The files.</param>
/// <param name="Difference">
/// Largest difference between what was written, loaded again, and the model: of the networks' outputs on the test image, as a part of
/// the largest output; 0 for formats of weights alone, which must be equal; null where the machine has no libtorch to run a network.
/// </param>
public sealed record ExportResult(IReadOnlyList<string> Files, double? Difference);

/// <summary>
/// Writes a model for colleagues without FijiBridge. All formats take a normalised image; StarDist networks give, at the image's
/// size, one channel of object probability and one per ray of distances in pixels, U-Nets the probabilities of their classes and the
/// depth inside the object if they have one. What was written is loaded again and compared before it is kept.
/// </summary>
public static class ModelExporter
{
    /// <summary>Exports a model.</summary>
    /// <param name="folder">Model folder.</param>
    /// <param name="format">Format.</param>
    /// <param name="path">File to create or replace; for <see cref="ExportFormat.StarDist"/> the folder.</param>
    /// <param name="options">What goes into it beside the model.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="ct">Stops between two steps; nothing is left.</param>
    /// <exception cref="UserAdviceException">The folder is not a model, the model is not of the kind that the format needs, or the file cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The written network does not give what the model gives; nothing is kept.</exception>
    public static ExportResult Export(
        string folder, ExportFormat format, string path, ExportOptions? options = null, IProgress<ProgressReport>? progress = null, CancellationToken ct = default)
    {
        void Step(int step)
        {
            ct.ThrowIfCancellationRequested();
            progress?.Report(new ProgressReport("export", step, 4));
        }

        Step(0);
        if (options?.Licence is { } licence)
        {
            BioimageioDescription.RequireLicence(licence);
        }

        var source = PackageSource.Open(folder, info => info with { Authors = options is { Authors.Count: > 0 } ? options.Authors : info.Authors, Licence = options?.Licence ?? info.Licence });
        Step(1);
        switch (format)
        {
            case ExportFormat.Onnx:
                var onnx = Onnx(source, out var ofOnnx);
                Step(3);
                AtomicFile.Write(path, s => s.Write(onnx));
                return new ExportResult([path], ofOnnx);
            case ExportFormat.TorchScript:
                var torchScript = TorchScript(source, out var ofScript);
                Step(3);
                AtomicFile.Write(path, s => s.Write(torchScript));
                return new ExportResult([path], ofScript);
            case ExportFormat.PyTorch:
                var stateDict = StateDict(source);
                Step(3);
                var python = Path.ChangeExtension(path, ".py");
                AtomicFile.WriteText(python, PackageContents.PythonSource(source));
                AtomicFile.Write(path, s => s.Write(stateDict));
                return new ExportResult([path, python], 0);
            case ExportFormat.StarDist:
                return new ExportResult(StarDistFolder.Write(path, source), 0);
            case ExportFormat.Bioimageio:
                var (packed, difference) = Package(source, options?.Sample, Step, ct);
                AtomicFile.Write(path, packed);
                return new ExportResult([path], difference);
            default:
                throw new ArgumentOutOfRangeException(nameof(format));
        }
    }

    // The package that a model folder is, with the weights in the forms of other programs beside it.
    private static (Action<Stream> Zip, double? Difference) Package(PackageSource source, Image2D? chosen, Action<int> step, CancellationToken ct)
    {
        FurtherWeights[] further =
        [
            new("torchscript", new PackageFile("weights_torchscript.pt", TorchScript(source, out var script)), new() { ["pytorch_version"] = BioimageioDescription.PyTorchVersion }),
            new("onnx", new PackageFile("weights.onnx", Onnx(source, out var onnx)), new() { ["opset_version"] = OnnxWriter.OpSet }),
        ];
        step(2);
        var sample = chosen is null ? PackageSample.In(source.Folder) ?? PackageSample.Of(source, null, ct) : PackageSample.Of(source, chosen, ct);
        step(3);
        var history = Path.Combine(source.Folder, ModelFolder.HistoryFile);
        var texts = File.Exists(history) ? new Dictionary<string, string> { [ModelFolder.HistoryFile] = File.ReadAllText(history) } : null;
        var own = PackageContents.Own(source.Config, source.Layers.Weights, source.Thresholds, source.Info, texts);
        NetworkCheck.StateDict(source.Layers.Weights, own.Single(f => f.Name == ModelFolder.WeightsFile).Content);
        var files = own.Concat(PackageContents.ForOthers(source, own, sample, further)).ToList();
        return (stream => PackageZip.Write(stream, files), script is { } a && onnx is { } b ? Math.Max(a, b) : null);
    }

    private static byte[] TorchScript(PackageSource source, out double? difference)
    {
        var file = Bytes(s => TorchScriptWriter.Write(s, source.Graph));
        difference = NetworkCheck.TorchScript(source, file);
        return file;
    }

    private static byte[] Onnx(PackageSource source, out double? difference)
    {
        var file = Bytes(s => OnnxWriter.Write(s, source.Graph));
        difference = NetworkCheck.Onnx(source, file);
        return file;
    }

    private static byte[] StateDict(PackageSource source)
    {
        var file = StateDictWriter.Bytes(source.Layers.Weights);
        NetworkCheck.StateDict(source.Layers.Weights, file);
        return file;
    }

    private static byte[] Bytes(Action<Stream> write)
    {
        using var memory = new MemoryStream();
        write(memory);
        return memory.ToArray();
    }
}
