using System.Globalization;
using System.IO.Compression;
using System.Text;
using FijiBridge.Engine.Files;
using FijiBridge.Engine;
using FijiBridge.Engine.Instances;

namespace FijiBridge.Bridge.Output;

/// <summary>Where the ROIs of an image belong in a stack, and how they are drawn.</summary>
public sealed record RoiPlacement
{
    /// <summary>Slice of a plain stack, from 1; 0 for all.</summary>
    public int Position { get; init; }

    /// <summary>Channel of a hyperstack, from 1; 0 for all.</summary>
    public int Channel { get; init; }

    /// <summary>Slice of a hyperstack, from 1; 0 for all.</summary>
    public int Slice { get; init; }

    /// <summary>Frame of a hyperstack, from 1; 0 for all.</summary>
    public int Frame { get; init; }

    /// <summary>Colour of the outlines as 0xAARRGGBB; 0 for ImageJ's own. Objects with a class are in a group, and ImageJ shows groups in its own colours.</summary>
    public uint StrokeColor { get; init; }
}

/// <summary>
/// Writes the objects of an image as RoiSet.zip for ImageJ's ROI Manager: sub-pixel polygons, named id-y-x
/// ("0001-0123-0456", so names are unique and sort by id), with their probability (and the name of their class, or its number) as ROI
/// properties and the class as ROI group. Vertices are the array coordinates + 0.5, since ImageJ counts from the corner of the upper left pixel.
/// </summary>
public static class ImageJRoiWriter
{
    private const int AtOnce = 1024;

    // The same objects give the same file, whenever it is written; a zip cannot say "no time", and this is its first one.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the zip.</summary>
    /// <param name="path">File to write, usually RoiSet.zip.</param>
    /// <param name="objects">The objects, best first; object i has id i + 1.</param>
    /// <param name="placement">Position in a stack; none when null.</param>
    /// <param name="classNames">Names of the classes, from class 1; null or empty where they have none.</param>
    /// <param name="cancel">Stops; no file is left.</param>
    /// <exception cref="UserAdviceException">The file cannot be written.</exception>
    public static void WriteZip(
        string path, IObjectOutlines objects, RoiPlacement? placement = null, IReadOnlyList<string>? classNames = null, CancellationToken cancel = default) =>
        AtomicFile.Write(path, stream => WriteZip(stream, objects, placement, classNames, cancel));

    /// <summary>Writes the zip to a stream.</summary>
    public static void WriteZip(
        Stream stream, IObjectOutlines objects, RoiPlacement? placement = null, IReadOnlyList<string>? classNames = null, CancellationToken cancel = default)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var encoded = new (string Name, byte[] Bytes)[Math.Min(objects.Count, AtOnce)];
        for (var first = 0; first < objects.Count; first += AtOnce)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(AtOnce, objects.Count - first);
            Parallel.For(0, count, i =>
            {
                var roi = ToRoi(objects, first + i, placement, classNames);
                encoded[i] = (roi.Name + ".roi", ImageJRoiEncoder.Encode(roi));
            });
            foreach (var (name, bytes) in encoded.AsSpan(0, count))
            {
                // stored: vertices are noise to a compressor, and 1,000 ROIs are only 1 MB
                var file = zip.CreateEntry(name, CompressionLevel.NoCompression);
                file.LastWriteTime = NoTime;
                using var entry = file.Open();
                entry.Write(bytes);
            }
        }
    }

    /// <summary>The objects as ROIs, in order.</summary>
    public static IEnumerable<ImageJRoi> ToRois(IObjectOutlines objects, RoiPlacement? placement = null, IReadOnlyList<string>? classNames = null) =>
        Enumerable.Range(0, objects.Count).Select(i => ToRoi(objects, i, placement, classNames));

    private static ImageJRoi ToRoi(IObjectOutlines objects, int i, RoiPlacement? placement, IReadOnlyList<string>? classNames)
    {
        placement ??= new RoiPlacement();
        var (x, y) = Vertices(objects, i);
        var classId = objects.ClassId?[i] ?? 0;
        var classLine = objects.ClassId is null ? string.Empty : $"class: {ClassName(classNames, classId)}\n";
        return new ImageJRoi(Name(i + 1, objects.Y[i], objects.X[i]), x, y)
        {
            Position = placement.Position,
            Channel = placement.Channel,
            Slice = placement.Slice,
            Frame = placement.Frame,
            StrokeColor = placement.StrokeColor,
            Group = classId,
            Properties = string.Create(CultureInfo.InvariantCulture, $"prob: {objects.Prob[i]:0.####}\n{classLine}"),
        };
    }

    // The name as java.util.Properties reads it, which ImageJ uses: plain ASCII with escapes.
    private static string ClassName(IReadOnlyList<string>? names, int classId)
    {
        if (names is null || classId < 1 || classId > names.Count)
        {
            return classId.ToString(CultureInfo.InvariantCulture);
        }

        var text = new StringBuilder();
        foreach (var c in names[classId - 1])
        {
            _ = c is < ' ' or > '~' ? text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c == '\\' ? text.Append(@"\\") : text.Append(c);
        }

        return text.ToString();
    }

    /// <summary>Vertices of a polygon in ImageJ's coordinates.</summary>
    internal static (float[] X, float[] Y) Vertices(IObjectOutlines objects, int i)
    {
        var corners = objects.CornersOf(i);
        float[] x = new float[corners], y = new float[corners];
        objects.Corners(i, y, x);
        return (Array.ConvertAll(x, v => v + 0.5f), Array.ConvertAll(y, v => v + 0.5f));
    }

    private static string Name(int id, float y, float x) =>
        string.Create(CultureInfo.InvariantCulture, $"{id:0000}-{Math.Max(0, (int)y):0000}-{Math.Max(0, (int)x):0000}");
}
