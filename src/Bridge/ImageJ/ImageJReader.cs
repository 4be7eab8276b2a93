using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>
/// Reads image files as ImageJ does: TIFF (also stacks and hyperstacks), PNG, JPEG, GIF, BMP, PGM, DICOM, FITS; 8 and 16
/// bits, float, RGB. ImageJ parses the headers of TIFFs; their pixels are read by .NET straight into the image, so that a large
/// file is held only once. May be used from several threads at a time.
/// </summary>
/// <param name="java">Java with ImageJ on its class path.</param>
/// <remarks>
/// Values are those that ImageJ shows under the cursor, without its calibration of grey values. Signed 16-bit images come as they
/// are where nothing is negative, else as floats. 8-bit TIFFs with a colour table give the stored numbers (ImageJ's look-up
/// tables); PNG, GIF and BMP with a colour table give red, green and blue.
/// </remarks>
public sealed class ImageJReader(IJavaHost java) : ISeriesReader
{
    private static readonly JavaField Version = JavaField.Static("ij/ImageJ", "VERSION", "Ljava/lang/String;");

    /// <summary>
    /// A reader on the Java VM of this process, which is started with the ImageJ found where none runs yet.
    /// </summary>
    /// <param name="imagej">ij.jar, or the folder of an ImageJ or Fiji; null to look in the usual places.</param>
    /// <exception cref="UserAdviceException">No Java or no ImageJ was found.</exception>
    public static ImageJReader Start(string? imagej = null) => new(ImageJHost.GetOrStart(imagej));

    /// <inheritdoc/>
    public Image2D ReadImage(string path) => ReadImage(path, 0, 0);

    /// <summary>Reads all channels at one slice and frame.</summary>
    /// <param name="path">The file.</param>
    /// <param name="z">Slice, from 0.</param>
    /// <param name="t">Frame, from 0.</param>
    /// <exception cref="UserAdviceException">The file cannot be read, or has no such slice or frame.</exception>
    public Image2D ReadImage(string path, int z, int t) => ReadImage(path, new PlanePosition(0, z, t));

    /// <inheritdoc/>
    public Image2D ReadImage(string path, PlanePosition position) => Read(path, position, colourTables: true);

    /// <inheritdoc/>
    public ImageFileInfo ReadInfo(string path, bool originalMetadata = false)
    {
        var full = Path.GetFullPath(path);
        var kind = ImageFile.Identify(full);
        using var output = new JavaOutputToLog(java);
        using var scope = java.Enter();
        var info = new ImageFileInfo { Path = path, Format = NameOf(kind), Reader = $"ImageJ {scope.GetString(Version, null)}", Series = [] };
        if (kind == ImageFileKind.Tiff)
        {
            var series = TiffImage.OpenAll(scope, full);
            var text = series[0].Description;
            var isOme = OmeXml.Parse(text).Count > 0;
            return info with
            {
                Format = isOme ? "OME-TIFF" : ImageJCalibration.ParseDescription(text) is null ? info.Format : "TIFF of ImageJ",
                Series = [.. series.Select(s => s.Info)],
                OriginalMetadata = !originalMetadata ? [] : isOme ? [new("OME-XML", text!)] : Sorted(ImageJInfo.Lines(text)),
            };
        }

        TruncationCheck.Run(full, kind);
        using var image = new ImagePlusReader(scope, full, kind);
        var isRgb = image.IsRgb(colourTables: true);
        var size = isRgb ? image.Dimensions with { Channels = 3 } : image.Dimensions;
        return info with
        {
            Series = [ImageJInfo.Of(size, "XYCZT", isRgb, null, null) with { SliceSpacing = image.SliceSpacing }],
            OriginalMetadata = originalMetadata ? Sorted(ImageJInfo.Lines(image.InfoText)) : [],
        };
    }

    /// <inheritdoc/>
    public LabelImage ReadLabels(string path) =>
        LabelConversion.ToLabels(Read(path, default, colourTables: false, dimensions => MustBePlane(dimensions, path)), path);

