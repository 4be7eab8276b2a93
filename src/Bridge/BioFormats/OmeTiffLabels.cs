using System.Runtime.InteropServices;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.BioFormats;

/// <summary>
/// Writes label images as OME-TIFF through Bio-Formats: 16-bit up to label 65,535, else 32-bit; tiled and compressed (deflate). Images larger than two
/// tiles get a pyramid, each level of half the size, in which a pixel keeps the label of one of the four below it: labels are never mixed. Written tile row by
/// tile row, so that the whole image is never held; BigTIFF where 4 GB may not suffice.
/// </summary>
public static class OmeTiffLabels
{
    /// <summary>Columns and rows of a tile.</summary>
    public const int Tile = 512;

    private const int SmallestWithPyramid = 2 * Tile;
    private const long LargestPlainTiff = 2L << 30;

    private static readonly JavaClass Writer = new("loci.formats.IFormatWriter");
    private static readonly JavaMethod NewPlain = new JavaClass("loci.formats.out.OMETiffWriter").Constructor();
    private static readonly JavaMethod NewPyramid = new JavaClass("loci.formats.out.PyramidOMETiffWriter").Constructor();
    private static readonly JavaMethod SetBigTiff = new JavaClass("loci.formats.out.TiffWriter").Method("void", "setBigTiff", "boolean");
    private static readonly JavaMethod SetMetadata = Writer.Method("void", "setMetadataRetrieve", "loci.formats.meta.MetadataRetrieve");
    private static readonly JavaMethod SetCompression = Writer.Method("void", "setCompression", "String");
    private static readonly JavaMethod SetTileWidth = Writer.Method("int", "setTileSizeX", "int");
    private static readonly JavaMethod SetTileHeight = Writer.Method("int", "setTileSizeY", "int");
    private static readonly JavaMethod SetId = Writer.Method("void", "setId", "String");
    private static readonly JavaMethod SetResolution = Writer.Method("void", "setResolution", "int");
    private static readonly JavaMethod SaveBytes = Writer.Method("void", "saveBytes", "int", BioFormatsApi.ByteArray, "int", "int", "int", "int");
    private static readonly JavaMethod Close = Writer.Method("void", "close");

    private static readonly JavaMethod Populate = new JavaClass("loci.formats.MetadataTools").StaticMethod(
        "void", "populateMetadata", "loci.formats.meta.MetadataStore", "int", "String", "boolean", "String", "String", "int", "int", "int", "int", "int", "int");

    private static readonly JavaMethod Length = new JavaClass("loci.formats.FormatTools").StaticMethod("ome.units.quantity.Length", "getPhysicalSize", "java.lang.Double", "String");
    private static readonly JavaMethod SetPixelWidth = new JavaClass("loci.formats.meta.MetadataStore").Method("void", "setPixelsPhysicalSizeX", "ome.units.quantity.Length", "int");
    private static readonly JavaMethod SetPixelHeight = new JavaClass("loci.formats.meta.MetadataStore").Method("void", "setPixelsPhysicalSizeY", "ome.units.quantity.Length", "int");
    private static readonly JavaMethod SetLevelWidth = new JavaClass("loci.formats.ome.OMEPyramidStore").Method("void", "setResolutionSizeX", "ome.xml.model.primitives.PositiveInteger", "int", "int");
    private static readonly JavaMethod SetLevelHeight = new JavaClass("loci.formats.ome.OMEPyramidStore").Method("void", "setResolutionSizeY", "ome.xml.model.primitives.PositiveInteger", "int", "int");
    private static readonly JavaMethod NewPositive = new JavaClass("ome.xml.model.primitives.PositiveInteger").Constructor("java.lang.Integer");
    private static readonly JavaMethod BoxInt = new JavaClass("java.lang.Integer").StaticMethod("java.lang.Integer", "valueOf", "int");
    private static readonly JavaMethod BoxDouble = new JavaClass("java.lang.Double").StaticMethod("java.lang.Double", "valueOf", "double");

    /// <summary>Writes a label image.</summary>
    /// <param name="java">Java with Bio-Formats on its class path.</param>
    /// <param name="path">File to write; there must be none. A file that could not be completed is removed.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="maxLabel">Largest label that will come.</param>
    /// <param name="pixelSize">Calibration.</param>
    /// <param name="rows">Gives the labels of any rows; asked for the rows of each level.</param>
    /// <param name="cancel">Stops; no file is left.</param>
    /// <exception cref="UserAdviceException">There is no Bio-Formats, or the file cannot be written.</exception>
    public static void Write(IJavaHost java, string path, int width, int height, int maxLabel, PixelSize pixelSize, LabelRows rows, CancellationToken cancel = default)
    {
        if (BioFormatsReader.TryCreate(java) is null)
        {
            throw new UserAdviceException($"OME-TIFFs are written by Bio-Formats, which was not found; {BioFormatsAdvice.HowToAdd}, or leave ometiff out of --outputs.");
        }

        using var output = new JavaOutputToLog(java);
        using var scope = java.Enter();
        var complete = false;
        try
        {
            var levels = Levels(width, height);
            var bytesPerLabel = maxLabel > LabelTiffWriter.LargestIn16Bit ? 4 : 2;
            using var writer = scope.New(levels.Count > 1 ? NewPyramid : NewPlain);
            try
            {
                Prepare(scope, writer, path, levels, bytesPerLabel, pixelSize);
                for (var level = 0; level < levels.Count; level++)
                {
                    scope.Call(SetResolution, writer, level);
                    WriteLevel(scope, writer, width, height, levels[level], 1 << level, bytesPerLabel, rows, cancel);
                }
            }
            catch
            {
                CloseIncomplete(scope, writer);
                throw;
            }

            scope.Call(Close, writer);
            complete = true;
        }
        catch (JavaException e)
        {
            throw new UserAdviceException($"{ImageFile.Quote(path)} could not be written by Bio-Formats ({ImageFile.Printable(e.Message)}); check the disk's space and permissions, or leave ometiff out of --outputs.", e);
        }
        finally
        {
            if (!complete && File.Exists(path))
            {
                File.Delete(path);
            }
        }
    }

