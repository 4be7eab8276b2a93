using System.Runtime.InteropServices;
using FijiBridge.Engine.Files;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.Output;

/// <summary>Fills rows of a label image: <paramref name="destination"/> holds <paramref name="rows"/> rows from <paramref name="firstRow"/> on.</summary>
/// <param name="firstRow">First row, from 0.</param>
/// <param name="rows">Number of rows.</param>
/// <param name="destination">Receives rows * width labels; not cleared.</param>
public delegate void LabelRows(int firstRow, int rows, Span<int> destination);

/// <summary>
/// Writes label images as TIFFs that ImageJ opens with calibration and display range: 16-bit up to label 65,535, shown in the colours of
/// <see cref="LabelLut"/>; beyond that (and where there are negative "ignore" labels) 32-bit float, which is what ImageJ has for larger numbers, shown in grey.
/// Rows are written as they come, so that the whole image is never held.
/// </summary>
public static class LabelTiffWriter
{
    /// <summary>Largest label that a 16-bit image holds.</summary>
    public const int LargestIn16Bit = ushort.MaxValue;

    /// <summary>Largest label that a 32-bit float image holds exactly.</summary>
    public const int LargestInFloat = 1 << 24;

    private const int ChunkPixels = 2 << 20;

    /// <summary>Refuses a size of which no TIFF of labels can be, however few the objects.</summary>
    /// <exception cref="UserAdviceException">The file would be larger than 4 GB.</exception>
    public static void RequireRoom(int width, int height) => RequireRoom(In16Bit(width, height, PixelSize.Uncalibrated, 1), width, height);

    /// <summary>True where the labels fit into a TIFF also when there are more than <see cref="LargestIn16Bit"/> objects.</summary>
    public static bool HasRoomForMany(int width, int height) => new TiffHeader(width, height, sizeof(float), PixelSize.Uncalibrated, 1).FileBytes <= uint.MaxValue;

    /// <summary>Writes a label image.</summary>
    /// <exception cref="UserAdviceException">The file cannot be written, or a label is above 16,777,216.</exception>
    public static void Write(string path, LabelImage labels, CancellationToken cancel = default)
    {
        int min = 0, max = 0;
        foreach (var label in labels.Pixels)
        {
            min = Math.Min(min, label);
            max = Math.Max(max, label);
        }

        WriteRows(
            path, labels.Width, labels.Height, min, max, labels.PixelSize, (firstRow, rows, destination) =>
                labels.Pixels.AsSpan(firstRow * labels.Width, rows * labels.Width).CopyTo(destination),
            cancel);
    }

    /// <summary>Writes a label image row by row.</summary>
    /// <param name="path">File to write; replaced when it exists.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="maxLabel">Largest label that will come; decides between 16 bit and float.</param>
    /// <param name="pixelSize">Calibration, or null.</param>
    /// <param name="rows">Gives the labels, from the first row to the last.</param>
    /// <param name="cancel">Stops; no file is left.</param>
    /// <exception cref="UserAdviceException">The file cannot be written, or is too large for a TIFF.</exception>
    public static void WriteRows(string path, int width, int height, int maxLabel, PixelSize? pixelSize, LabelRows rows, CancellationToken cancel = default) =>
        WriteRows(path, width, height, 0, maxLabel, pixelSize, rows, cancel);

    private static void WriteRows(
        string path, int width, int height, int minLabel, int maxLabel, PixelSize? pixelSize, LabelRows rows, CancellationToken cancel)
    {
        var asFloat = maxLabel > LargestIn16Bit || minLabel < 0;
        if (maxLabel > LargestInFloat)
        {
            throw new UserAdviceException(
                $"'{path}' would need label {maxLabel}, but ImageJ has no image type for labels above {LargestInFloat}; cut the image into parts.");
        }

        var header = asFloat
            ? new TiffHeader(width, height, sizeof(float), pixelSize ?? PixelSize.Uncalibrated, Math.Max(maxLabel, 1))
            : In16Bit(width, height, pixelSize ?? PixelSize.Uncalibrated, maxLabel);
        RequireRoom(header, width, height);

        AtomicFile.Write(path, stream =>
        {
            stream.Write(header.ToBytes());
            var rowsAtOnce = Math.Clamp(ChunkPixels / width, 1, height);
            var labels = new int[rowsAtOnce * width];
            var bytes = new byte[labels.Length * (asFloat ? sizeof(float) : sizeof(ushort))];
            for (var firstRow = 0; firstRow < height; firstRow += rowsAtOnce)
            {
                cancel.ThrowIfCancellationRequested();
                var count = Math.Min(rowsAtOnce, height - firstRow);
                var part = labels.AsSpan(0, count * width);
                rows(firstRow, count, part);
                stream.Write(asFloat ? ToFloats(part, bytes) : ToWords(part, bytes));
            }
        });
    }

    private static TiffHeader In16Bit(int width, int height, PixelSize pixelSize, int maxLabel) =>
        new(width, height, sizeof(ushort), pixelSize, LabelLut.DisplayMaximum(maxLabel), colours: LabelLut.Create());

    private static void RequireRoom(TiffHeader header, int width, int height)
    {
        if (header.FileBytes > uint.MaxValue)
        {
            throw new UserAdviceException(
                $"The labels of {width} x {height} pixels would make a TIFF of {header.FileBytes} bytes, more than the 4 GB that it can have; segment parts of the image (--region) or a lower resolution (--level), or write --outputs ometiff,rois,table, which has no such limit but needs Bio-Formats.");
        }
    }

    private static ReadOnlySpan<byte> ToFloats(ReadOnlySpan<int> labels, byte[] bytes)
    {
        var floats = MemoryMarshal.Cast<byte, float>(bytes.AsSpan())[..labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            floats[i] = labels[i];
        }

        return MemoryMarshal.AsBytes(floats);
    }

    private static ReadOnlySpan<byte> ToWords(ReadOnlySpan<int> labels, byte[] bytes)
    {
        var words = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan())[..labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            words[i] = checked((ushort)labels[i]); // a label above the maximum that was announced must not wrap
        }

        return MemoryMarshal.AsBytes(words);
    }
}
