using System.Text.RegularExpressions;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// Translates between the weights of a StarDist network here (state-dict keys, kernels (out, in, y, x)) and in Keras (layers,
/// kernels (y, x, in, out)). Our keys are the Keras layer names; layers that Keras numbers by itself (conv2d_7,
/// batch_normalization_3) are matched by their order, because the numbers go on from model to model in one Python process.
/// </summary>
internal static partial class KerasLayout
{
    private static readonly (string Ours, string Keras)[] ConvolutionParts = [("weight", "kernel"), ("bias", "bias")];
    private static readonly (string Ours, string Keras)[] NormParts = [("weight", "gamma"), ("bias", "beta"), ("running_mean", "moving_mean"), ("running_var", "moving_variance")];

    /// <summary>Our tensors from the layers of a file.</summary>
    /// <param name="config">Shape of the network.</param>
    /// <param name="layers">Layers in the file's order.</param>
    /// <param name="path">File, for messages.</param>
    /// <exception cref="UserAdviceException">A layer is missing or has another shape; the message names it and both shapes.</exception>
    public static IReadOnlyList<NamedTensor> FromKeras(StarDistConfig config, IReadOnlyList<KerasLayer> layers, string path)
    {
        var byName = layers.ToDictionary(l => l.Name, StringComparer.Ordinal);
        var numbered = layers.Where(l => Numbered().IsMatch(l.Name)).GroupBy(l => IsNorm(l.Name)).ToDictionary(g => g.Key, g => new Queue<KerasLayer>(g));
        var tensors = new List<NamedTensor>();
        var shapes = StarDistTensors.Of(config);
        foreach (var layer in LayerNames(shapes))
        {
            var source = Numbered().IsMatch(layer)
                ? numbered.TryGetValue(IsNorm(layer), out var queue) && queue.TryDequeue(out var next) ? next : null
                : byName.GetValueOrDefault(layer);
            if (source is null)
            {
                throw new UserAdviceException($"{path} has no layer {layer}, which config.json asks for; the two are not of the same model. It has {string.Join(", ", layers.Take(60).Select(l => l.Name))}.");
            }

            tensors.AddRange(Parts(layer).Select(p => Tensor($"{layer}.{p.Ours}", shapes[$"{layer}.{p.Ours}"], source, p.Keras, path)));
        }

        return tensors;
    }

    /// <summary>The Keras layers of our weights.</summary>
    public static IReadOnlyList<KerasLayer> ToKeras(StarDistConfig config, IReadOnlyDictionary<string, float[]> weights)
    {
        var shapes = StarDistTensors.Of(config);
        return
        [
            .. LayerNames(shapes).Select(layer => new KerasLayer(layer, Parts(layer).ToDictionary(p => p.Keras, p =>
            {
                var (shape, values) = (shapes[$"{layer}.{p.Ours}"], weights[$"{layer}.{p.Ours}"]);
                return shape.Length == 4
                    ? new NamedTensor(p.Keras, [shape[2], shape[3], shape[1], shape[0]], Permute(values, shape[0], shape[1], shape[2] * shape[3], toKeras: true))
                    : new NamedTensor(p.Keras, shape, values);
            }))),
        ];
    }

    private static NamedTensor Tensor(string key, long[] shape, KerasLayer source, string part, string path)
    {
        if (!source.Arrays.TryGetValue(part, out var array))
        {
            throw new UserAdviceException($"The layer {source.Name} of {path} has no {part}; it has {string.Join(", ", source.Arrays.Keys)}.");
        }

        long[] expected = shape.Length == 4 ? [shape[2], shape[3], shape[1], shape[0]] : shape;
        if (!expected.SequenceEqual(array.Shape))
        {
            throw new UserAdviceException(
                $"The {part} of layer {source.Name} in {path} has the shape [{string.Join(", ", array.Shape)}]; config.json asks for [{string.Join(", ", expected)}].");
        }

        return new NamedTensor(key, shape, shape.Length == 4 ? Permute(array.Values, shape[0], shape[1], shape[2] * shape[3], toKeras: false) : array.Values);
    }

    // (out, in, taps) to (taps, in, out), or back.
    private static float[] Permute(float[] values, long outputs, long inputs, long taps, bool toKeras)
    {
        var result = new float[values.Length];
        for (long o = 0; o < outputs; o++)
        {
            for (long i = 0; i < inputs; i++)
            {
                for (long t = 0; t < taps; t++)
                {
                    long ours = (((o * inputs) + i) * taps) + t, keras = (((t * inputs) + i) * outputs) + o;
                    result[toKeras ? keras : ours] = values[toKeras ? ours : keras];
                }
            }
        }

        return result;
    }

    private static IEnumerable<string> LayerNames(IReadOnlyDictionary<string, long[]> shapes) => shapes.Keys.Select(k => k[..k.LastIndexOf('.')]).Distinct();

    private static (string Ours, string Keras)[] Parts(string layer) => IsNorm(layer) ? NormParts : ConvolutionParts;

    private static bool IsNorm(string layer) => layer.StartsWith("batch_normalization", StringComparison.Ordinal);

    [GeneratedRegex(@"^(conv2d|batch_normalization)(_\d+)?$")]
    private static partial Regex Numbered();
}