    /// <inheritdoc/>
    public LabelImage ReadLabels(string path, PlanePosition position) => LabelConversion.ToLabels(Read(path, position, colourTables: false), path);

    /// <summary>Reads the ROIs of a .roi file or of a zip of them.</summary>
    /// <exception cref="UserAdviceException">The file is damaged or holds none.</exception>
    public IReadOnlyList<FileRoi> ReadRois(string path) => new RoiSetReader(java).Read(path);

    /// <summary>Sizes, calibration and pixel type, without reading the pixels of TIFFs.</summary>
    public ImageDimensions ReadDimensions(string path)
    {
        path = Path.GetFullPath(path);
        var kind = ImageFile.Identify(path);
        using var output = new JavaOutputToLog(java);
        using var scope = java.Enter();
        if (kind == ImageFileKind.Tiff)
        {
            var tiff = TiffImage.Open(scope, path);
            if (tiff.CanRead)
            {
                return tiff.Dimensions;
            }
        }

        using var image = new ImagePlusReader(scope, path, kind);
        return image.IsRgb(kind != ImageFileKind.Tiff) ? image.Dimensions with { Channels = 3 } : image.Dimensions;
    }

    private static void MustBePlane(ImageDimensions dimensions, string path)
    {
        if (dimensions.Slices > 1 || dimensions.Frames > 1)
        {
            throw new UserAdviceException(
                $"{ImageFile.Quote(path)} has {dimensions.Slices} slices and {dimensions.Frames} frames, but a label image is one plane; save each plane as a file of its own.");
        }
    }

    private static void MustHave(ImageDimensions dimensions, PlanePosition at, string path)
    {
        if (at.Z < 0 || at.Z >= dimensions.Slices || at.T < 0 || at.T >= dimensions.Frames)
        {
            throw ImageFile.NoSuchPlane(path, at.Z, at.T, dimensions.Slices, dimensions.Frames);
        }

        if (at.Resolution != 0)
        {
            throw new UserAdviceException($"{ImageFile.Quote(path)} has no resolution {at.Resolution + 1} that ImageJ can read; {BioFormatsAdvice.HowToAdd}.");
        }
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Sorted(IEnumerable<KeyValuePair<string, string>> lines) => [.. lines.OrderBy(l => l.Key, StringComparer.Ordinal)];

    private static string NameOf(ImageFileKind kind) => kind switch
    {
        ImageFileKind.Pnm => "PGM/PPM",
        ImageFileKind.ZippedTiff => "TIFF in a zip",
        _ => kind.ToString().ToUpperInvariant(),
    };

    private Image2D Read(string path, PlanePosition at, bool colourTables, Action<ImageDimensions>? check = null)
    {
        path = Path.GetFullPath(path);
        var kind = ImageFile.Identify(path);
        var name = Path.GetFileName(path);
        using var output = new JavaOutputToLog(java);
        using var scope = java.Enter();
        if (kind == ImageFileKind.Tiff)
        {
            var tiff = TiffImage.Open(scope, path, at.Series);
            if (tiff.CanRead)
            {
                check?.Invoke(tiff.Dimensions);
                MustHave(tiff.Dimensions, at, path);
                return new Image2D(name, tiff.Dimensions.Width, tiff.Dimensions.Height, tiff.Read(at.Z, at.T), tiff.Dimensions.PixelSize, tiff.IsRgb) { Metadata = tiff.Info };
            }
        }

        if (at.Series != 0)
        {
            throw ImageFile.NoSuchSeries(path, at.Series, 1);
        }

        TruncationCheck.Run(path, kind);
        using var image = new ImagePlusReader(scope, path, kind);
        var size = image.Dimensions;
        check?.Invoke(size);
        MustHave(size, at, path);
        return new Image2D(
            name, size.Width, size.Height, image.Read(at.Z, at.T, colourTables && kind != ImageFileKind.Tiff), size.PixelSize, image.IsRgb(colourTables && kind != ImageFileKind.Tiff));
    }
}
