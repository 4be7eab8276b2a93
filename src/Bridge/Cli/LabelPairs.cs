using FijiBridge.Bridge.ImageJ;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.Cli;

/// <summary>A true label image and its prediction.</summary>
/// <param name="Name">Common name.</param>
/// <param name="Truth">Path of the truth.</param>
/// <param name="Prediction">Path of the prediction.</param>
/// <param name="Image">Path of the image that was segmented, or null.</param>
internal sealed record LabelPair(string Name, string Truth, string Prediction, string? Image);

/// <summary>
/// Finds the prediction of each truth: a label image of the same base name or NAME_labels, or ROIs NAME.zip or NAME_RoiSet.zip, or a class
/// image NAME_classes, as segment writes them.
/// </summary>
internal static class LabelPairs
{
    private const string ClassSuffix = "_classes";
    private const string OmeTiff = ".ome.tif";
    private static readonly string[] Suffixes = ["_labels", "-labels", "_RoiSet", "-rois"];
    private static readonly string[] Extensions = [".tif", ".tiff", ".png", ".zip"];
    private static readonly string[] ImageExtensions = [".tif", ".tiff", ".png", ".jpg", ".jpeg", ".gif", ".bmp"];

    /// <summary>Pairs two files, or the files of two folders, and the images that belong to them.</summary>
    /// <param name="truth">File or folder of the truth.</param>
    /// <param name="prediction">File or folder of the predictions.</param>
    /// <param name="images">File or folder of the images, or null.</param>
    /// <param name="say">Told of predictions that have no truth, which are left out.</param>
    /// <param name="asClasses">True to pair class images: of the results of segment NAME_classes, and not NAME_labels.</param>
    /// <exception cref="UserAdviceException">A path does not exist, or a truth has no prediction or image.</exception>
    public static IReadOnlyList<LabelPair> Find(string truth, string prediction, string? images, Action<string> say, bool asClasses = false) =>
        Find(truth, prediction, images, new Kind(asClasses ? "class image" : "label image", Extensions, asClasses), say);

    /// <summary>Pairs two images of grey values, or those of two folders.</summary>
    /// <param name="truth">File or folder of the images as they should be.</param>
    /// <param name="prediction">File or folder of the images to judge.</param>
    /// <param name="say">Told of images that have no truth, which are left out.</param>
    /// <exception cref="UserAdviceException">A path does not exist, or a truth has no partner.</exception>
    public static IReadOnlyList<LabelPair> FindImages(string truth, string prediction, Action<string> say) => Find(truth, prediction, null, new Kind("image", ImageExtensions, false), say);

    private static IReadOnlyList<LabelPair> Find(string truth, string prediction, string? images, Kind kind, Action<string> say)
    {
        if (File.Exists(truth) && File.Exists(prediction))
        {
            var name = Path.GetFileNameWithoutExtension(truth);
            return [new LabelPair(name, truth, prediction, images is null ? null : File.Exists(images) ? images : ImageOf(name, images, Images(images)))];
        }

        foreach (var path in new[] { truth, prediction })
        {
            if (!Directory.Exists(path))
            {
                throw new UserAdviceException(File.Exists(path)
                    ? $"{path} is a file and the other path is not; give two {kind.Name}s or two folders."
                    : $"{path} does not exist; give two {kind.Name}s or two folders of them.");
            }
        }

        var predictions = ByName(prediction, kind);
        var truths = ByName(truth, kind);
        if (truths.Count == 0)
        {
            throw new UserAdviceException($"Folder {truth} holds no {kind.Name} ({string.Join(", ", kind.Extensions)}); give the folder of the truth first.");
        }

        var imageFiles = images is null ? null : Images(images);
        var missing = truths.Keys.Where(n => !predictions.ContainsKey(n)).ToList();
        var extra = predictions.Keys.Where(n => !truths.ContainsKey(n)).ToList();
        if (extra.Count > 0 && missing.Count == 0)
        {
            say($"{extra.Count} of {predictions.Count} {kind.Name}s in {prediction} have no truth in {truth}, first {extra[0]}; they are left out.");
        }

        return missing.Count == 0
            ? [.. truths.Select(t => new LabelPair(t.Key, t.Value, predictions[t.Key], images is null ? null : ImageOf(t.Key, images, imageFiles!)))]
            : throw new UserAdviceException(
                $"{missing.Count} of {truths.Count} {kind.Name}s in {truth} have no prediction in {prediction}, first {missing[0]}; make them too, or move their truth away.");
    }

