using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Output;

/// <summary>
/// The header of a little-endian, uncompressed, one-channel TIFF with one strip and an ImageJ description. The pixels follow it directly.
/// </summary>
internal sealed class TiffHeader
{
    private const int UsualEntries = 13;
    private const int EntryBytes = 12;
    private const int DirectoryOffset = 8;
    private const int RationalBytes = 8;
    private const ushort Byte = 1;
    private const ushort Short = 3;
    private const ushort Long = 4;
    private const ushort Ascii = 2;
    private const ushort Rational = 5;

    private readonly int _width;
    private readonly int _height;
    private readonly int _bytesPerPixel;
    private readonly PixelSize _pixelSize;
    private readonly byte[] _description;
    private readonly byte[]? _colours;
    private readonly ImageJMetadata? _metadata;

    /// <summary>
    /// Describes an image of 1 or 2 bytes per pixel (unsigned) or 4 (float). The pixels of several channels follow each other; ImageJ
    /// and those who read its description find all of them, others the first. <paramref name="colours"/> (256 reds, greens and blues) is the look-up table
    /// with which ImageJ shows the display range; other programs take the values for grey, which they stay. <paramref name="metadata"/> names the channels.
    /// </summary>
    public TiffHeader(
        int width, int height, int bytesPerPixel, PixelSize pixelSize, int displayMaximum, int channels = 1, byte[]? colours = null, ImageJMetadata? metadata = null)
    {
        (_width, _height, _bytesPerPixel, _pixelSize, _colours, _metadata) = (width, height, bytesPerPixel, pixelSize, colours, metadata);
        var unit = IsCalibrated ? $"unit={Escape(pixelSize.Unit)}\n" : string.Empty;
        var stack = channels > 1 ? string.Create(CultureInfo.InvariantCulture, $"images={channels}\nchannels={channels}\nhyperstack=true\nmode=grayscale\n") : string.Empty;
        _description = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"ImageJ=1.53t\n{stack}{unit}min=0.0\nmax={displayMaximum}.0\n\0"));
    }

    /// <summary>Size of the whole file.</summary>
    public long FileBytes => PixelsOffset + PixelBytes;

    private bool IsCalibrated => _pixelSize.Width > 0 && _pixelSize.Height > 0 && !string.IsNullOrWhiteSpace(_pixelSize.Unit) && _pixelSize.Unit != "pixel";

    private long PixelBytes => (long)_width * _height * _bytesPerPixel;

    private int Entries => UsualEntries + (_colours is null ? 0 : 1) + (_metadata is null ? 0 : 2);

    private int ValuesOffset => DirectoryOffset + 2 + (Entries * EntryBytes) + 4;

    // behind the two resolutions and the text, at an even offset; then what ImageJ alone knows
    private int ColoursOffset => (ValuesOffset + (2 * RationalBytes) + _description.Length + 3) / 4 * 4;

    private int SizesOffset => ColoursOffset + ((_colours?.Length ?? 0) * sizeof(ushort));

    private int MetadataOffset => SizesOffset + ((_metadata?.Sizes.Length ?? 0) * sizeof(int));

    private int PixelsOffset => (MetadataOffset + (_metadata?.Bytes.Length ?? 0) + 3) / 4 * 4;

    /// <summary>Everything up to the first pixel.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[PixelsOffset];
        "II*\0"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), DirectoryOffset);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(DirectoryOffset), (ushort)Entries);
        var entry = DirectoryOffset + 2;
        void Tag(ushort tag, ushort type, int count, uint value)
        {
            var at = bytes.AsSpan(entry, EntryBytes);
            BinaryPrimitives.WriteUInt16LittleEndian(at, tag);
            BinaryPrimitives.WriteUInt16LittleEndian(at[2..], type);
            BinaryPrimitives.WriteInt32LittleEndian(at[4..], count);
            BinaryPrimitives.WriteUInt32LittleEndian(at[8..], value);
            entry += EntryBytes;
        }

        var textOffset = ValuesOffset + (2 * RationalBytes);
        Tag(254, Long, 1, 0); // NewSubfileType: a full image
        Tag(256, Long, 1, (uint)_width);
        Tag(257, Long, 1, (uint)_height);
        Tag(258, Short, 1, 8u * (uint)_bytesPerPixel); // BitsPerSample
        Tag(259, Short, 1, 1); // Compression: none
        Tag(262, Short, 1, 1); // PhotometricInterpretation: 0 is black
        Tag(270, Ascii, _description.Length, (uint)textOffset); // ImageDescription
        Tag(273, Long, 1, (uint)PixelsOffset); // StripOffsets
        Tag(278, Long, 1, (uint)_height); // RowsPerStrip
        Tag(279, Long, 1, (uint)PixelBytes); // StripByteCounts
        Tag(282, Rational, 1, (uint)ValuesOffset); // XResolution: pixels per unit
        Tag(283, Rational, 1, (uint)(ValuesOffset + RationalBytes)); // YResolution
        if (_colours is not null)
        {
            Tag(320, Short, _colours.Length, (uint)ColoursOffset); // ColorMap, as ImageJ writes it for grey values that it shows in colours
        }

        Tag(339, Short, 1, _bytesPerPixel == 4 ? 3u : 1u); // SampleFormat: float or unsigned
        if (_metadata is not null)
        {
            Tag(ImageJMetadata.SizesTag, Long, _metadata.Sizes.Length, (uint)SizesOffset);
            Tag(ImageJMetadata.BytesTag, Byte, _metadata.Bytes.Length, (uint)MetadataOffset);
            _metadata.WriteSizes(bytes.AsSpan(SizesOffset));
            _metadata.Bytes.CopyTo(bytes, MetadataOffset);
        }

        WriteRational(bytes.AsSpan(ValuesOffset), IsCalibrated ? 1 / _pixelSize.Width : 1);
        WriteRational(bytes.AsSpan(ValuesOffset + RationalBytes), IsCalibrated ? 1 / _pixelSize.Height : 1);
        _description.CopyTo(bytes, textOffset);
        for (var i = 0; i < (_colours?.Length ?? 0); i++)
        {
            bytes[ColoursOffset + (2 * i) + 1] = _colours![i]; // the upper byte of 16 bits
        }

        return bytes;
    }

    /// <summary>The best fraction of two 32-bit numbers, by continued fractions.</summary>
    internal static (uint Numerator, uint Denominator) ToFraction(double value)
    {
        (double p0, double q0, double p1, double q1) = (0, 1, 1, 0);
        var rest = value;
        for (var i = 0; i < 40; i++)
        {
            var whole = Math.Floor(rest);
            var (p2, q2) = ((whole * p1) + p0, (whole * q1) + q0);
            if (p2 > uint.MaxValue || q2 > uint.MaxValue)
            {
                break;
            }

            (p0, q0, p1, q1) = (p1, q1, p2, q2);
            if (rest - whole < 1e-12 || Math.Abs((p1 / q1) - value) < value * 1e-15)
            {
                break;
            }

            rest = 1 / (rest - whole);
        }

        return q1 > 0 && p1 > 0 ? ((uint)p1, (uint)q1) : value < 1 ? (1, uint.MaxValue) : (uint.MaxValue, 1);
    }

    private static void WriteRational(Span<byte> destination, double value)
    {
        var (numerator, denominator) = ToFraction(value);
        BinaryPrimitives.WriteUInt32LittleEndian(destination, numerator);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], denominator);
    }

    /// <summary>ImageJ reads the description as Java properties: ASCII, other letters as \uXXXX.</summary>
    private static string Escape(string unit)
    {
        var text = new StringBuilder();
        foreach (var letter in unit.Trim())
        {
            _ = letter is >= ' ' and < '\x7f' and not '\\' ? text.Append(letter) : text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}");
        }

        return text.ToString();
    }
}
