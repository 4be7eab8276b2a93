using FijiBridge.Engine;

namespace FijiBridge.Bridge.Batch;

/// <summary>Gives every image its place among the results, so that none hits another or an existing file.</summary>
internal static class BatchPlan
{
    /// <summary>
    /// Plans the results. Images below a folder keep its structure. a.tif and a.png in one place become a.tif_labels.tif and
    /// a.png_labels.tif; all others are named without the extension.
    /// </summary>
    /// <param name="images">The images.</param>
    /// <param name="folder">Folder of all results, or null for the folder of each image.</param>
    /// <param name="kinds">Which results.</param>
    /// <exception cref="UserAdviceException">Two images would write the same file whatever the extension.</exception>
    public static IReadOnlyList<WorkItem> Create(IReadOnlyList<FoundImage> images, string? folder, OutputKinds kinds)
    {
        var plans = images.Select(i => (Image: i, Folder: FolderOf(i, folder))).ToList();
        var shared = plans.GroupBy(p => PlaceOf(p.Folder, Path.GetFileNameWithoutExtension(p.Image.Path)), StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Skip(1).Any()).Select(g => g.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var owner = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var items = new List<WorkItem>(plans.Count);
        foreach (var (image, place) in plans)
        {
            var name = Path.GetFileNameWithoutExtension(image.Path);
            name = shared.Contains(PlaceOf(place, name)) ? Path.GetFileName(image.Path) : name;
            if (!owner.TryAdd(PlaceOf(place, name), image.Path))
            {
                var first = new OutputFiles(place, name, kinds).Wanted.First().Path;
                throw new UserAdviceException(
                    $"{owner[PlaceOf(place, name)]} and {image.Path} would both write {first}; rename one, give them different --out folders, or name the folder above them with --recursive, which keeps its structure.");
            }

            items.Add(new WorkItem(image.Path, null, new OutputFiles(place, name, kinds)));
        }

        return items;
    }

    /// <summary>Makes sure that no result exists yet.</summary>
    /// <exception cref="UserAdviceException">One does.</exception>
    public static void RequireFree(IEnumerable<WorkItem> items)
    {
        foreach (var (_, path) in items.SelectMany(i => i.Outputs.Wanted))
        {
            if (File.Exists(path))
            {
                throw new UserAdviceException($"{path} exists already; add --overwrite to replace it, --resume to go on with an interrupted batch, or give another folder with --out.");
            }
        }
    }

    private static string FolderOf(FoundImage image, string? folder) => folder is null
        ? Path.GetDirectoryName(image.Path) ?? ""
        : image.SubFolder is "" or "." ? folder : Path.Combine(folder, image.SubFolder);

    private static string PlaceOf(string folder, string name) => Path.Combine(Path.GetFullPath(folder.Length == 0 ? "." : folder), name);
}