    /// <summary>The label images and ROI sets of a folder by their base names, in order.</summary>
    public static SortedDictionary<string, string> ByName(string folder) => ByName(folder, new Kind("label image", Extensions, false));

    private static SortedDictionary<string, string> ByName(string folder, Kind kind)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Files(folder, kind.Extensions).Where(f => !f.EndsWith("_overlay.png", StringComparison.OrdinalIgnoreCase)))
        {
            var name = IsClasses(file) ? Path.GetFileNameWithoutExtension(file)[..^ClassSuffix.Length] : BaseName(file);
            if (found.TryAdd(name, file))
            {
                continue;
            }

            if (IsClasses(file) != IsClasses(found[name]))
            {
                found[name] = IsClasses(file) == kind.AsClasses ? file : found[name]; // segment wrote both
                continue;
            }

            // Of what segment wrote for one image, labels say more than ROIs, and an OME-TIFF of them says the same.
            if (Rank(file) == Rank(found[name]))
            {
                throw new UserAdviceException($"Both {found[name]} and {file} could be the {kind.Name} of {name}; move one of them away.");
            }

            found[name] = Rank(file) > Rank(found[name]) ? found[name] : file;
        }

        return found;
    }

    /// <summary>The image of a name in a folder.</summary>
    /// <exception cref="UserAdviceException">There is none.</exception>
    public static string ImageOf(string name, string folder, IReadOnlyDictionary<string, string> images) => images.TryGetValue(name, out var image)
        ? image
        : throw new UserAdviceException($"There is no image {name} in {folder}; each label image needs one of its name, or leave out --images.");

    /// <summary>The images of a folder by their base names; results of segment are not among them.</summary>
    /// <exception cref="UserAdviceException">There is no such folder.</exception>
    public static IReadOnlyDictionary<string, string> Images(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new UserAdviceException($"{folder} does not exist; give the image or the folder of the images with --images.");
        }

        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in InputFiles.Expand([folder], recursive: false))
        {
            _ = found.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        }

        return found;
    }

    /// <summary>The name of the image that a label image or ROI set belongs to.</summary>
    public static string BaseName(string file)
    {
        var name = Path.GetFileNameWithoutExtension(IsOmeLabels(file) ? file.Remove(file.LastIndexOf(OmeTiff, StringComparison.OrdinalIgnoreCase)) + ".tif" : file);
        var suffix = Suffixes.FirstOrDefault(s => name.EndsWith(s, StringComparison.Ordinal));
        return suffix is null ? name : name[..^suffix.Length];
    }

    private static bool IsClasses(string file) => Path.GetFileNameWithoutExtension(file).EndsWith(ClassSuffix, StringComparison.Ordinal);

    // What is paired; where segment wrote NAME_classes and NAME_labels, AsClasses takes the former.
    private sealed record Kind(string Name, string[] Extensions, bool AsClasses);

    private static int Rank(string file) => RoiSetReader.IsRoiFile(file) ? 2 : IsOmeLabels(file) ? 1 : 0;

    // NAME_labels.ome.tif is what segment writes of NAME; NAME.ome.tif is an image.
    private static bool IsOmeLabels(string file) =>
        Suffixes.Any(s => file.EndsWith(s + OmeTiff, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Files(string folder, string[] extensions) =>
        Directory.EnumerateFiles(folder).Where(f => extensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);
}
