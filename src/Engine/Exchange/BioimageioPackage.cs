using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace FijiBridge.Engine.Exchange;

/// <summary>The forms of a network that go into a package.</summary>
internal sealed record PackedNetworks(byte[] StateDict, string PythonSource, byte[] TorchScript, byte[] Onnx);

/// <summary>
/// Writes a model as a bioimage.io package: a zip with the description, the weights as state dict (with the network as Python
/// source), TorchScript and ONNX, a test image with its output, a sample with its objects and a cover picture, the model card, and our own model files, so that the package
/// installed here is the model again.
/// </summary>
internal static class BioimageioPackage
{
    /// <summary>Writes the package.</summary>
    /// <param name="stream">Receives the zip.</param>
    /// <param name="source">Model.</param>
    /// <param name="networks">Its networks, already written and checked.</param>
    /// <param name="sample">An image with what the model finds, or null.</param>
    public static void Write(Stream stream, ExportSource source, PackedNetworks networks, PackageSample? sample)
    {
        var contents = new List<(string Name, byte[] Content)>();
        PackedFile Add(string name, byte[] content)
        {
            contents.Add((name, content));
            return new PackedFile(name, Convert.ToHexStringLower(SHA256.HashData(content)));
        }

        PackedFile Copy(string name) => Add(name, File.ReadAllBytes(Path.Combine(source.Folder, name)));
        var attachments = new[] { ModelFolder.ConfigFile, ModelFolder.ThresholdsFile, ModelFolder.InfoFile, ModelFolder.WeightsFile, ModelFolder.HistoryFile }
            .Where(f => File.Exists(Path.Combine(source.Folder, f)));
        var files = new PackedFiles(
            Add("test_input.npy", Bytes(s => WriteArray(s, source, source.Config.NChannelIn, Raw(source.TestImage)))),
            Add("test_output.npy", Bytes(s => WriteArray(s, source, source.Graph.OutputChannels.Count, source.TestOutput))),
            Add("weights_state_dict.pt", networks.StateDict),
            Add("network.py", Encoding.UTF8.GetBytes(networks.PythonSource)),
            Add("weights_torchscript.pt", networks.TorchScript),
            Add("weights.onnx", networks.Onnx),
            [.. attachments.Select(Copy), .. sample is null ? [] : new[] { Add("sample_labels.npy", Bytes(s => NpyFormat.Write(s, "<i4", [sample.Labels.Height, sample.Labels.Width], [sample.Labels.Pixels]))) }])
        {
            Sample = sample is { IsNetworkInput: true } ? Add("sample_input.npy", Bytes(s => WriteArray(s, source, source.Config.NChannelIn, Raw(sample.Image)))) : null,
            Cover = sample is null ? null : Add("cover.png", sample.Cover),
        };
        var history = Path.Combine(source.Folder, ModelFolder.HistoryFile);
        Add(ModelFolder.CardFile, Encoding.UTF8.GetBytes(ModelCard.Write(source.Info, source.Config, source.Thresholds, File.Exists(history) ? File.ReadAllText(history) : null)));
        Add("bioimageio.yaml", Encoding.UTF8.GetBytes(Yaml(BioimageioDescription.Of(source, files))));

        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, content) in contents)
        {
            using var entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
            entry.Write(content);
        }
    }

    // All text in quotation marks: a hash of digits alone would be read as a number.
    private static string Yaml(object description) => new SerializerBuilder()
        .WithEventEmitter(next => new QuotedText(next))
        .Build()
        .Serialize(description);

    private static byte[] Bytes(Action<Stream> write)
    {
        using var memory = new MemoryStream();
        write(memory);
        return memory.ToArray();
    }

    private static void WriteArray(Stream stream, ExportSource source, int channels, float[] values) =>
        NpyFormat.Write(stream, "<f4", [1, channels, source.Height, source.Width], [values]);

    private static float[] Raw(Image2D image)
    {
        var raw = new float[image.Channels * image.Height * image.Width];
        for (var c = 0; c < image.Channels; c++)
        {
            for (var y = 0; y < image.Height; y++)
            {
                image.ReadRow(c, y, 0, raw.AsSpan(((c * image.Height) + y) * image.Width, image.Width));
            }
        }

        return raw;
    }

    private sealed class QuotedText(IEventEmitter next) : ChainedEventEmitter(next)
    {
        public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
        {
            if (eventInfo.Source.Value is string value && (value.Contains('\n') || value.Any(char.IsAsciiDigit)))
            {
                eventInfo.Style = ScalarStyle.DoubleQuoted;
            }

            base.Emit(eventInfo, emitter);
        }
    }
}
