using FijiBridge.Engine;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>
/// Java shows a PNG or JPEG that was cut off with grey or black where data are missing, and says nothing. This check looks for the
/// mark at the end of the file.
/// </summary>
internal static class TruncationCheck
{
    /// <summary>Refuses a PNG without its IEND chunk and a JPEG without its end-of-image mark.</summary>
    public static void Run(string path, ImageFileKind kind)
    {
        if (kind is not (ImageFileKind.Png or ImageFileKind.Jpeg))
        {
            return;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16);
        if (!(kind == ImageFileKind.Png ? PngEnds(file) : JpegEnds(file)))
        {
            throw new UserAdviceException(
                $"{ImageFile.Quote(path)} is a truncated {kind.ToString().ToUpperInvariant()}: its end is missing after {file.Length} bytes; copy or export it again.");
        }
    }

    private static bool PngEnds(FileStream file)
    {
        // chunks: length, type, data, checksum
        Span<byte> head = stackalloc byte[8];
        file.Position = 8;
        while (file.ReadAtLeast(head, 8, throwOnEndOfStream: false) == 8)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(head);
            var next = file.Position + length + 4;
            if (next > file.Length)
            {
                return false;
            }

            if (head[4..].SequenceEqual("IEND"u8))
            {
                return true;
            }

            file.Position = next;
        }

        return false;
    }

    private static bool JpegEnds(FileStream file)
    {
        // segments up to the start of scan; from there on FF D9 can only be the end, since FF is escaped in the data
        file.Position = 2;
        while (file.ReadByte() == 0xFF)
        {
            int marker;
            do
            {
                marker = file.ReadByte(); // fill bytes FF may stand before it
            }
            while (marker == 0xFF);

            if (marker == 0xDA)
            {
                return EndMarkFollows(file);
            }

            var length = (file.ReadByte() << 8) | file.ReadByte();
            if (marker < 0 || length < 2)
            {
                return false;
            }

            file.Position += length - 2;
        }

        return false;
    }

    private static bool EndMarkFollows(FileStream file)
    {
        var buffer = new byte[1 << 16];
        var last = 0;
        for (int count; (count = file.Read(buffer)) > 0; last = buffer[count - 1])
        {
            if ((last == 0xFF && buffer[0] == 0xD9) || buffer.AsSpan(0, count).IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
