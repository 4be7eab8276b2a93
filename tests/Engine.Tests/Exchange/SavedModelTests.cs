using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using Xunit;

namespace FijiBridge.Engine.Tests.Exchange;

/// <summary>The zips of Fiji's StarDist plugin: variables of a known network in TensorFlow's table of variables.</summary>
public sealed class SavedModelTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("fijibridge-tensorflow-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Models => Path.Combine(_root, "models");

    public static TheoryData<string, StarDistConfig> Networks => new()
    {
        { "grid 1", Small },
        { "grid 2, classes, batch norm", Small with { Grid = [2, 2], NClasses = 2, UnetBatchNorm = true, NChannelIn = 3 } },
        { "grid 4, depth 3, no features", Small with { Grid = [4, 4], UnetNDepth = 3, NetConvAfterUnet = 0 } },
        { "prefix, kernel 5, three convolutions", Small with { UnetPrefix = "net_", UnetKernelSize = [5, 3], UnetNConvPerDepth = 3 } },
    };

    private static StarDistConfig Small => new() { NRays = 6, UnetNDepth = 2, UnetNFilterBase = 4, NetConvAfterUnet = 8 };

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_zip_of_the_plugin_is_the_network_that_its_variables_tell(string name, StarDistConfig config)
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), config, name);
        var folder = Write(model, config);
        ZipFile.CreateFromDirectory(folder, Path.Combine(_root, "TF_SavedModel.zip"));
        var imported = ModelImporter.Import(Path.Combine(_root, "TF_SavedModel.zip"), Models);
        Assert.Equal(Newtonsoft.Json.JsonConvert.SerializeObject(config), Newtonsoft.Json.JsonConvert.SerializeObject(ModelFolder.LoadConfig(imported.Folder)));
        Assert.Equal(ModelFolder.LoadWeights(model), ModelFolder.LoadWeights(imported.Folder));
        Assert.Contains(imported.Notices, n => n.Contains("thresholds.json", StringComparison.Ordinal));
    }

    [Fact]
    public void A_package_with_such_a_zip_brings_its_thresholds()
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), Small);
        var package = Directory.CreateDirectory(Path.Combine(_root, "package")).FullName;
        ZipFile.CreateFromDirectory(Write(model, Small), Path.Combine(package, "TF_SavedModel.zip"));
        File.WriteAllText(Path.Combine(package, "rdf.yaml"), """
            type: model
            format_version: 0.4.0
            name: StarDist
            weights: {tensorflow_saved_model_bundle: {source: TF_SavedModel.zip}}
            config: {stardist: {thresholds: {prob: 0.48, nms: 0.3}}}
            """);
        var imported = ModelImporter.Import(package, Models, new() { Name = "m" });
        Assert.Equal(new StarDistThresholds(0.48, 0.3), ModelFolder.LoadThresholds(imported.Folder));
        Assert.Equal(ModelFolder.LoadWeights(model), ModelFolder.LoadWeights(imported.Folder));
        Assert.Empty(imported.Notices);
    }

    [Fact]
    public void What_is_no_stardist_network_or_damaged_is_named()
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), Small);
        Refused(Write(model, Small, layer => layer == "dist" ? "dense_1" : layer), "not of a StarDist 2D network");
        Refused(Write(model, Small, layer => layer == "up_level_0_no_0" ? "else" : layer), "has no layer up_level_0_no_0");
        var folder = Write(model, Small);
        var index = Path.Combine(folder, "variables", "variables.index");
        var good = File.ReadAllBytes(index);
        File.WriteAllBytes(index, good[..^9]);
        Refused(folder, "not a table of variables");
        File.WriteAllBytes(index, good);
        var data = Path.Combine(folder, "variables", "variables.data-00000-of-00001");
        File.WriteAllBytes(data, File.ReadAllBytes(data)[..1000]);
        Refused(folder, "cannot be read");
        File.Delete(data);
        Refused(folder, "variables.data-00000-of-00001");
        File.Delete(index);
        Refused(folder, "without its variables");
    }

    private void Refused(string folder, string words)
    {
        Assert.Contains(words, Assert.Throws<UserAdviceException>(() => ModelImporter.Import(folder, Models, new() { Name = "m" })).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Models));
    }

    private string Write(string model, StarDistConfig config, Func<string, string>? rename = null)
    {
        var folder = Path.Combine(_root, $"tf{Guid.NewGuid():N}");
        var variables = Directory.CreateDirectory(Path.Combine(folder, "variables")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "saved_model.pb"), [1]);
        using var data = new MemoryStream();
        var entries = new SortedDictionary<string, ProtobufWriter>(StringComparer.Ordinal) { [""] = new ProtobufWriter().Int(1, 1) };
        foreach (var layer in KerasLayout.ToKeras(config, ModelFolder.LoadWeights(model)))
        {
            foreach (var (part, array) in layer.Arrays)
            {
                var shape = new ProtobufWriter();
                foreach (var extent in array.Shape)
                {
                    shape.Message(2, new ProtobufWriter().Int(1, extent));
                }

                entries[$"{(rename is null ? layer.Name : rename(layer.Name))}/{part}"] =
                    new ProtobufWriter().Int(1, 1).Message(2, shape).Int(4, data.Length).Int(5, array.Values.Length * sizeof(float));
                data.Write(MemoryMarshal.AsBytes(array.Values.AsSpan()));
            }
        }

        File.WriteAllBytes(Path.Combine(variables, "variables.data-00000-of-00001"), data.ToArray());
        File.WriteAllBytes(Path.Combine(variables, "variables.index"), Table(entries));
        return folder;
    }

    // blocks of a few entries, whose keys share their beginnings, then the block of blocks and the footer
    private static byte[] Table(SortedDictionary<string, ProtobufWriter> entries)
    {
        using var file = new MemoryStream();
        var blocks = new List<(byte[] Key, byte[] Value)>();
        foreach (var chunk in entries.Chunk(7))
        {
            var handle = Block(file, chunk.Select(e => (Encoding.UTF8.GetBytes(e.Key), e.Value.Written.ToArray())));
            blocks.Add((Encoding.UTF8.GetBytes(chunk[^1].Key), handle));
        }

        var meta = Block(file, []);
        var index = Block(file, blocks);
        var footer = new byte[48];
        meta.CopyTo(footer, 0);
        index.CopyTo(footer, meta.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(footer.AsSpan(40), 0xdb4775248b80fb57);
        file.Write(footer);
        return file.ToArray();
    }

    private static byte[] Block(MemoryStream file, IEnumerable<(byte[] Key, byte[] Value)> entries)
    {
        var start = file.Length;
        byte[] last = [];
        foreach (var (key, value) in entries)
        {
            var shared = key.AsSpan().CommonPrefixLength(last);
            file.Write([.. VarInt(shared), .. VarInt(key.Length - shared), .. VarInt(value.Length), .. key[shared..], .. value]);
            last = key;
        }

        file.Write([0, 0, 0, 0, 1, 0, 0, 0]); // one restart, at 0
        var size = file.Length - start;
        file.Write(new byte[5]); // not compressed; a checksum that nobody reads
        return [.. VarInt(start), .. VarInt(size)];
    }

    private static byte[] VarInt(long value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
