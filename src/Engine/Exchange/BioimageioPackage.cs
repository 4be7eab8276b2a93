using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Models;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace FijiBridge.Engine.Exchange;

/// <summary>The forms of a network that go into a package.</summary>
internal sealed record PackedNetworks(byte[] StateDict, string PythonSource, byte[] TorchScript, byte[] Onnx);

/// <summary>
/// Writes a model as a bioimage.io package: a zip with the description, the weights as state dict (with the network as Python
/// source), TorchScript and ONNX, a test image with its output, the model card, and our own model files, so that the package
/// installed here is the model again.
/// </summary>
internal static class BioimageioPackage
{
    /// <summary>Writes the package.</summary>
    /// <param name="stream">Receives the zip.</param>
    /// <param name="source">Model.</param>
    /// <param name="networks">Its networks, already written and checked.</param>
    public static void Write(Stream stream, ExportSource source, PackedNetworks networks)
    {
        var contents = new List<(string Name, byte[] Content)>();
        PackedFile Add(string name, byte[] content)
        {
            contents.Add((name, content));
            return new PackedFile(name, Convert.ToHexStringLower(SHA256.HashData(content)));
        }

        PackedFile Copy(string name) => Add(name, File.ReadAllBytes(Path.Combine(source.Folder, name)));
        var attachments = new[] { ModelFolder.ConfigFile, ModelFolder.ThresholdsFile, ModelFolder.InfoFile, ModelFolder.WeightsFile }
            .Where(f => File.Exists(Path.Combine(source.Folder, f)));
        var files = new PackedFiles(
            Add("test_input.npy", Bytes(s => WriteArray(s, source, source.Config.NChannelIn, RawInput(source)))),
            Add("test_output.npy", Bytes(s => WriteArray(s, source, source.Graph.OutputChannels.Count, source.TestOutput))),
            Add("weights_state_dict.pt", networks.StateDict),
            Add("network.py", Encoding.UTF8.GetBytes(networks.PythonSource)),
            Add("weights_torchscript.pt", networks.TorchScript),
            Add("weights.onnx", networks.Onnx),
            [.. attachments.Select(Copy)]);
        Add(ModelFolder.CardFile, Encoding.UTF8.GetBytes(ModelCard.Write(source.Info, source.Config, source.Thresholds)));
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

    private static float[] RawInput(ExportSource source)
    {
        var raw = new float[source.Config.NChannelIn * source.Height * source.Width];
        for (var c = 0; c < source.Config.NChannelIn; c++)
        {
            for (var y = 0; y < source.Height; y++)
            {
                source.TestImage.ReadRow(c, y, 0, raw.AsSpan(((c * source.Height) + y) * source.Width, source.Width));
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
