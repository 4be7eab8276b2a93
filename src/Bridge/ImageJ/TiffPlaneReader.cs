using System.Runtime.InteropServices;
using FijiBridge.Bridge.BioFormats;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>
/// Reads one plane of a TIFF whose header ImageJ has parsed: uncompressed, LZW, PackBits or deflate; 8, 16 and 32 bits and
/// RGB. Values are those that ImageJ shows under the cursor, without its calibration of grey values.
/// </summary>
internal static class TiffPlaneReader
{
    /// <summary>True where this class reads the page itself; other pages go through ImageJ's own reader.</summary>
    public static bool CanRead(TiffDirectory page) =>
        page.Samples != TiffSamples.Other
        && page.Compression != TiffCompression.Other
        && (page.Images == 1 || page.Compression == TiffCompression.None)
        && Enum.IsDefined(page.Predictor);

    /// <summary>The channels of one plane: one array, or three for RGB.</summary>
    /// <param name="path">The file.</param>
    /// <param name="page">Its page.</param>
    /// <param name="image">Which of the planes that follow one another behind the page, from 0.</param>
    public static IReadOnlyList<Array> Read(string path, TiffDirectory page, int image)
    {
        if ((Int128)page.RowBytes * page.Height > Array.MaxLength)
        {
            throw new UserAdviceException(
                $"{ImageFile.Quote(path)} has planes of {page.Width} x {page.Height} pixels ({page.TypeName}), more than 2 GB each; cut the image into parts, or {BioFormatsAdvice.HowToAdd}, which reads them piece by piece.");
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16);
        switch (page.Samples)
        {
            case TiffSamples.UInt8:
                return [Fill(file, page, image, NewArray<byte>(page))];
            case TiffSamples.UInt16:
                return [Fill(file, page, image, NewArray<ushort>(page))];
            case TiffSamples.Int16:
                return [FromSigned(Fill(file, page, image, NewArray<ushort>(page)))];
            case TiffSamples.Float32:
                return [Fill(file, page, image, NewArray<float>(page))];
            case TiffSamples.Int32 or TiffSamples.UInt32:
                return [FromIntegers(Fill(file, page, image, NewArray<float>(page)), page.Samples == TiffSamples.Int32)];
            case TiffSamples.Rgb:
                return Interleaved(file, page, image);
            default:
                return Planar(file, page, image);
        }
    }

    /// <summary>Signed 16-bit values: as they are where none is negative, else as floats.</summary>
    public static Array FromSigned(ushort[] bits)
    {
        var signed = MemoryMarshal.Cast<ushort, short>(bits.AsSpan());
        if (!signed.ContainsAnyInRange(short.MinValue, (short)-1))
        {
            return bits;
        }

        var floats = new float[bits.Length];
        for (var i = 0; i < floats.Length; i++)
        {
            floats[i] = signed[i];
        }

        return floats;
    }

    private static T[] NewArray<T>(TiffDirectory page) => GC.AllocateUninitializedArray<T>(page.Width * page.Height);

    private static T[] Fill<T>(FileStream file, TiffDirectory page, int image, T[] plane)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(plane.AsSpan());
        ReadBytes(file, page, image, 0, bytes);
        TiffRows.ToNativeOrder(page, bytes);
        return plane;
    }

    private static void ReadBytes(FileStream file, TiffDirectory page, int image, int firstStrip, Span<byte> bytes)
    {
        if (page.Images > 1)
        {
            TiffStrips.ReadRaw(file, page.StripOffsets[0] + (image * ((page.RowBytes * page.Height) + page.Gap)), bytes);
        }
        else
        {
            TiffStrips.Read(file, page, firstStrip, bytes);
        }
    }

    private static float[] FromIntegers(float[] plane, bool signed)
    {
        var bits = MemoryMarshal.Cast<float, int>(plane.AsSpan());
        for (var i = 0; i < plane.Length; i++)
        {
            plane[i] = signed ? bits[i] : (uint)bits[i];
        }

        return plane;
    }

    private static Array[] Interleaved(FileStream file, TiffDirectory page, int image)
    {
        byte[] red = NewArray<byte>(page), green = NewArray<byte>(page), blue = NewArray<byte>(page);
        var all = GC.AllocateUninitializedArray<byte>((int)(page.RowBytes * page.Height));
        ReadBytes(file, page, image, 0, all);
        var step = page.InterleavedSamples;
        for (int i = 0, j = 0; i < red.Length; i++, j += step)
        {
            red[i] = all[j];
            green[i] = all[j + 1];
            blue[i] = all[j + 2];
        }

        return [red, green, blue];
    }

    private static Array[] Planar(FileStream file, TiffDirectory page, int image)
    {
        var stripsPerPlane = (page.Height + page.RowsPerStrip - 1) / page.RowsPerStrip;
        var planes = new Array[3];
        for (var c = 0; c < planes.Length; c++)
        {
            var plane = NewArray<byte>(page);
            if (page.Images > 1)
            {
                TiffStrips.ReadRaw(file, page.StripOffsets[0] + (((image * 3L) + c) * plane.Length) + (image * page.Gap), plane);
            }
            else
            {
                TiffStrips.Read(file, page, c * stripsPerPlane, plane);
            }

            planes[c] = plane;
        }

        return planes;
    }
}
