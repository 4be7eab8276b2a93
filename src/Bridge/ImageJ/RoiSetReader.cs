using System.IO.Compression;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>A ROI of a file, as the pixels that ImageJ says it covers.</summary>
/// <param name="Region">Name, box and mask.</param>
/// <param name="Slice">Slice from 1; 0 for all.</param>
/// <param name="Frame">Frame from 1; 0 for all.</param>
/// <param name="Position">Place in the stack from 1 where slice and frame are not known; 0 for all.</param>
public sealed record FileRoi(LabelRegion Region, int Slice, int Frame, int Position);

/// <summary>
/// Reads .roi files and the zips of them that the ROI Manager saves. ImageJ decodes each ROI and says which pixels it covers;
/// lines, points and texts have no area and are left out.
/// </summary>
/// <param name="java">Java with ImageJ on its class path.</param>
public sealed class RoiSetReader(IJavaHost java)
{
    private const string Roi = "ij/gui/Roi";
    private const string Rectangle = "java/awt/Rectangle";
    private static readonly JavaMethod NewDecoder = JavaMethod.Constructor("ij/io/RoiDecoder", "([BLjava/lang/String;)V");
    private static readonly JavaMethod GetRoi = JavaMethod.Instance("ij/io/RoiDecoder", "getRoi", "()Lij/gui/Roi;");
    private static readonly JavaMethod IsArea = JavaMethod.Instance(Roi, "isArea", "()Z");
    private static readonly JavaMethod GetBounds = JavaMethod.Instance(Roi, "getBounds", "()Ljava/awt/Rectangle;");
    private static readonly JavaMethod GetMask = JavaMethod.Instance(Roi, "getMask", "()Lij/process/ImageProcessor;");
    private static readonly JavaMethod GetPixels = JavaMethod.Instance("ij/process/ImageProcessor", "getPixels", "()Ljava/lang/Object;");
    private static readonly JavaMethod GetPosition = JavaMethod.Instance(Roi, "getPosition", "()I");
    private static readonly JavaMethod GetSlice = JavaMethod.Instance(Roi, "getZPosition", "()I");
    private static readonly JavaMethod GetFrame = JavaMethod.Instance(Roi, "getTPosition", "()I");
    private static readonly JavaMethod HasHyperStackPosition = JavaMethod.Instance(Roi, "hasHyperStackPosition", "()Z");
    private static readonly JavaField X = JavaField.Instance(Rectangle, "x", "I");
    private static readonly JavaField Y = JavaField.Instance(Rectangle, "y", "I");
    private static readonly JavaField Width = JavaField.Instance(Rectangle, "width", "I");
    private static readonly JavaField Height = JavaField.Instance(Rectangle, "height", "I");

    /// <summary>True for the names of files with ROIs.</summary>
    public static bool IsRoiFile(string path) => Path.GetExtension(path).ToLowerInvariant() is ".zip" or ".roi";

    /// <summary>Reads all ROIs of a file in its order.</summary>
    /// <exception cref="UserAdviceException">The file is damaged or holds no ROI.</exception>
    public IReadOnlyList<FileRoi> Read(string path)
    {
        var files = Path.GetExtension(path).Equals(".roi", StringComparison.OrdinalIgnoreCase)
            ? [(Path.GetFileName(path), File.ReadAllBytes(path))]
            : Entries(path);
        if (files.Count == 0)
        {
            throw new UserAdviceException($"{ImageFile.Quote(path)} holds no ROIs; save them with More > Save... in ImageJ's ROI Manager.");
        }

        var rois = new List<FileRoi>(files.Count);
        foreach (var (name, bytes) in files)
        {
            using var scope = java.Enter();
            try
            {
                if (Decode(scope, name, bytes) is { } roi)
                {
                    rois.Add(roi);
                }
            }
            catch (JavaException e)
            {
                throw new UserAdviceException($"The ROI {name} in {ImageFile.Quote(path)} is damaged ({e.Message}); save the ROIs again.", e);
            }
        }

        return rois;
    }

    private static List<(string Name, byte[] Bytes)> Entries(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            return [.. zip.Entries.Where(e => e.Name.EndsWith(".roi", StringComparison.OrdinalIgnoreCase)).Select(e => (e.Name, Bytes(e)))];
        }
        catch (InvalidDataException e)
        {
            throw new UserAdviceException($"{ImageFile.Quote(path)} is damaged or no zip file; save the ROIs again with More > Save... in ImageJ's ROI Manager.", e);
        }
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static FileRoi? Decode(IJavaScope scope, string name, byte[] bytes)
    {
        using var array = scope.NewArray<byte>(bytes);
        using var decoder = scope.New(NewDecoder, JavaValue.Of(array), name);
        using var roi = scope.CallObject(GetRoi, decoder);
        if (roi is null || !scope.CallBool(IsArea, roi) || scope.IsInstance(roi, "ij/gui/TextRoi") || scope.IsInstance(roi, "ij/gui/ImageRoi"))
        {
            return null;
        }

        using var bounds = scope.CallObject(GetBounds, roi)!;
        int width = scope.GetInt(Width, bounds), height = scope.GetInt(Height, bounds);
        if (width < 1 || height < 1)
        {
            return null;
        }

        var region = new LabelRegion(
            Path.GetFileNameWithoutExtension(name),
            new PixelRectangle(scope.GetInt(X, bounds), scope.GetInt(Y, bounds), width, height),
            Mask(scope, roi, width * height));
        var isHyper = scope.CallBool(HasHyperStackPosition, roi);
        return new FileRoi(
            region,
            isHyper ? scope.CallInt(GetSlice, roi) : 0,
            isHyper ? scope.CallInt(GetFrame, roi) : 0,
            isHyper ? 0 : scope.CallInt(GetPosition, roi));
    }

    private static byte[]? Mask(IJavaScope scope, IJavaObject roi, int length)
    {
        using var mask = scope.CallObject(GetMask, roi);
        if (mask is null)
        {
            return null;
        }

        using var pixels = scope.CallObject(GetPixels, mask)!;
        var values = new byte[length];
        scope.CopyFrom<byte>(pixels, 0, values);
        return values;
    }
}
