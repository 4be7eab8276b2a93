using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>Lets ImageJ's TiffDecoder parse the directories of a TIFF and copies what they say.</summary>
internal static class TiffHeaderReader
{
    private const string FileInfo = "ij/io/FileInfo";
    private static readonly JavaMethod NewDecoder = JavaMethod.Constructor("ij/io/TiffDecoder", "(Ljava/lang/String;Ljava/lang/String;)V");
    private static readonly JavaMethod GetTiffInfo = JavaMethod.Instance("ij/io/TiffDecoder", "getTiffInfo", "()[Lij/io/FileInfo;");
    private static readonly JavaMethod GetOffset = JavaMethod.Instance(FileInfo, "getOffset", "()J");
    private static readonly JavaMethod GetGap = JavaMethod.Instance(FileInfo, "getGap", "()J");
    private static readonly JavaField FileType = JavaField.Instance(FileInfo, "fileType", "I");
    private static readonly JavaField Width = JavaField.Instance(FileInfo, "width", "I");
    private static readonly JavaField Height = JavaField.Instance(FileInfo, "height", "I");
    private static readonly JavaField NImages = JavaField.Instance(FileInfo, "nImages", "I");
    private static readonly JavaField IntelByteOrder = JavaField.Instance(FileInfo, "intelByteOrder", "Z");
    private static readonly JavaField Compression = JavaField.Instance(FileInfo, "compression", "I");
    private static readonly JavaField StripOffsets = JavaField.Instance(FileInfo, "stripOffsets", "[I");
    private static readonly JavaField StripLengths = JavaField.Instance(FileInfo, "stripLengths", "[I");
    private static readonly JavaField RowsPerStrip = JavaField.Instance(FileInfo, "rowsPerStrip", "I");
    private static readonly JavaField SamplesPerPixel = JavaField.Instance(FileInfo, "samplesPerPixel", "I");
    private static readonly JavaField PixelWidth = JavaField.Instance(FileInfo, "pixelWidth", "D");
    private static readonly JavaField PixelHeight = JavaField.Instance(FileInfo, "pixelHeight", "D");
    private static readonly JavaField Unit = JavaField.Instance(FileInfo, "unit", "Ljava/lang/String;");
    private static readonly JavaField Description = JavaField.Instance(FileInfo, "description", "Ljava/lang/String;");

    /// <summary>The pages of a TIFF file, in order.</summary>
    /// <exception cref="UserAdviceException">ImageJ cannot make sense of the directories.</exception>
    public static IReadOnlyList<TiffDirectory> Read(IJavaScope scope, string path)
    {
        var predictor = TiffFirstDirectory.ReadPredictor(path);
        try
        {
            using var decoder = scope.New(NewDecoder, Path.GetDirectoryName(path) ?? string.Empty, Path.GetFileName(path));
            using var array = scope.CallObject(GetTiffInfo, decoder);
            var pages = new List<TiffDirectory>();
            for (var i = 0; array is not null && i < scope.Length(array); i++)
            {
                using var info = scope.Element(array, i)!;
                pages.Add(Copy(scope, info, path, predictor));
            }

            return pages.Count > 0 ? pages : throw Broken(path, "it has no directory", null);
        }
        catch (JavaException e) when (e.JavaClass == "java.io.IOException")
        {
            // the decoder's own words: "ImageJ cannot open tiled TIFFs. ..."
            throw new UserAdviceException(
                $"{ImageFile.Quote(path)} is a TIFF of a kind that plain ImageJ cannot read ({OneLine(e.JavaMessage)}); save it as an uncompressed or LZW TIFF, for example in Fiji, or {BioFormatsAdvice.HowToAdd}.", e);
        }
        catch (JavaException e) when (e.JavaClass != "java.lang.NoClassDefFoundError")
        {
            throw Broken(path, e.Message, e);
        }
    }

