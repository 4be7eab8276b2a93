using System.Buffers.Binary;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>
/// Reads the predictor tag (317) of the first directory of a TIFF. ImageJ 1.53 overlooks it in deflated files and would
/// show noise.
/// </summary>
internal static class TiffPredictorTag
{
    private const int Tag = 317;
    private const int EntryBytes = 12;

    /// <summary>The predictor; none where the tag is missing.</summary>
    public static TiffPredictor Read(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[8];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            return TiffPredictor.None;
        }

        var littleEndian = head[0] == 'I';
        var directory = littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) : BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
        if (directory + 2 > file.Length)
        {
            return TiffPredictor.None;
        }

        file.Position = directory;
        file.ReadExactly(head[..2]);
        var entries = new byte[Word(head, littleEndian) * EntryBytes];
        var length = file.ReadAtLeast(entries, entries.Length, throwOnEndOfStream: false);
        for (var i = 0; i + EntryBytes <= length; i += EntryBytes)
        {
            if (Word(entries.AsSpan(i), littleEndian) == Tag)
            {
                return (TiffPredictor)Word(entries.AsSpan(i + 8), littleEndian);
            }
        }

        return TiffPredictor.None;
    }

    private static int Word(ReadOnlySpan<byte> bytes, bool littleEndian) =>
        littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
