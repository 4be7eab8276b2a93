using System.Runtime.InteropServices;
using FijiBridge.Engine.Files;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Output;

/// <summary>
/// Writes a one-channel image as a TIFF that ImageJ opens with calibration, in the type in which it is stored: 8 or 16 bits
/// or float. The same image gives the same bytes.
/// </summary>
public static class ImageTiffWriter
{
    /// <summary>Writes the image; the display range goes from 0 to its largest value.</summary>
    /// <exception cref="UserAdviceException">The file cannot be written, or the image has several channels.</exception>
    public static void Write(string path, Image2D image)
    {
        if (image.Channels != 1)
        {
            throw new UserAdviceException($"{image.Name} has {image.Channels} channels, and only images of one channel can be written; choose one.");
        }

        var (pixels, bytesPerPixel, largest) = image.Plane(0) switch
        {
            byte[] p => (p.AsMemory(), sizeof(byte), p.Max()),
            ushort[] p => (MemoryMarshal.AsBytes(p.AsSpan()).ToArray().AsMemory(), sizeof(ushort), p.Max()),
            float[] p => (MemoryMarshal.AsBytes(p.AsSpan()).ToArray().AsMemory(), sizeof(float), p.Max()),
            var other => throw new NotSupportedException(other.GetType().Name),
        };
        var header = new TiffHeader(image.Width, image.Height, bytesPerPixel, image.PixelSize, (int)Math.Clamp(largest, 1, int.MaxValue));
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header.ToBytes());
            stream.Write(pixels.Span);
        });
    }

    /// <summary>Writes a float image of any number of channels as ImageJ's hyperstack; each channel is shown from its least to its largest value.</summary>
    /// <param name="path">File.</param>
    /// <param name="image">Planes of floats.</param>
    /// <param name="names">Name of each channel, which ImageJ shows above the image.</param>
    /// <exception cref="UserAdviceException">The file cannot be written.</exception>
    public static void WriteChannels(string path, Image2D image, IReadOnlyList<string> names)
    {
        var planes = Enumerable.Range(0, image.Channels).Select(c => (float[])image.Plane(c)).ToList();
        var ranges = planes.ConvertAll(Range);
        var header = new TiffHeader(
            image.Width, image.Height, sizeof(float), image.PixelSize, (int)Math.Clamp(Math.Ceiling(ranges[0].Max), 1, int.MaxValue), image.Channels,
            metadata: image.Channels > 1 ? new ImageJMetadata(names, ranges) : null);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header.ToBytes());
            planes.ForEach(plane => stream.Write(MemoryMarshal.AsBytes(plane.AsSpan())));
        });
    }

    private static (double Min, double Max) Range(float[] values)
    {
        var (min, max) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in values)
        {
            (min, max) = (value < min ? value : min, value > max ? value : max);
        }

        return min < max ? (min, max) : (0, 1);
    }
}
