using System.Buffers.Binary;
using FijiBridge.Bridge.BioFormats;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>Image formats that plain ImageJ reads without a dialog.</summary>
internal enum ImageFileKind
{
    Tiff,
    Png,
    Jpeg,
    Gif,
    Bmp,
    Pnm,
    Dicom,
    Fits,
    ZippedTiff,
}

/// <summary>
/// Checks a file at the door: that it is there, readable and not empty, and what it is by its first bytes. ImageJ itself would
/// answer some of these with a dialog or a line on stdout.
/// </summary>
internal static class ImageFile
{
    private const int HeadBytes = 132;
    private const uint BigTiffLittleEndian = 0x49492B00;
    private const uint BigTiffBigEndian = 0x4D4D002B;

    /// <summary>The format of a file.</summary>
    /// <exception cref="UserAdviceException">There is no such file, it cannot be read, or it is no image that ImageJ reads.</exception>
    public static ImageFileKind Identify(string path)
    {
        var head = RequireReadable(path);
        if (BinaryPrimitives.ReadUInt32BigEndian(head) is BigTiffLittleEndian or BigTiffBigEndian)
        {
            throw new UserAdviceException($"{Quote(path)} is a BigTIFF, which plain ImageJ cannot read; save it as a TIFF below 4 GB, or {BioFormatsAdvice.HowToAdd}.");
        }

        return Recognise(head, path) ?? throw new UserAdviceException(BioFormatsAdvice.IsVendorFile(path)
            ? $"{Quote(path)} is in a microscope maker's format, which ImageJ alone cannot read; {BioFormatsAdvice.HowToAdd}."
            : $"{Quote(path)} is not an image that ImageJ can read (TIFF, PNG, JPEG, GIF, BMP, PGM, DICOM or FITS); save it as TIFF, for example in Fiji.");
    }

    /// <summary>The format of a file that ImageJ reads, or null for any other.</summary>
    /// <exception cref="UserAdviceException">There is no such file, or it cannot be read.</exception>
    public static ImageFileKind? TryIdentify(string path) => Recognise(RequireReadable(path), path);

    /// <summary>Checks that a file is there, can be read and is not empty; gives its first bytes.</summary>
    /// <exception cref="UserAdviceException">It is not.</exception>
    public static byte[] RequireReadable(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UserAdviceException($"{Quote(path)} is a folder, not an image file; name a file in it.");
        }

        if (!File.Exists(path))
        {
            throw new UserAdviceException($"There is no file {Quote(path)}; check the name and the folder.");
        }

        var head = new byte[HeadBytes];
        int length;
        try
        {
            using var stream = File.OpenRead(path);
            length = stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserAdviceException(
                new FileInfo(path).LinkTarget is { } target && e is not UnauthorizedAccessException
                    ? $"{Quote(path)} is a link to {Quote(target)}, where there is no file (or the link leads in a circle); mend the link, or leave it out."
                    : $"{Quote(path)} cannot be read ({e.Message}); check its permissions.",
                e);
        }

        return length > 0 ? head : throw new UserAdviceException($"{Quote(path)} is empty (0 bytes); copy or export it again.");
    }

    /// <summary>The file has no such series.</summary>
    public static UserAdviceException NoSuchSeries(string path, int series, int count) =>
        new($"{Quote(path)} has no series {series + 1}, only {count}; 'fijibridge info' lists them.");

    /// <summary>The file has no such slice or frame.</summary>
    public static UserAdviceException NoSuchPlane(string path, int z, int t, int slices, int frames) =>
        new($"{Quote(path)} has no slice {z + 1} at frame {t + 1}; it has {slices} slices and {frames} frames.");

    /// <summary>A file name for messages; line breaks in it do not break the sentence.</summary>
    public static string Quote(string path) => $"'{Printable(path)}'";

    /// <summary>A text on one line.</summary>
    public static string Printable(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);

    private static ImageFileKind? Recognise(byte[] head, string path)
    {
        var magic = BinaryPrimitives.ReadUInt32BigEndian(head);
        switch (magic)
        {
            case 0x49492A00 or 0x4D4D002A:
                return ImageFileKind.Tiff;
            case 0x89504E47:
                return ImageFileKind.Png;
            case 0x47494638:
                return ImageFileKind.Gif;
            case 0x53494D50:
                return ImageFileKind.Fits;
            case 0x504B0304 when path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase):
                return ImageFileKind.ZippedTiff;
        }

        if (magic >> 8 == 0xFFD8FF)
        {
            return ImageFileKind.Jpeg;
        }

        if (head.AsSpan(128, 4).SequenceEqual("DICM"u8))
        {
            return ImageFileKind.Dicom;
        }

        if (head[0] == 'P' && head[1] is >= (byte)'1' and <= (byte)'6' && head[2] is 9 or 10 or 13 or 32)
        {
            return ImageFileKind.Pnm;
        }

        // a bitmap file header, then an info header of 12 to 124 bytes
        return head[0] == 'B' && head[1] == 'M' && BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(14)) is >= 12 and <= 124
            ? ImageFileKind.Bmp
            : null;
    }
}
