using System.Globalization;
using System.Text.RegularExpressions;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// Installs StarDist 2D models that were exported as TensorFlow SavedModels, the zips of Fiji's StarDist plugin. The network is known
/// from the names and shapes of its variables; thresholds are not in such a model.
/// </summary>
internal static partial class SavedModelImporter
{
    private const string Ask = "ask the colleague for the StarDist model folder with config.json and weights_best.h5";

    /// <summary>True where a folder holds a SavedModel.</summary>
    public static bool IsOne(string folder) => File.Exists(Path.Combine(folder, "saved_model.pb"));

    /// <summary>Installs it.</summary>
    /// <param name="folder">The SavedModel.</param>
    /// <param name="target">Model folder to create or replace.</param>
    /// <param name="info">Description.</param>
    /// <param name="thresholds">Thresholds, or null where nobody gives them.</param>
    /// <param name="source">What the user knows the model by, for messages.</param>
    /// <param name="notices">Receives what the user should know.</param>
    /// <exception cref="UserAdviceException">It is no StarDist 2D network, or damaged; the message says what to ask for.</exception>
    public static void Import(string folder, string target, ModelInfo info, StarDistThresholds? thresholds, string source, List<string> notices)
    {
        var variables = Path.Combine(folder, "variables");
        if (!File.Exists(Path.Combine(variables, "variables.index")))
        {
            throw new UserAdviceException($"{source} is a TensorFlow SavedModel without its variables; {Ask}.");
        }

        var layers = Layers(TensorBundle.Read(variables));
        var config = Config(layers, source);
        if (config.GridY > 1)
        {
            notices.Add($"The grid of the network is taken to be {config.GridY} x {config.GridX}, which its variables do not say but its layers tell.");
        }

        if (thresholds is null)
        {
            notices.Add("A TensorFlow model has no thresholds: those in use are the usual ones (probability 0.5, overlap 0.4); ask the colleague for thresholds.json, or tune them on images of your own.");
        }

        ModelPackage.Save(target, config, KerasLayout.FromKeras(config, layers, source), thresholds ?? StarDistThresholds.Default, info);
    }

    // Variables "layer/kernel" by layer; layers that Keras numbers come in the order of their numbers.
    private static List<KerasLayer> Layers(IReadOnlyDictionary<string, NamedTensor> variables) =>
    [
        .. variables.Values.Where(v => v.Name.Contains('/', StringComparison.Ordinal)).GroupBy(v => v.Name[..v.Name.LastIndexOf('/')])
            .Select(g => new KerasLayer(g.Key, g.ToDictionary(v => v.Name[(v.Name.LastIndexOf('/') + 1)..])))
            .OrderBy(l => Number().Match(l.Name) is { Success: true } n ? int.Parse(n.Groups[1].Value, CultureInfo.InvariantCulture) : -1),
    ];

    private static StarDistConfig Config(List<KerasLayer> layers, string source)
    {
        NamedTensor? Kernel(string name) => layers.FirstOrDefault(l => l.Name == name)?.Arrays.GetValueOrDefault("kernel");
        var first = layers.Select(l => Level().Match(l.Name)).FirstOrDefault(m => m.Success && m.Groups[2].Value == "0" && m.Groups[3].Value == "0");
        var middle = layers.Any(l => l.Name.Contains("middle_", StringComparison.Ordinal));
        var (dist, prob) = (Kernel("dist"), Kernel("prob"));
        if (dist is null || prob is null || first is null || !middle || dist.Shape.Length != 4)
        {
            throw new UserAdviceException(
                $"{source} is a TensorFlow SavedModel, but not of a StarDist 2D network (its layers are {string.Join(", ", layers.Take(8).Select(l => l.Name))} ...); {Ask}.");
        }

        var prefix = first.Groups[1].Value;
        var levels = layers.Select(l => Level().Match(l.Name)).Where(m => m.Success && m.Groups[1].Value == prefix).ToList();
        var convs = levels.Count(m => m.Groups[2].Value == "0");
        var stem = layers.Where(l => Stem().IsMatch(l.Name) && l.Arrays.GetValueOrDefault("kernel")?.Shape.Length == 4).ToList();
        var kernel = Kernel($"{prefix}down_level_0_no_0")!.Shape;
        var start = stem.Count > 0 ? stem[0].Arrays["kernel"].Shape : kernel;
        var grid = 1 << (stem.Count / Math.Max(1, convs));
        return new StarDistConfig
        {
            NChannelIn = (int)start[2],
            NRays = (int)dist.Shape[3],
            Grid = [grid, grid],
            NClasses = Kernel("prob_class") is { } classes ? (int)classes.Shape[3] - 1 : null,
            UnetNDepth = levels.Max(m => int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)) + 1,
            UnetNFilterBase = (int)kernel[3],
            UnetNConvPerDepth = convs,
            UnetKernelSize = [(int)kernel[0], (int)kernel[1]],
            UnetBatchNorm = layers.Any(l => l.Name.StartsWith("batch_normalization", StringComparison.Ordinal)),
            UnetPrefix = prefix,
            NetConvAfterUnet = Kernel("features") is { } features ? (int)features.Shape[3] : 0,
        };
    }

    [GeneratedRegex(@"^(.*)down_level_(\d+)_no_(\d+)$")]
    private static partial Regex Level();

    [GeneratedRegex(@"^conv2d(_\d+)?$")]
    private static partial Regex Stem();

    [GeneratedRegex(@"^(?:conv2d|batch_normalization)_(\d+)$")]
    private static partial Regex Number();
}
