using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;

namespace FijiBridge.Bridge.Batch;

/// <summary>A result that is complete but has not got its final name yet.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Its final name.</param>
/// <param name="StagedPath">Where it is now.</param>
internal sealed record StagedOutput(OutputKinds Kind, string Path, string StagedPath);

/// <summary>Writes the results of one image: all of them or none.</summary>
internal static class SegmentWriter
{
    private const int RowsAtOnce = 256;
    private const int PixelsAtOnce = 16 << 20;

    /// <summary>Writes the wanted files.</summary>
    /// <param name="plan">Which files, and where.</param>
    /// <param name="image">The image as it was read; the table measures all its channels.</param>
    /// <param name="result">The objects.</param>
    /// <param name="classNames">Names of the classes, from class 1; empty where they have none.</param>
    /// <param name="channel">Channel from 1 that the overlay shows; null for the first, or the colours of a colour picture.</param>
    /// <param name="run">Id of the run.</param>
    /// <param name="complete">Called when all files are complete, before they get their final names: with each kind, final path and present path.</param>
    /// <param name="cancellation">Stops; no file is left.</param>
    public static void Write(
        OutputFiles plan, Image2D image, Segmentation result, IReadOnlyList<string> classNames, int? channel, string run, Action<IReadOnlyList<StagedOutput>> complete, CancellationToken cancellation)
    {
        using var staged = new StagedFolder(plan.Folder, run);
        var paths = plan.Wanted.ToDictionary(w => w.Kind, w => staged.PathFor(w.Path));
        var measurements = paths.ContainsKey(OutputKinds.Table) ? new ObjectMeasurements(image, result.Objects.Count) : null;
        void Rows(int firstRow, int rows, Span<int> destination)
        {
            result.RenderRows(firstRow, rows, destination);
            measurements?.AddRows(firstRow, destination);
        }

        if (paths.TryGetValue(OutputKinds.Labels, out var labels))
        {
            LabelTiffWriter.WriteRows(labels, result.Width, result.Height, result.Objects.Count, result.PixelSize, Rows, cancellation);
        }
        else if (measurements is not null)
        {
            Measure(result, Rows, cancellation);
        }

        if (paths.TryGetValue(OutputKinds.Classes, out var classes))
        {
            WriteClasses(classes, result, cancellation);
        }

        if (paths.TryGetValue(OutputKinds.OmeTiff, out var omeTiff))
        {
            OmeTiffLabels.Write(ImageJHost.GetOrStart(), omeTiff, result.Width, result.Height, result.Objects.Count, result.PixelSize, result.RenderRows, cancellation);
        }

        if (paths.TryGetValue(OutputKinds.Rois, out var rois))
        {
            ImageJRoiWriter.WriteZip(rois, result.Objects, classNames: classNames, cancel: cancellation);
        }

        if (paths.TryGetValue(OutputKinds.Table, out var table))
        {
            ObjectTableWriter.Write(table, result.Objects, measurements!, result.PixelSize, classNames);
        }

        if (paths.TryGetValue(OutputKinds.Overlay, out var overlay))
        {
            OverlayPicture.Write(overlay, image, result.Objects, new OverlayOptions { Channel = (channel ?? 1) - 1 });
        }

        if (paths.TryGetValue(OutputKinds.Maps, out var maps))
        {
            ImageTiffWriter.WriteChannels(maps, result.Maps ?? throw new InvalidOperationException("The model kept no maps."), result.MapNames);
        }

        cancellation.ThrowIfCancellationRequested();
        complete([.. plan.Wanted.Select(w => new StagedOutput(w.Kind, w.Path, paths[w.Kind]))]);
        staged.Commit();
    }

    private static void WriteClasses(string path, Segmentation result, CancellationToken cancellation)
    {
        var classOf = result.ClassOfLabels();
        LabelTiffWriter.WriteRows(
            path, result.Width, result.Height, classOf.Max(), result.PixelSize,
            (firstRow, rows, destination) =>
            {
                result.RenderRows(firstRow, rows, destination);
                for (var i = 0; i < destination.Length; i++)
                {
                    destination[i] = classOf[destination[i]];
                }
            },
            cancellation);
    }

    private static void Measure(Segmentation result, LabelRows rows, CancellationToken cancellation)
    {
        var rowsAtOnce = Math.Clamp(PixelsAtOnce / result.Width, 1, RowsAtOnce);
        var labels = new int[rowsAtOnce * result.Width];
        for (var firstRow = 0; firstRow < result.Height; firstRow += rowsAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(rowsAtOnce, result.Height - firstRow);
            rows(firstRow, count, labels.AsSpan(0, count * result.Width));
        }
    }
}
