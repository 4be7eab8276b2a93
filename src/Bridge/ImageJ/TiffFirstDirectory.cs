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

    /// <summary>The predictor; none where the tag is missing.</summary>
    /// <exception cref="UserAdviceException">The directory is not inside the file.</exception>
    public static TiffPredictor ReadPredictor(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[8];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            throw TiffHeaderReader.Broken(path, $"it has only {file.Length} bytes", null);
        }

        var littleEndian = head[0] == 'I';
        var directory = littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) : BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
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

        for (var i = 0; i < entries.Length; i += EntryBytes)
        {
            if (Word(entries.AsSpan(i), littleEndian) == PredictorTag)
            {
                return (TiffPredictor)Word(entries.AsSpan(i + 8), littleEndian);
            }
        }

        return TiffPredictor.None;
    }

    private static int Word(ReadOnlySpan<byte> bytes, bool littleEndian) =>
        littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
