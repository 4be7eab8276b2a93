using System.IO.Compression;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>
/// Reads and decompresses the strips of a TIFF page, straight into the caller's memory: a 16k x 16k image is never held
/// twice, and never in Java.
/// </summary>
internal static class TiffStrips
{
    /// <summary>Most bytes that one compressed byte can stand for; beyond that the declared size is wrong.</summary>
    private const long LargestRatio = 5000;

    private const int ChunkBytes = 64 << 20;

    /// <summary>Reads rows from the strips, first to last.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="page">The page.</param>
    /// <param name="firstStrip">Strip that holds the first byte wanted.</param>
    /// <param name="destination">Receives the decompressed bytes; whole rows.</param>
    /// <exception cref="UserAdviceException">The file ends too early or a strip cannot be decompressed.</exception>
    public static void Read(FileStream file, TiffDirectory page, int firstStrip, Span<byte> destination)
    {
        var stripBytes = page.RowsPerStrip * page.RowBytes;
        for (var strip = firstStrip; !destination.IsEmpty; strip++)
        {
            if (strip >= page.StripOffsets.Length || strip >= page.StripLengths.Length)
            {
                throw Damaged(file, $"{destination.Length} bytes of its pixels are in no strip", null);
            }

            var part = destination[..(int)Math.Min(stripBytes, destination.Length)];
            ReadStrip(file, page, page.StripOffsets[strip], page.StripLengths[strip], part);
            destination = destination[part.Length..];
        }
    }

    /// <summary>Reads bytes that are not compressed.</summary>
    public static void ReadRaw(FileStream file, long offset, Span<byte> destination)
    {
        if (offset + destination.Length > file.Length)
        {
            throw Damaged(file, $"its pixels should end at byte {offset + destination.Length} but the file has {file.Length}", null);
        }

        file.Position = offset;
        while (!destination.IsEmpty)
        {
            var part = destination[..Math.Min(ChunkBytes, destination.Length)];
            file.ReadExactly(part);
            destination = destination[part.Length..];
        }
    }

    private static void ReadStrip(FileStream file, TiffDirectory page, long offset, long length, Span<byte> destination)
    {
        if (page.Compression == TiffCompression.None)
        {
            ReadRaw(file, offset, destination);
            return;
        }

        if (offset + length > file.Length)
        {
            throw Damaged(file, $"its pixels should end at byte {offset + length} but the file has {file.Length}", null);
        }

        if (length > Array.MaxLength)
        {
            throw Damaged(file, $"a strip of {length} compressed bytes is longer than any that can be decompressed", null);
        }

        if (destination.Length > length * LargestRatio)
        {
            throw Damaged(file, $"{length} compressed bytes cannot hold {destination.Length} bytes of pixels", null);
        }

        try
        {
            Decompress(file, page.Compression, offset, (int)length, destination);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Damaged(file, $"the pixels at byte {offset} cannot be decompressed: {e.Message}", e);
        }

        TiffRows.UndoPredictor(page, destination);
    }

    private static void Decompress(FileStream file, TiffCompression compression, long offset, int length, Span<byte> destination)
    {
        file.Position = offset;
        if (compression == TiffCompression.Deflate)
        {
            using var inflater = new ZLibStream(file, CompressionMode.Decompress, leaveOpen: true);
            inflater.ReadExactly(destination);
            return;
        }

        var compressed = new byte[length];
        file.ReadExactly(compressed);
        if (compression == TiffCompression.Lzw)
        {
            TiffLzw.Decompress(compressed, destination);
        }
        else
        {
            PackBits.Decompress(compressed, destination);
        }
    }

    private static UserAdviceException Damaged(FileStream file, string why, Exception? cause) =>
        new($"{ImageFile.Quote(file.Name)} is a damaged or truncated TIFF ({why}); copy or export it again.", cause);
}
