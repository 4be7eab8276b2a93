using System.Buffers.Binary;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.BioFormats;

/// <summary>
/// Refuses files that were cut off. Bio-Formats shows what a truncated ND2, CZI or TIFF lacks as black, or even as an image of another size made of
/// whatever bytes are there, and says nothing; such a picture must not be segmented.
/// </summary>
internal static class TruncatedFiles
{
    private const uint Nd2 = 0xDACEBE0A;
    private const int CziHeaderBytes = 32;

    private static readonly byte[] Nd2End = "ND2 CHUNK MAP SIGNATURE 0000001!"u8.ToArray();

    /// <summary>Looks at the marks and lengths that the format itself writes; formats other than ND2, CZI and TIFF pass.</summary>
    /// <exception cref="UserAdviceException">The end of the file is missing.</exception>
    public static void Refuse(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 12);
        var head = new byte[16];
        _ = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var whole = BinaryPrimitives.ReadUInt32BigEndian(head) == Nd2 ? Nd2IsWhole(file)
            : head.AsSpan().StartsWith("ZISRAWFILE"u8) ? CziIsWhole(file)
            : !TiffExtent.IsTiff(head) || TiffExtent.IsWhole(file);
        if (!whole)
        {
            throw new UserAdviceException($"{ImageFile.Quote(path)} is truncated: its end is missing after {file.Length} bytes; copy or export it again.");
        }
    }

    // the file ends with a map of its chunks: a signature, then its position
    private static bool Nd2IsWhole(FileStream file)
    {
        var end = new byte[Nd2End.Length];
        if (file.Length < end.Length + 8)
        {
            return false;
        }

        file.Position = file.Length - end.Length - 8;
        file.ReadExactly(end);
        return end.AsSpan().SequenceEqual(Nd2End);
    }

    // segments: a name of 16 bytes, the bytes it may hold, the bytes that it holds
    private static bool CziIsWhole(FileStream file)
    {
        var header = new byte[CziHeaderBytes];
        for (long position = 0; position < file.Length;)
        {
            file.Position = position;
            if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            {
                return false;
            }

            var size = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(16));
            if (!(header.AsSpan().StartsWith("ZISRAW"u8) || header.AsSpan().StartsWith("DELETED"u8)) || size < 0)
            {
                return true; // no segment: what follows is not known, so nothing can be said
            }

            position += CziHeaderBytes + size;
            if (position > file.Length)
            {
                return false;
            }
        }

        return true;
    }
}