    internal static UserAdviceException Broken(string path, string why, Exception? cause) =>
        new($"{ImageFile.Quote(path)} is a damaged or truncated TIFF ({why}); copy or export it again.", cause);

    private static string OneLine(string? text) => (text ?? "no reason given").ReplaceLineEndings(" ").Trim();

    private static TiffDirectory Copy(IJavaScope scope, IJavaObject info, string path, TiffPredictor predictor)
    {
        int width = scope.GetInt(Width, info), height = scope.GetInt(Height, info);
        if (width < 1 || height < 1)
        {
            throw Broken(path, $"its size is {width} x {height}", null);
        }

        var compression = scope.GetInt(Compression, info);
        var rowsPerStrip = scope.GetInt(RowsPerStrip, info);
        var samplesPerPixel = scope.GetInt(SamplesPerPixel, info);
        var page = new TiffDirectory
        {
            Width = width,
            Height = height,
            Samples = SamplesOf(scope.GetInt(FileType, info)),
            SamplesPerPixel = samplesPerPixel,
            Compression = CompressionOf(compression),
            Predictor = predictor,
            LittleEndian = scope.GetBool(IntelByteOrder, info),
            StripOffsets = Offsets(scope, scope.GetObject(StripOffsets, info)),
            StripLengths = Offsets(scope, scope.GetObject(StripLengths, info)),
            RowsPerStrip = rowsPerStrip > 0 ? Math.Min(rowsPerStrip, height) : height,
            Images = Math.Max(1, scope.GetInt(NImages, info)),
            Gap = scope.CallLong(GetGap, info),
            PixelWidth = scope.GetDouble(PixelWidth, info),
            PixelHeight = scope.GetDouble(PixelHeight, info),
            Unit = scope.GetString(Unit, info),
            Description = scope.GetString(Description, info),
        };
        if (page.StripOffsets.Length == 0)
        {
            page = page with { StripOffsets = [scope.CallLong(GetOffset, info)] };
        }

        if (page.StripLengths.Length == 0)
        {
            page = page with { StripLengths = [.. page.StripOffsets.Select((_, i) => page.RowBytes * Math.Min(page.RowsPerStrip, height - (i * page.RowsPerStrip)))] };
        }

        var planar = page.Samples is TiffSamples.RgbPlanar or TiffSamples.Other;
        if (samplesPerPixel is not (1 or 3 or 4) && !planar)
        {
            throw new UserAdviceException(
                $"{ImageFile.Quote(path)} stores {samplesPerPixel} samples per pixel, which ImageJ cannot read; save it as an ImageJ hyperstack with {samplesPerPixel} channels.");
        }

        return page;
    }

    private static long[] Offsets(IJavaScope scope, IJavaObject? array)
    {
        if (array is null)
        {
            return [];
        }

        using (array)
        {
            var values = new int[scope.Length(array)];
            scope.CopyFrom<int>(array, 0, values);
            return [.. values.Select(v => (long)(uint)v)];
        }
    }

    // constants of ij.io.FileInfo
    private static TiffSamples SamplesOf(int fileType) => fileType switch
    {
        0 or 5 => TiffSamples.UInt8, // GRAY8, COLOR8
        1 => TiffSamples.Int16,
        2 => TiffSamples.UInt16,
        3 => TiffSamples.Int32,
        4 => TiffSamples.Float32,
        6 or 9 => TiffSamples.Rgb, // RGB, ARGB (stored as R, G, B, alpha)
        7 => TiffSamples.RgbPlanar,
        11 => TiffSamples.UInt32,
        _ => TiffSamples.Other,
    };

    private static TiffCompression CompressionOf(int compression) => compression switch
    {
        1 => TiffCompression.None,
        2 or 3 => TiffCompression.Lzw,
        5 => TiffCompression.PackBits,
        6 or 7 => TiffCompression.Deflate,
        _ => TiffCompression.Other,
    };
}
