using FijiBridge.Engine.Files;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using YamlDotNet.RepresentationModel;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// What is kept of a package of another program whose TorchScript network is installed: its description, test and sample images and covers, so that the model
/// folder is that package still. Other forms of the weights and attachments are left out, and out of the description.
/// </summary>
internal static class KeptPackage
{
    // test and sample images as the formats 0.4 and 0.5 name them
    private static readonly string[] s_oldLists = ["test_inputs", "test_outputs", "sample_inputs", "sample_outputs", "covers"];
    private static readonly string[] s_tensors = ["test_tensor", "sample_tensor"];
    private static readonly string[] s_leftOut = ["attachments", "icon"];

    /// <summary>Writes the description and the files that it names, but not the network, into a folder.</summary>
    /// <param name="package">The package.</param>
    /// <param name="folder">Model folder that is being written, with the network as <see cref="ModelFolder.ScriptFile"/> and the card.</param>
    public static void Write(ForeignPackage package, string folder)
    {
        var yaml = new YamlStream();
        using (var text = new StringReader(File.ReadAllText(package.File)))
        {
            yaml.Load(text);
        }

        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        foreach (var key in s_leftOut)
        {
            _ = root.Children.Remove(key);
        }

        if (package.PathOf(package.Description.Text("documentation")) is not null)
        {
            root.Children["documentation"] = ModelFolder.CardFile;
        }

        KeepTorchScript((YamlMappingNode)root["weights"]);
        foreach (var source in Sources(root).Distinct(StringComparer.Ordinal))
        {
            if (package.PathOf(source) is { } path)
            {
                var target = Path.Combine(folder, Path.GetRelativePath(Path.GetFullPath(package.Folder), path));
                AtomicFile.CreateFolder(Path.GetDirectoryName(target)!);
                File.Copy(path, target); // a name of our own files would be refused
            }
        }

        using var writer = new StringWriter();
        yaml.Save(writer, assignAnchors: false);
        AtomicFile.WriteText(Path.Combine(folder, PackageContents.DescriptionFile), writer.ToString());
    }

    private static void KeepTorchScript(YamlMappingNode weights)
    {
        var script = (YamlMappingNode)weights["torchscript"];
        script.Children["source"] = ModelFolder.ScriptFile;
        _ = script.Children.Remove("parent"); // the weights that it was made from are not here
        weights.Children.Clear();
        weights.Children["torchscript"] = script;
    }

    private static IEnumerable<string> Sources(YamlMappingNode root)
    {
        static IEnumerable<YamlNode> List(YamlMappingNode map, string key) => map.Children.TryGetValue(key, out var node) && node is YamlSequenceNode list ? list : [];
        var tensors = List(root, "inputs").Concat(List(root, "outputs")).OfType<YamlMappingNode>()
            .SelectMany(t => s_tensors.Select(k => t.Children.TryGetValue(k, out var tensor) ? tensor : null)).OfType<YamlMappingNode>();
        return tensors.Select(t => t.Children.TryGetValue("source", out var source) ? source : null)
            .Concat(s_oldLists.SelectMany(k => List(root, k)))
            .Select(n => n is YamlMappingNode file && file.Children.TryGetValue("source", out var source) ? source : n)
            .OfType<YamlScalarNode>().Select(s => s.Value ?? "");
    }
}
