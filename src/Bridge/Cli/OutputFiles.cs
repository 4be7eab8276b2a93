using FijiBridge.Engine;

namespace FijiBridge.Bridge.Cli;

/// <summary>What <c>segment</c> writes for an image.</summary>
[Flags]
internal enum OutputKinds
{
    /// <summary>Label image, NAME_labels.tif.</summary>
    Labels = 1,

    /// <summary>ImageJ ROI set, NAME_RoiSet.zip.</summary>
    Rois = 2,

    /// <summary>Table of objects, NAME_objects.csv.</summary>
    Table = 4,

    /// <summary>Outlines drawn on the image, NAME_overlay.png.</summary>
    Overlay = 8,

    /// <summary>All of them.</summary>
    All = Labels | Rois | Table | Overlay,
}

/// <summary>The result files of one image and their names.</summary>
/// <param name="Input">The image file.</param>
/// <param name="Folder">Where the results go.</param>
/// <param name="Kinds">Which of them are wanted.</param>
internal sealed record OutputFiles(string Input, string Folder, OutputKinds Kinds)
{
    private static readonly (OutputKinds Kind, string Suffix)[] Suffixes =
    [
        (OutputKinds.Labels, "_labels.tif"),
        (OutputKinds.Rois, "_RoiSet.zip"),
        (OutputKinds.Table, "_objects.csv"),
        (OutputKinds.Overlay, "_overlay.png"),
    ];

    /// <summary>The wanted files with their final paths.</summary>
    public IEnumerable<(OutputKinds Kind, string Path)> Wanted =>
        Suffixes.Where(s => Kinds.HasFlag(s.Kind)).Select(s => (s.Kind, Path.Combine(Folder, BaseName + s.Suffix)));

    private string BaseName => Path.GetFileNameWithoutExtension(Input);

    /// <summary>True for a file that an earlier <c>segment</c> wrote, which is therefore no input.</summary>
    public static bool IsResult(string path) => Suffixes.Any(s => path.EndsWith(s.Suffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>How the names of a kind of result end.</summary>
    public static string SuffixOf(OutputKinds kind) => Suffixes.First(s => s.Kind == kind).Suffix;

    /// <summary>Plans the results of several images and makes sure that none hits another or an existing file.</summary>
    /// <param name="inputs">Image files.</param>
    /// <param name="folder">Folder of all results, or null for the folder of each image.</param>
    /// <param name="kinds">Which results.</param>
    /// <param name="overwrite">Whether existing files may be replaced.</param>
    /// <exception cref="UserAdviceException">Two images would write the same file, or a result exists already.</exception>
    public static IReadOnlyList<OutputFiles> Plan(IReadOnlyList<string> inputs, string? folder, OutputKinds kinds, bool overwrite)
    {
        var plans = inputs.Select(i => new OutputFiles(i, folder ?? Path.GetDirectoryName(i) ?? "", kinds)).ToList();
        var owner = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var plan in plans)
        {
            foreach (var (_, path) in plan.Wanted)
            {
                if (!owner.TryAdd(Path.GetFullPath(path), plan.Input))
                {
                    throw new UserAdviceException($"{owner[Path.GetFullPath(path)]} and {plan.Input} would both write {path}; rename one or give them different --out folders.");
                }

                if (!overwrite && File.Exists(path))
                {
                    throw new UserAdviceException($"{path} exists already; add --overwrite to replace it or give another folder with --out.");
                }
            }
        }

        return plans;
    }
}
