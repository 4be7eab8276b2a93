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

    /// <summary>Writes a float image of any number of channels as ImageJ's hyperstack; the display range goes from 0 to 1.</summary>
    /// <exception cref="UserAdviceException">The file cannot be written.</exception>
    public static void WriteChannels(string path, Image2D image)
    {
        var header = new TiffHeader(image.Width, image.Height, sizeof(float), image.PixelSize, 1, image.Channels);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header.ToBytes());
            for (var c = 0; c < image.Channels; c++)
            {
                stream.Write(MemoryMarshal.AsBytes(((float[])image.Plane(c)).AsSpan()));
            }
        });
    }
}
