using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Data;

/// <summary>
/// A folder of images and a folder of masks; partners have the same file name without extension. Read are .tif, .tiff,
/// .png, .jpg and .jpeg files (any case) that do not begin with a dot; order is by name. Pairs are read from disk each
/// time; a mask without objects is allowed (<see cref="TrainingSetSummary"/> counts them).
/// </summary>
public sealed class FolderPairs : ITrainingSet
{
    private static readonly string[] s_extensions = [".tif", ".tiff", ".png", ".jpg", ".jpeg"];
    private readonly IImageReader _reader;
    private readonly (string Name, string Image, string Mask)[] _pairs;

    /// <summary>Finds the partners; no image is read yet.</summary>
    /// <param name="imagesFolder">Folder of images.</param>
    /// <param name="masksFolder">Folder of label images.</param>
    /// <param name="reader">Reads the files.</param>
    /// <exception cref="UserAdviceException">A folder is missing or empty, a partner is missing, or a name occurs twice.</exception>
    public FolderPairs(string imagesFolder, string masksFolder, IImageReader reader)
    {
        _reader = reader;
        var images = FilesByName(imagesFolder, "image");
        var masks = FilesByName(masksFolder, "mask");
        var lonelyImages = images.Keys.Where(n => !masks.ContainsKey(n)).ToList();
        if (lonelyImages.Count > 0)
        {
            throw new UserAdviceException(
                $"{lonelyImages.Count} of {images.Count} images have no mask of the same name in \"{masksFolder}\": "
                + $"{PairRules.NameSome([.. lonelyImages.Select(n => Path.GetFileName(images[n]))])}; add the masks or move these images away.");
        }

        var lonelyMasks = masks.Keys.Where(n => !images.ContainsKey(n)).ToList();
        if (lonelyMasks.Count > 0)
        {
            throw new UserAdviceException(
                $"{lonelyMasks.Count} of {masks.Count} masks have no image of the same name in \"{imagesFolder}\": "
                + $"{PairRules.NameSome([.. lonelyMasks.Select(n => Path.GetFileName(masks[n]))])}; add the images or move these masks away.");
        }

        _pairs = [.. images.Select(i => (i.Key, i.Value, masks[i.Key]))];
    }

    /// <inheritdoc/>
    public int Count => _pairs.Length;

    /// <inheritdoc/>
    public string NameOf(int index) => _pairs[index].Name;

    /// <inheritdoc/>
    /// <exception cref="UserAdviceException">A file cannot be read, or image and mask differ in size.</exception>
    public TrainingPair Load(int index)
    {
        var (name, image, mask) = _pairs[index];
        return PairRules.RequireSameSize(new TrainingPair(name, _reader.ReadImage(image), _reader.ReadLabels(mask)));
    }

    /// <summary>The image files of a folder by name without extension.</summary>
    /// <param name="folder">Folder.</param>
    /// <param name="kind">What they are, for messages.</param>
    /// <exception cref="UserAdviceException">The folder is missing or empty, or a name occurs twice.</exception>
    internal static SortedDictionary<string, string> FilesByName(string folder, string kind)
    {
        if (!Directory.Exists(folder))
        {
            throw new UserAdviceException($"The {kind} folder \"{folder}\" does not exist; check the path.");
        }

        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var file = Path.GetFileName(path);
            if (file.StartsWith('.') || !s_extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            var name = Path.GetFileNameWithoutExtension(path);
            if (!files.TryAdd(name, path))
            {
                throw new UserAdviceException(
                    $"The {kind} folder \"{folder}\" has two files named \"{name}\" ({Path.GetFileName(files[name])} and {file}); keep one of them.");
            }
        }

        return files.Count > 0
            ? files
            : throw new UserAdviceException($"The {kind} folder \"{folder}\" has no {string.Join(", ", s_extensions)} files; put the {kind}s there.");
    }
}
