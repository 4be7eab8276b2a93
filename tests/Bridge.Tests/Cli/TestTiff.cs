using System.Buffers.Binary;

namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>Writes the smallest TIFF that holds one grey plane: one uncompressed strip, little-endian.</summary>
internal static class TestTiff
{
    /// <summary>Writes byte[], ushort[] or float[] pixels, row by row.</summary>
    public static string Write(string path, int width, int height, Array pixels)
    {
        var bytesPerPixel = Buffer.ByteLength(pixels) / pixels.Length;
        (ushort Tag, ushort Type, uint Value)[] entries =
        [
            (256, 4, (uint)width), (257, 4, (uint)height), (258, 3, (uint)(8 * bytesPerPixel)), (259, 3, 1), (262, 3, 1),
            (273, 4, 8u + 2 + (9 * 12) + 4), (277, 3, 1), (278, 4, (uint)height), (279, 4, (uint)Buffer.ByteLength(pixels)),
        ];
        if (pixels is float[])
        {
            entries = [.. entries, (339, 3, 3)];
            entries[5].Value += 12;
        }

        using var file = File.Create(path);
        Span<byte> buffer = stackalloc byte[12];
        file.Write([(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0]);
        BinaryPrimitives.WriteUInt16LittleEndian(buffer, (ushort)entries.Length);
        file.Write(buffer[..2]);
        foreach (var (tag, type, value) in entries)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(buffer, tag);
            BinaryPrimitives.WriteUInt16LittleEndian(buffer[2..], type);
            BinaryPrimitives.WriteUInt32LittleEndian(buffer[4..], 1);
            BinaryPrimitives.WriteUInt32LittleEndian(buffer[8..], value);
            file.Write(buffer);
        }

        file.Write([0, 0, 0, 0]);
        var data = new byte[Buffer.ByteLength(pixels)];
        Buffer.BlockCopy(pixels, 0, data, 0, data.Length);
        file.Write(data);
        return path;
    }
}
