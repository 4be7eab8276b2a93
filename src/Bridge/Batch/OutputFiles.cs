using Newtonsoft.Json;

namespace FijiBridge.Bridge.Batch;

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

    /// <summary>What the network gave for every pixel, NAME_maps.tif; only where it is asked for.</summary>
    Maps = 16,

    /// <summary>Label image for other programs, tiled and with a pyramid, NAME_labels.ome.tif; only where it is asked for; needs Bio-Formats.</summary>
    OmeTiff = 32,

    /// <summary>Class of every pixel, NAME_classes.tif; usual for models that give pixels one of several classes.</summary>
    Classes = 64,

    /// <summary>All results with objects.</summary>
    All = Labels | Rois | Table | Overlay,
}

/// <summary>The result files of one image and their names.</summary>
/// <param name="Folder">Where the results go.</param>
/// <param name="BaseName">How their names begin.</param>
/// <param name="Kinds">Which of them are wanted.</param>
internal sealed record OutputFiles(string Folder, string BaseName, OutputKinds Kinds)
{
    private static readonly (OutputKinds Kind, string Suffix)[] Suffixes =
    [
        (OutputKinds.Labels, "_labels.tif"),
        (OutputKinds.Rois, "_RoiSet.zip"),
        (OutputKinds.Table, "_objects.csv"),
        (OutputKinds.Overlay, "_overlay.png"),
        (OutputKinds.Maps, "_maps.tif"),
        (OutputKinds.OmeTiff, "_labels.ome.tif"),
        (OutputKinds.Classes, "_classes.tif"),
    ];

    /// <summary>The wanted files with their final paths.</summary>
    [JsonIgnore]
    public IEnumerable<(OutputKinds Kind, string Path)> Wanted =>
        Suffixes.Where(s => Kinds.HasFlag(s.Kind)).Select(s => (s.Kind, Path.Combine(Folder, BaseName + s.Suffix)));

    /// <summary>True for a file that an earlier <c>segment</c> wrote, which is therefore no input.</summary>
    public static bool IsResult(string path) => Suffixes.Any(s => path.EndsWith(s.Suffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>How the names of a kind of result end.</summary>
    public static string SuffixOf(OutputKinds kind) => Suffixes.First(s => s.Kind == kind).Suffix;

    /// <summary>The word for a kind of result on the command line and in logs.</summary>
    public static string NameOf(OutputKinds kind) => kind.ToString().ToLowerInvariant();
}
