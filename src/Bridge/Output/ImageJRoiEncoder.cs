using System.Buffers.Binary;

namespace FijiBridge.Bridge.Output;

/// <summary>
/// Encodes a polygon in ImageJ's .roi format, version 228 (1.52t): a header of 64 bytes, vertices as 16-bit offsets from the bounding
/// box, the same vertices as floats, a second header of 64 bytes, name, properties. All big-endian.
/// </summary>
public static class ImageJRoiEncoder
{
    private const short Version = 228;
    private const byte Polygon = 0;
    private const int HeaderBytes = 64;
    private const int Header2Bytes = 64;
    private const short SubPixelResolution = 128;

    /// <summary>The bytes of a .roi file.</summary>
    public static byte[] Encode(ImageJRoi roi)
    {
        var n = roi.X.Length;
        if (n is 0 or > ushort.MaxValue || roi.Y.Length != n)
        {
            throw new ArgumentException($"A polygon ROI needs 1 to 65535 vertices, not {n} x and {roi.Y.Length} y.", nameof(roi));
        }

        var header2 = HeaderBytes + (n * 12);
        var nameAt = header2 + Header2Bytes;
        var propertiesAt = nameAt + (roi.Name.Length * 2);
        var data = new byte[propertiesAt + (roi.Properties.Length * 2)];

        int left = Floor(Min(roi.X)), top = Floor(Min(roi.Y));
        "Iout"u8.CopyTo(data);
        PutShort(data, 4, Version);
        data[6] = Polygon;
        PutShort(data, 8, top);
        PutShort(data, 10, left);
        PutShort(data, 12, Floor(-Min(roi.Y, -1)) + 1);
        PutShort(data, 14, Floor(-Min(roi.X, -1)) + 1);
        PutShort(data, 16, n);
        PutInt(data, 40, (int)roi.StrokeColor);
        PutShort(data, 50, SubPixelResolution);
        PutInt(data, 56, roi.Position);
        PutInt(data, 60, header2);

        for (var i = 0; i < n; i++)
        {
            PutShort(data, HeaderBytes + (i * 2), Floor(roi.X[i]) - left);
            PutShort(data, HeaderBytes + (n * 2) + (i * 2), Floor(roi.Y[i]) - top);
            BinaryPrimitives.WriteSingleBigEndian(data.AsSpan(HeaderBytes + (n * 4) + (i * 4)), roi.X[i]);
            BinaryPrimitives.WriteSingleBigEndian(data.AsSpan(HeaderBytes + (n * 8) + (i * 4)), roi.Y[i]);
        }

        PutInt(data, header2 + 4, roi.Channel);
        PutInt(data, header2 + 8, roi.Slice);
        PutInt(data, header2 + 12, roi.Frame);
        PutInt(data, header2 + 16, nameAt);
        PutInt(data, header2 + 20, roi.Name.Length);
        data[header2 + 30] = (byte)(roi.Group is >= 0 and <= 255 ? roi.Group : 0);
        if (roi.Properties.Length > 0)
        {
            PutInt(data, header2 + 40, propertiesAt);
            PutInt(data, header2 + 44, roi.Properties.Length);
        }

        PutText(data, nameAt, roi.Name);
        PutText(data, propertiesAt, roi.Properties);
        return data;
    }

    private static int Floor(float value) => (int)MathF.Floor(value);

    private static float Min(float[] values, int sign = 1)
    {
        var min = float.MaxValue;
        foreach (var value in values)
        {
            min = MathF.Min(min, sign * value);
        }

        return min;
    }

    // 16 bits hold up to 32767; beyond that ImageJ uses the floats
    private static void PutShort(byte[] data, int at, int value) => BinaryPrimitives.WriteInt16BigEndian(data.AsSpan(at), unchecked((short)value));

    private static void PutInt(byte[] data, int at, int value) => BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(at), value);

    private static void PutText(byte[] data, int at, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(at + (i * 2)), text[i]);
        }
    }
}
