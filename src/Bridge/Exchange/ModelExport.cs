using FijiBridge.Bridge.Cli;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine;
using FijiBridge.Engine.Exchange;

namespace FijiBridge.Bridge.Exchange;

/// <summary>A model in several formats: all of their files appear together, or none.</summary>
internal static class ModelExport
{
    /// <summary>Writes a model; what is there is replaced.</summary>
    /// <param name="folder">Model folder.</param>
    /// <param name="targets">What to write, all into one folder.</param>
    /// <param name="progress">Told the stage in words, formats done, and all of them.</param>
    /// <param name="cancellation">Stops between two formats; nothing is left then.</param>
    /// <param name="options">What goes into it beside the model.</param>
    /// <returns>
    /// The files, and the largest difference between a written network and the model, as a part of the largest output (null where none was run).
    /// </returns>
    /// <exception cref="UserAdviceException">The model cannot be exported so, or the files cannot be written.</exception>
    public static ExportResult Write(
        string folder, IReadOnlyList<ExportTarget> targets, Action<string, long, long> progress, CancellationToken cancellation, ExportOptions? options = null)
    {
        var parent = Path.GetDirectoryName(targets[0].Path)!;
        OutputFolder.Require(parent);
        var files = new List<string>();
        double? difference = null;
        using var staged = new StagedFolder(parent);
        for (var i = 0; i < targets.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress($"exporting as {targets[i].Format.ToString().ToLowerInvariant()}", i, targets.Count);
            var paths = targets[i].Paths.Select(p => (Final: p, Staged: staged.PathFor(p))).ToList();
            var result = ModelExporter.Export(folder, targets[i].Format, paths[0].Staged, options, ct: cancellation);
            difference = result.Difference is { } d ? Math.Max(difference ?? 0, d) : difference;
            files.AddRange(result.Files.Select(f => Path.Combine(parent, Path.GetRelativePath(Path.GetDirectoryName(paths[0].Staged)!, f))));
        }

        cancellation.ThrowIfCancellationRequested();
        staged.Commit();
        return new ExportResult(files, difference);
    }
}
