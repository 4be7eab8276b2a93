using FijiBridge.Engine;

namespace FijiBridge.Bridge.Cli;

/// <summary>A true label image and its prediction.</summary>
/// <param name="Name">Common name.</param>
/// <param name="Truth">Path of the truth.</param>
/// <param name="Prediction">Path of the prediction.</param>
internal sealed record LabelPair(string Name, string Truth, string Prediction);

/// <summary>Finds the prediction of each true label image: one of the same base name, or NAME_labels as segment writes it.</summary>
internal static class LabelPairs
{
    private const string Suffix = "_labels";
    private static readonly string[] Extensions = [".tif", ".tiff", ".png"];

    /// <summary>Pairs two files, or the files of two folders.</summary>
    /// <exception cref="UserAdviceException">A path does not exist, or a truth has no prediction.</exception>
    public static IReadOnlyList<LabelPair> Find(string truth, string prediction)
    {
        if (File.Exists(truth) && File.Exists(prediction))
        {
            return [new LabelPair(Path.GetFileNameWithoutExtension(truth), truth, prediction)];
        }

        foreach (var path in new[] { truth, prediction })
        {
            if (!Directory.Exists(path))
            {
                throw new UserAdviceException(File.Exists(path)
                    ? $"{path} is a file and the other path is not; give two label images or two folders."
                    : $"{path} does not exist; give two label images or two folders of them.");
            }
        }

        var predictions = ByName(prediction);
        var truths = ByName(truth);
        if (truths.Count == 0)
        {
            throw new UserAdviceException($"Folder {truth} holds no label image ({string.Join(", ", Extensions)}); give the folder of the truth first.");
        }

        var missing = truths.Keys.Where(n => !predictions.ContainsKey(n)).ToList();
        return missing.Count == 0
            ? [.. truths.Select(t => new LabelPair(t.Key, t.Value, predictions[t.Key]))]
            : throw new UserAdviceException(
                $"{missing.Count} of {truths.Count} label images in {truth} have no prediction in {prediction}, first {missing[0]}; segment them too, or move their truth away.");
    }

    private static SortedDictionary<string, string> ByName(string folder)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => Extensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            name = name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
            if (!file.EndsWith("_overlay.png", StringComparison.OrdinalIgnoreCase) && !found.TryAdd(name, file))
            {
                throw new UserAdviceException($"Both {found[name]} and {file} could be the label image of {name}; move one of them away.");
            }
        }

        return found;
    }
}