    // a writer that lacks levels may refuse to be closed; its file is removed anyway
    private static void CloseIncomplete(IJavaScope scope, IJavaObject writer)
    {
        try
        {
            scope.Call(Close, writer);
        }
        catch (JavaException e)
        {
            NLog.LogManager.GetLogger("BioFormats").Debug(e, "close");
        }
    }

    /// <summary>Sizes of the pyramid's levels, the full size first.</summary>
    internal static IReadOnlyList<(int Width, int Height)> Levels(int width, int height)
    {
        var levels = new List<(int Width, int Height)> { (width, height) };
        while (Math.Max(levels[^1].Width, levels[^1].Height) > SmallestWithPyramid && Math.Min(levels[^1].Width, levels[^1].Height) > 1)
        {
            levels.Add((levels[^1].Width / 2, levels[^1].Height / 2));
        }

        return levels;
    }

    private static void Prepare(
        IJavaScope scope, IJavaObject writer, string path, IReadOnlyList<(int Width, int Height)> levels, int bytesPerLabel, PixelSize pixelSize)
    {
        var (width, height) = levels[0];
        using var store = scope.CallObject(BioFormatsApi.NewStore, null)!;
        var type = bytesPerLabel == 4 ? "uint32" : "uint16";
        scope.Call(Populate, null, JavaValue.Of(store), 0, System.IO.Path.GetFileName(path), true, "XYCZT", type, width, height, 1, 1, 1, 1);
        if (pixelSize.WidthMicrons is { } x && pixelSize.HeightMicrons is { } y)
        {
            SetLength(scope, store, SetPixelWidth, x);
            SetLength(scope, store, SetPixelHeight, y);
        }

        for (var level = 1; level < levels.Count; level++)
        {
            SetLevel(scope, store, SetLevelWidth, levels[level].Width, level);
            SetLevel(scope, store, SetLevelHeight, levels[level].Height, level);
        }

        scope.Call(SetMetadata, writer, JavaValue.Of(store));
        if ((long)width * height * bytesPerLabel > LargestPlainTiff)
        {
            scope.Call(SetBigTiff, writer, true);
        }

        scope.CallInt(SetTileWidth, writer, Tile);
        scope.CallInt(SetTileHeight, writer, Tile);
        scope.Call(SetCompression, writer, "zlib");
        scope.Call(SetId, writer, path);
    }

    private static void SetLength(IJavaScope scope, IJavaObject store, JavaMethod method, double microns)
    {
        using var boxed = scope.CallObject(BoxDouble, null, microns)!;
        using var length = scope.CallObject(Length, null, JavaValue.Of(boxed), "µm");
        scope.Call(method, store, JavaValue.Of(length), 0);
    }

    private static void SetLevel(IJavaScope scope, IJavaObject store, JavaMethod method, int size, int level)
    {
        using var boxed = scope.CallObject(BoxInt, null, size)!;
        using var positive = scope.New(NewPositive, JavaValue.Of(boxed));
        scope.Call(method, store, JavaValue.Of(positive), 0, level);
    }

    private static void WriteLevel(
        IJavaScope scope, IJavaObject writer, int fullWidth, int fullHeight, (int Width, int Height) level, int step, int bytesPerLabel, LabelRows rows, CancellationToken cancel)
    {
        var source = new int[fullWidth];
        var strip = new int[Tile * fullWidth];
        for (var top = 0; top < level.Height; top += Tile)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(Tile, level.Height - top);
            if (step == 1)
            {
                rows(top, count, strip.AsSpan(0, count * fullWidth));
            }
            else
            {
                for (var y = 0; y < count; y++)
                {
                    rows(Math.Min(((top + y) * step) + (step / 2), fullHeight - 1), 1, source);
                    for (var x = 0; x < level.Width; x++)
                    {
                        strip[(y * level.Width) + x] = source[Math.Min((x * step) + (step / 2), fullWidth - 1)];
                    }
                }
            }

            for (var left = 0; left < level.Width; left += Tile)
            {
                var columns = Math.Min(Tile, level.Width - left);
                using var bytes = scope.NewArray<byte>(Cut(strip, level.Width, left, columns, count, bytesPerLabel));
                scope.Call(SaveBytes, writer, 0, JavaValue.Of(bytes), left, top, columns, count);
            }
        }
    }

    // little-endian, as the metadata says
    private static ReadOnlySpan<byte> Cut(int[] strip, int width, int left, int columns, int rows, int bytesPerLabel)
    {
        var part = new int[columns * rows];
        for (var y = 0; y < rows; y++)
        {
            strip.AsSpan((y * width) + left, columns).CopyTo(part.AsSpan(y * columns));
        }

        return bytesPerLabel == 4 ? MemoryMarshal.AsBytes(part.AsSpan()) : MemoryMarshal.AsBytes(Array.ConvertAll(part, label => checked((ushort)label)).AsSpan());
    }
}
