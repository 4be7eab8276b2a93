using System.Buffers.Binary;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>
/// Looks at the first directory of a TIFF before ImageJ does: that it lies inside the file (ImageJ would read on behind the end), and
/// its predictor tag, which ImageJ 1.53 overlooks in deflated files so that they would show noise.
/// </summary>
internal static class TiffFirstDirectory
{
    private const int PredictorTag = 317;
    private const int EntryBytes = 12;

    private const int ShortType = 3;
    private const int DescriptionTag = 270;
    private const int LongestDescription = 1 << 20;

    /// <summary>The predictor; none where the tag is missing.</summary>
    /// <exception cref="UserAdviceException">The directory is not inside the file.</exception>
    public static TiffPredictor ReadPredictor(string path)
    {
        using var file = File.OpenRead(path);
        var (entries, littleEndian) = Entries(file, path);
        for (var i = 0; i < entries.Length; i += EntryBytes)
        {
            if (Word(entries.AsSpan(i), littleEndian) == PredictorTag)
            {
                return (TiffPredictor)Word(entries.AsSpan(i + 8), littleEndian);
            }
        }

        return TiffPredictor.None;
    }

    /// <summary>
    /// The tags of the first directory, its description (at most the first megabyte; "" where it has none), and the bytes of its plane before
    /// compression, as many as its tags declare.
    /// </summary>
    /// <exception cref="UserAdviceException">The directory is not inside the file.</exception>
    public static (IReadOnlySet<int> Tags, string Description, UInt128 PlaneBytes) ReadTags(string path)
    {
        using var file = File.OpenRead(path);
        var (entries, littleEndian) = Entries(file, path);
        var tags = new HashSet<int>();
        var description = string.Empty;
        (UInt128 width, UInt128 height, uint bits, uint samples) = (1, 1, 1, 1);
        for (var i = 0; i < entries.Length; i += EntryBytes)
        {
            var tag = Word(entries.AsSpan(i), littleEndian);
            tags.Add(tag);
            switch (tag)
            {
                case 256:
                    width = Value(entries.AsSpan(i), littleEndian);
                    break;
                case 257:
                    height = Value(entries.AsSpan(i), littleEndian);
                    break;
                case 258:
                    bits = BitsOfFirstSample(file, entries.AsSpan(i), littleEndian);
                    break;
                case 277:
                    samples = Value(entries.AsSpan(i), littleEndian);
                    break;
            }

            if (tag == DescriptionTag)
            {
                long length = Integer(entries.AsSpan(i + 4), littleEndian), offset = Integer(entries.AsSpan(i + 8), littleEndian);
                var text = new byte[Math.Min(length, LongestDescription)];
                file.Position = offset;
                var read = length > 4 ? file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) : 0;
                description = System.Text.Encoding.UTF8.GetString(text, 0, read);
            }
        }

        return (tags, description, width * height * samples * bits / 8);
    }

    private static uint Value(ReadOnlySpan<byte> entry, bool littleEndian) =>
        Word(entry[2..], littleEndian) == ShortType ? (uint)Word(entry[8..], littleEndian) : Integer(entry[8..], littleEndian);

    // one or two values lie in the entry itself
    private static uint BitsOfFirstSample(FileStream file, ReadOnlySpan<byte> entry, bool littleEndian)
    {
        if (Integer(entry[4..], littleEndian) <= 2)
        {
            return Value(entry, littleEndian);
        }

        Span<byte> first = stackalloc byte[2];
        file.Position = Integer(entry[8..], littleEndian);
        return file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) < first.Length ? 8 : (uint)Word(first, littleEndian);
    }

    private static (byte[] Entries, bool LittleEndian) Entries(FileStream file, string path)
    {
        Span<byte> head = stackalloc byte[8];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            throw TiffHeaderReader.Broken(path, $"it has only {file.Length} bytes", null);
        }

        var littleEndian = head[0] == 'I';
        var directory = Integer(head[4..], littleEndian);
        file.Position = directory;
        if (file.ReadAtLeast(head[..2], 2, throwOnEndOfStream: false) < 2)
        {
            throw TiffHeaderReader.Broken(path, $"its directory should be at byte {directory} but the file has {file.Length}", null);
        }

        var entries = new byte[Word(head, littleEndian) * EntryBytes];
        if (file.ReadAtLeast(entries, entries.Length, throwOnEndOfStream: false) < entries.Length)
        {
            throw TiffHeaderReader.Broken(path, $"its directory should end at byte {directory + 2 + entries.Length} but the file has {file.Length}", null);
        }

        return (entries, littleEndian);
    }

    private static uint Integer(ReadOnlySpan<byte> bytes, bool littleEndian) =>
        littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static int Word(ReadOnlySpan<byte> bytes, bool littleEndian) =>
        littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
