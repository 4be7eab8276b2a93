using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>Byte order and predictors of TIFF rows.</summary>
internal static class TiffRows
{
    /// <summary>Undoes the predictor of decompressed rows, in place.</summary>
    public static void UndoPredictor(TiffDirectory page, Span<byte> rows)
    {
        if (page.Predictor is not (TiffPredictor.Horizontal or TiffPredictor.FloatingPoint))
        {
            return;
        }

        var rowBytes = (int)page.RowBytes;
        var scratch = page.Predictor == TiffPredictor.FloatingPoint ? new byte[rowBytes] : [];
        for (; rows.Length >= rowBytes; rows = rows[rowBytes..])
        {
            var row = rows[..rowBytes];
            if (page.Predictor == TiffPredictor.FloatingPoint)
            {
                UndoFloatingPoint(row, scratch, page);
            }
            else
            {
                UndoHorizontal(row, page);
            }
        }
    }

    /// <summary>Swaps the bytes of each sample where the file's byte order is not this machine's.</summary>
    public static void ToNativeOrder(TiffDirectory page, Span<byte> bytes)
    {
        if (page.LittleEndian == BitConverter.IsLittleEndian)
        {
            return;
        }

        if (page.BytesPerSample == 2)
        {
            var words = MemoryMarshal.Cast<byte, ushort>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (page.BytesPerSample == 4)
        {
            var words = MemoryMarshal.Cast<byte, uint>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }

    private static void UndoHorizontal(Span<byte> row, TiffDirectory page)
    {
        // differences are of whole samples, so the bytes have to be in this machine's order while they are added up
        ToNativeOrder(page, row);
        switch (page.BytesPerSample)
        {
            case 1:
                for (var i = page.InterleavedSamples; i < row.Length; i++)
                {
                    row[i] += row[i - page.InterleavedSamples];
                }

                break;
            case 2:
                var words = MemoryMarshal.Cast<byte, ushort>(row);
                for (var i = 1; i < words.Length; i++)
                {
                    words[i] += words[i - 1];
                }

                break;
            default:
                var doubles = MemoryMarshal.Cast<byte, uint>(row);
                for (var i = 1; i < doubles.Length; i++)
                {
                    doubles[i] += doubles[i - 1];
                }

                break;
        }

        ToNativeOrder(page, row);
    }

    private static void UndoFloatingPoint(Span<byte> row, byte[] scratch, TiffDirectory page)
    {
        for (var i = 1; i < row.Length; i++)
        {
            row[i] += row[i - 1];
        }

        // byte k of all samples lies together, most significant first, whatever the byte order of the file
        row.CopyTo(scratch);
        var size = page.BytesPerSample;
        var samples = row.Length / size;
        for (var i = 0; i < samples; i++)
        {
            for (var k = 0; k < size; k++)
            {
                row[(i * size) + (page.LittleEndian ? size - 1 - k : k)] = scratch[(k * samples) + i];
            }
        }
    }
}
