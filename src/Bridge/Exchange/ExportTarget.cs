using FijiBridge.Engine.Exchange;

namespace FijiBridge.Bridge.Exchange;

/// <summary>A file (for StarDist: a folder) that an export writes.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Path">Its full path.</param>
internal sealed record ExportTarget(ExportFormat Format, string Path)
{
    /// <summary>The names of the formats, as options and requests have them.</summary>
    public static IReadOnlyList<string> FormatNames { get; } = [.. Enum.GetNames<ExportFormat>().Select(n => n.ToLowerInvariant())];

    /// <summary>Everything that is written: <see cref="Path"/> and, for a state dict, the Python source beside it.</summary>
    public IReadOnlyList<string> Paths => Format == ExportFormat.PyTorch ? [Path, System.IO.Path.ChangeExtension(Path, ".py")] : [Path];

    /// <summary>The first of several targets' files that is there already, or null.</summary>
    public static string? FirstExisting(IEnumerable<ExportTarget> targets) => targets.SelectMany(t => t.Paths).FirstOrDefault(System.IO.Path.Exists);

    /// <summary>Usual name of an export of one format.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="format">Format.</param>
    /// <param name="others">True where exports of other formats lie beside it: two of them end in .pt.</param>
    public static string FileName(string model, ExportFormat format, bool others = false) => model + format switch
    {
        ExportFormat.Bioimageio => ".zip",
        ExportFormat.Onnx => ".onnx",
        ExportFormat.StarDist => "-stardist",
        ExportFormat.TorchScript when others => "-torchscript.pt",
        ExportFormat.PyTorch when others => "-pytorch.pt",
        _ => ".pt",
    };

    /// <summary>Where a model goes in each of several formats.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="formats">Formats, each once.</param>
    /// <param name="path">
    /// A folder, which receives files of the usual names; for one format also the file to write. What is there decides, else
    /// several formats or a separator at the end mean a folder.
    /// </param>
    public static IReadOnlyList<ExportTarget> Of(string model, IReadOnlyList<ExportFormat> formats, string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var isFolder = formats.Count > 1 || Directory.Exists(full) || System.IO.Path.EndsInDirectorySeparator(full);
        return [.. formats.Select(f => new ExportTarget(f, isFolder ? System.IO.Path.Combine(full, FileName(model, f, others: true)) : full))];
    }
}
