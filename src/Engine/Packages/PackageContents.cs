using System.Security.Cryptography;
using System.Text;
using FijiBridge.Engine.Models;
using Newtonsoft.Json;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace FijiBridge.Engine.Packages;

/// <summary>A file of a package.</summary>
/// <param name="Name">Name in the package.</param>
/// <param name="Content">What it holds.</param>
internal sealed record PackageFile(string Name, byte[] Content)
{
    /// <summary>A text file in UTF-8.</summary>
    public static PackageFile Text(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
}

/// <summary>Weights in a further form, made from the state dict.</summary>
/// <param name="Kind">Key of the format, for example "onnx".</param>
/// <param name="File">The file.</param>
/// <param name="Fields">What the format wants to know beside it.</param>
internal sealed record FurtherWeights(string Kind, PackageFile File, Dictionary<string, object> Fields);

/// <summary>
/// The files of a model as a bioimage.io package: our own (network shape, thresholds, description, weights as a state dict, model card), and those that let
/// others use it (the description bioimageio.yaml, the network as Python source, a test image with its output, a sample with its objects, a cover picture).
/// A model folder holds them as they are; an exported zip has the weights in further forms too.
/// </summary>
internal static class PackageContents
{
    /// <summary>Name of the description.</summary>
    public const string DescriptionFile = "bioimageio.yaml";

    /// <summary>Name of the network's source.</summary>
    public const string ArchitectureFile = "network.py";

    /// <summary>Name of the cover picture.</summary>
    public const string CoverFile = "cover.png";

    /// <summary>Name of the sample.</summary>
    public const string SampleInputFile = "sample_input.npy";

    /// <summary>Name of the sample's objects.</summary>
    public const string SampleLabelsFile = "sample_labels.npy";

    private const string TestInputFile = "test_input.npy";
    private const string TestOutputFile = "test_output.npy";

    // the table of a training's losses is in the package too, where there was one
    private static readonly string[] s_attached = [ModelFolder.ConfigFile, ModelFolder.ThresholdsFile, ModelFolder.InfoFile, ModelFolder.HistoryFile];

    /// <summary>Our own files: all that the engine needs to use the model and to train it further.</summary>
    /// <param name="config">Network.</param>
    /// <param name="weights">Its weights in the order in which they are written.</param>
    /// <param name="thresholds">Thresholds.</param>
    /// <param name="info">Description.</param>
    /// <param name="texts">Further text files by name, for example history.csv; a README.md in place of the card written here.</param>
    public static List<PackageFile> Own(
        INetworkConfig config, IReadOnlyList<NamedTensor> weights, IModelThresholds thresholds, ModelInfo info, IReadOnlyDictionary<string, string>? texts)
    {
        texts ??= new Dictionary<string, string>();
        static PackageFile Json(string name, object value) => PackageFile.Text(name, JsonConvert.SerializeObject(value, Formatting.Indented) + "\n");
        return
        [
            Json(ModelFolder.ConfigFile, config),
            Json(ModelFolder.ThresholdsFile, thresholds),
            Json(ModelFolder.InfoFile, info),
            PackageFile.Text(ModelFolder.CardFile, texts.GetValueOrDefault(ModelFolder.CardFile) ?? ModelCard.Write(info, config, thresholds, texts.GetValueOrDefault(ModelFolder.HistoryFile))),
            new PackageFile(ModelFolder.WeightsFile, StateDictWriter.Bytes(weights)),
            .. texts.Where(t => t.Key != ModelFolder.CardFile).Select(t => PackageFile.Text(t.Key, t.Value)),
        ];
    }

    /// <summary>The files that let others use the model, the description last.</summary>
    /// <param name="source">The model.</param>
    /// <param name="own">Its own files.</param>
    /// <param name="sample">Sample and cover, or null.</param>
    /// <param name="further">Further forms of the weights.</param>
    public static List<PackageFile> ForOthers(PackageSource source, IReadOnlyList<PackageFile> own, PackageSample? sample, params IReadOnlyList<FurtherWeights> further)
    {
        var contents = new List<PackageFile>();
        PackageFile Add(PackageFile file)
        {
            contents.Add(file);
            return file;
        }

        PackedFile Hashed(PackageFile file) => new(file.Name, Convert.ToHexStringLower(SHA256.HashData(file.Content)));
        PackedFile Packed(string name, byte[] content) => Hashed(Add(new PackageFile(name, content)));
        var attached = own.Where(f => s_attached.Contains(f.Name)).Select(Hashed).ToList();
        var files = new PackedFiles(
            Packed(TestInputFile, PackageArray.Of(source.TestImage)),
            Packed(TestOutputFile, PackageArray.Of(source.TestOutput, source.Graph.OutputChannels.Count, source.Height, source.Width)),
            Hashed(own.Single(f => f.Name == ModelFolder.WeightsFile)),
            Hashed(Add(PackageFile.Text(ArchitectureFile, PythonSource(source)))))
        {
            Attachments = sample is null ? attached : [.. attached, Packed(SampleLabelsFile, sample.Labels)],
            Sample = sample is { Input: { } input } ? Packed(SampleInputFile, input) : null,
            Cover = sample is null ? null : Packed(CoverFile, sample.Cover),
            Further = [.. further.Select(w => (w.Kind, Hashed(Add(w.File)), w.Fields))],
        };
        _ = Add(PackageFile.Text(DescriptionFile, Yaml(BioimageioDescription.Of(source, files))));
        return contents;
    }

    /// <summary>The network as Python source.</summary>
    public static string PythonSource(PackageSource source) => PythonSourceWriter.Write(source.Layers, $"The network of the model \"{source.Info.Name}\".");

    // All text in quotation marks: a hash of digits alone would be read as a number.
    private static string Yaml(object description) => new SerializerBuilder()
        .WithEventEmitter(next => new QuotedText(next))
        .Build()
        .Serialize(description);

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
