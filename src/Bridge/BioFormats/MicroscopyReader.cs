using FijiBridge.Bridge.ImageJ;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.BioFormats;

/// <summary>
/// Reads every file with the reader that knows it best: ImageJ's for PNG, JPEG and plain TIFFs, Bio-Formats, where it is there, for all others. The choice
/// depends on the file's content alone, so that a file gives the same pixels every time.
/// </summary>
/// <param name="imagej">ImageJ's readers.</param>
/// <param name="bioFormats">Bio-Formats, or null where there is none.</param>
public sealed class MicroscopyReader(ImageJReader imagej, BioFormatsReader? bioFormats) : ISeriesReader, IDisposable
{
    // baseline and extended TIFF, XMP, IPTC, Photoshop, Exif, colour profile, ImageJ
    private const int LastCommonTag = 347;
    private static readonly int[] Harmless = [700, 33723, 34377, 34665, 34675, 34853, 50838, 50839];
    private static readonly int[] OfTiles = [322, 323, 324, 325, 330];

    /// <summary>A reader on the Java VM of this process, which is started with what was found where none runs yet.</summary>
    /// <param name="imagej">ij.jar, or the folder of an ImageJ or Fiji; null to look in the usual places.</param>
    /// <param name="bioFormats">A jar or folder with Bio-Formats; null to look in the usual places.</param>
    /// <exception cref="UserAdviceException">No Java or no ImageJ was found, or no Bio-Formats at the place given.</exception>
    public static MicroscopyReader Start(string? imagej = null, string? bioFormats = null)
    {
        var java = ImageJHost.GetOrStart(imagej, bioFormats);
        return new MicroscopyReader(new ImageJReader(java), BioFormatsReader.TryCreate(java));
    }

    /// <summary>ImageJ's readers, also for what is no image (ROIs).</summary>
    public ImageJReader ImageJ => imagej;

    /// <summary>Bio-Formats, or null.</summary>
    public BioFormatsReader? BioFormats => bioFormats;

    /// <inheritdoc/>
    public Image2D ReadImage(string path) => ReadImage(path, default);

    /// <inheritdoc/>
    public Image2D ReadImage(string path, PlanePosition position) => For(path, out _).ReadImage(path, position);

    /// <inheritdoc/>
    public LabelImage ReadLabels(string path) => For(path, out _).ReadLabels(path);

    /// <inheritdoc/>
    public LabelImage ReadLabels(string path, PlanePosition position) => For(path, out _).ReadLabels(path, position);

    /// <inheritdoc/>
    public ImageFileInfo ReadInfo(string path, bool originalMetadata = false)
    {
        var info = For(path, out var notice).ReadInfo(path, originalMetadata);
        return notice is null ? info : info with { Notices = [.. info.Notices, notice] };
    }

    /// <summary>Closes the files that were kept open for the next plane.</summary>
    public void Dispose() => bioFormats?.Dispose();

    private ISeriesReader For(string path, out string? notice)
    {
        notice = null;
        if (bioFormats is null)
        {
            return imagej;
        }

        var kind = ImageFile.TryIdentify(path);
        if (kind is null or ImageFileKind.Dicom)
        {
            return kind is not null || BioFormatsAdvice.IsVendorFile(path) || Opens(path) ? bioFormats : imagej; // which says what it can read
        }

        if (kind != ImageFileKind.Tiff)
        {
            return imagej;
        }

        var (tags, description, planeBytes) = TiffFirstDirectory.ReadTags(path);
        var isOme = description.Contains("<OME", StringComparison.Ordinal) || description.Contains(":OME", StringComparison.Ordinal);
        if (isOme && !OfTiles.Any(tags.Contains) && !bioFormats.FormatOf(path).Contains("OME", StringComparison.Ordinal))
        {
            notice = "Bio-Formats does not accept its OME-XML; ImageJ's reader was used, with what could be understood of it.";
            return imagej;
        }

        var isTooLarge = planeBytes > (uint)Array.MaxLength; // ImageJ's reader holds whole planes
        return isOme || isTooLarge || OfTiles.Any(tags.Contains) || tags.Any(t => t > LastCommonTag && !Harmless.Contains(t)) ? bioFormats : imagej;
    }

    private bool Opens(string path)
    {
        try
        {
            bioFormats!.FormatOf(path);
            return true;
        }
        catch (UserAdviceException)
        {
            return false;
        }
    }
}
