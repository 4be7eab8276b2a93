using System.Text;
using FijiBridge.Engine.Files;
using FijiBridge.Engine.Models;

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

/// <summary>What an export wrote.</summary>
/// <param name="Files">The files.</param>
/// <param name="Difference">
/// Largest difference between the written TorchScript network and the model on the test image, as a part of the largest output;
/// null where the format has none or the machine has no libtorch to run it.
/// </param>
public sealed record ExportResult(IReadOnlyList<string> Files, double? Difference);

/// <summary>
/// Writes a model for colleagues without FijiBridge. All formats take a normalised image and give, at the image's size, one
/// channel of object probability and one per ray of distances in pixels.
/// </summary>
public static class ModelExporter
{
    /// <summary>Exports a model.</summary>
    /// <param name="folder">Model folder.</param>
    /// <param name="format">Format.</param>
    /// <param name="path">File to create or replace; for <see cref="ExportFormat.StarDist"/> the folder.</param>
    /// <exception cref="UserAdviceException">The folder is not a model, or the file cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The written network does not give what the model gives; nothing is kept.</exception>
    public static ExportResult Export(string folder, ExportFormat format, string path)
    {
        var source = ExportSource.Open(folder);
        switch (format)
        {
            case ExportFormat.Onnx:
                AtomicFile.Write(path, s => OnnxWriter.Write(s, source.Graph));
                return new ExportResult([path], null);
            case ExportFormat.StarDist:
                return new ExportResult(StarDistFolder.Write(path, source), null);
            case ExportFormat.PyTorch:
                var python = Path.ChangeExtension(path, ".py");
                AtomicFile.Write(python, s => s.Write(Encoding.UTF8.GetBytes(PythonSourceWriter.Write(source.Graph, $"The network of the model \"{source.Info.Name}\"."))));
                AtomicFile.Write(path, s => StateDictWriter.Write(s, source.Graph.Weights));
                return new ExportResult([path, python], null);
            case ExportFormat.TorchScript:
            case ExportFormat.Bioimageio:
                using (var memory = new MemoryStream())
                {
                    TorchScriptWriter.Write(memory, source.Graph);
                    var torchScript = memory.ToArray();
                    var difference = TorchScriptCheck.Run(source, torchScript);
                    AtomicFile.Write(path, s =>
                    {
                        if (format == ExportFormat.TorchScript)
                        {
                            s.Write(torchScript);
                        }
                        else
                        {
                            BioimageioPackage.Write(s, source, torchScript);
                        }
                    });
                    return new ExportResult([path], difference);
                }

            default:
                throw new ArgumentOutOfRangeException(nameof(format));
        }
    }
}
