using FijiBridge.Engine.Files;
using FijiBridge.Engine.Models;
using PureHDF;

namespace FijiBridge.Engine.Exchange;

/// <summary>The weights of one Keras layer: arrays by the last part of their Keras name ("kernel", "bias", "gamma" ...).</summary>
internal sealed record KerasLayer(string Name, IReadOnlyDictionary<string, NamedTensor> Arrays);

/// <summary>
/// Reads and writes the HDF5 files that Keras 2 makes of weights (save_weights): a group per layer with the names of its arrays in
/// the attribute weight_names, and the names of the layers in the root's attribute layer_names. Whole saved models are read too.
/// </summary>
internal static class KerasWeightsFile
{
    private const string LayerNames = "layer_names";
    private const string WeightNames = "weight_names";

    /// <summary>Reads all layers that have weights, in the file's order.</summary>
    /// <exception cref="UserAdviceException">The file is damaged, or is not a weights file of Keras 2.</exception>
    public static IReadOnlyList<KerasLayer> Read(string path)
    {
        try
        {
            using var file = H5File.OpenRead(path);
            IH5Group root = file.AttributeExists(LayerNames) || !file.LinkExists("model_weights") ? file : file.Group("model_weights");
            if (!root.AttributeExists(LayerNames))
            {
                throw new UserAdviceException(
                    $"{path} has no list of layers, as the weights of Keras 2 do; save the model with the StarDist version that trained it, or ask for its weights_best.h5.");
            }

            return [.. Names(root, LayerNames).Select(name => Layer(root, name, path)).Where(l => l.Arrays.Count > 0)];
        }
        catch (Exception e) when (e is not UserAdviceException and not OutOfMemoryException)
        {
            throw new UserAdviceException($"{path} cannot be read as HDF5 weights: {e.Message.TrimEnd('.')}; copy the file again.", e);
        }
    }

    /// <summary>Writes layers; a file of that name is replaced.</summary>
    public static void Write(string path, IReadOnlyList<KerasLayer> layers)
    {
        var file = new H5File();
        file.Attributes[LayerNames] = layers.Select(l => l.Name).ToArray();
        file.Attributes["backend"] = "tensorflow";
        file.Attributes["keras_version"] = "2.10.0";
        foreach (var layer in layers)
        {
            var inner = new H5Group();
            foreach (var (name, array) in layer.Arrays)
            {
                inner[$"{name}:0"] = new H5Dataset(array.Values, fileDims: [.. array.Shape.Select(n => (ulong)n)]);
            }

            var outer = new H5Group { [layer.Name] = inner };
            outer.Attributes[WeightNames] = layer.Arrays.Keys.Select(n => $"{layer.Name}/{n}:0").ToArray();
            file[layer.Name] = outer;
        }

        AtomicFile.Write(path, stream => file.Write(stream));
    }

    private static KerasLayer Layer(IH5Group root, string name, string path)
    {
        var group = root.Group(name);
        var arrays = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        foreach (var weight in group.AttributeExists(WeightNames) ? Names(group, WeightNames) : [])
        {
            var dataset = group.Dataset(weight);
            var key = weight[(weight.LastIndexOf('/') + 1)..].Split(':')[0];
            var shape = dataset.Space.Dimensions.Select(n => (long)n).ToArray();
            var values = dataset.Read<float[]>();
            if (!values.All(float.IsFinite))
            {
                throw new UserAdviceException($"The array {weight} of {path} holds numbers that are not finite; the training it is from failed.");
            }

            arrays[key] = new NamedTensor(weight, shape, values);
        }

        return new KerasLayer(name, arrays);
    }

    private static string[] Names(IH5Object holder, string attribute)
    {
        var list = holder.Attribute(attribute);
        return list.Space.Dimensions is [0] ? [] : [.. list.Read<string[]>().Select(n => n.TrimEnd('\0'))];
    }
}
