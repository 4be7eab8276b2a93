using System.Buffers.Binary;
using System.IO.Compression;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Tests.TestData;

/// <summary>
/// Reads the test data's TIFFs without ImageJ: little-endian, first page, one channel, 8 or 16 bit, uncompressed or
/// deflate, no predictor. Anything else is refused.
/// </summary>
public sealed class TinyTiff : IImageReader
{
    public Image2D ReadImage(string path)
    {
        var (width, height, bits, data) = Read(path);
        Array plane = data;
        if (bits == 16)
        {
            var words = new ushort[width * height];
            Buffer.BlockCopy(data, 0, words, 0, data.Length);
            plane = words;
        }

        return new Image2D(Path.GetFileName(path), width, height, [plane]);
    }

    public LabelImage ReadLabels(string path)
    {
        var image = ReadImage(path);
        var labels = new LabelImage(image.Width, image.Height);
        for (var i = 0; i < labels.Pixels.Length; i++)
        {
            labels.Pixels[i] = image.Plane(0) is byte[] bytes ? bytes[i] : ((ushort[])image.Plane(0))[i];
        }

        return labels;
    }

    private static (int Width, int Height, int Bits, byte[] Data) Read(string path)
    {
        var file = File.ReadAllBytes(path);
        if (file.Length < 8 || file[0] != 'I' || file[1] != 'I' || U16(2) != 42)
        {
            throw new UserAdviceException($"\"{path}\" is not a little-endian TIFF; this reader is for the test data only.");
        }

        var tags = new Dictionary<int, uint[]>();
        var directory = (int)U32(4);
        for (var i = 0; i < U16(directory); i++)
        {
            var entry = directory + 2 + (12 * i);
            var size = U16(entry + 2) == 3 ? 2 : 4;
            var count = (int)U32(entry + 4);
            var at = count * size <= 4 ? entry + 8 : (int)U32(entry + 8);
            if (U16(entry + 2) is 3 or 4)
            {
                tags[U16(entry)] = [.. Enumerable.Range(0, count).Select(k => size == 2 ? U16(at + (2 * k)) : U32(at + (4 * k)))];
            }
        }

        int width = (int)tags[256][0], height = (int)tags[257][0], bits = (int)tags[258][0];
        var compression = tags.TryGetValue(259, out var c) ? c[0] : 1;
        if (bits is not (8 or 16) || (tags.TryGetValue(277, out var samples) && samples[0] != 1) || compression is not (1 or 8 or 32946))
        {
            throw new UserAdviceException($"\"{path}\" is a TIFF of another kind ({bits} bit, compression {compression}); this reader is for the test data only.");
        }

        using var pixels = new MemoryStream();
        for (var i = 0; i < tags[273].Length; i++)
        {
            using var strip = new MemoryStream(file, (int)tags[273][i], (int)tags[279][i]);
            using Stream decoded = compression == 1 ? strip : new ZLibStream(strip, CompressionMode.Decompress);
            decoded.CopyTo(pixels);
        }

        return (width, height, bits, pixels.ToArray()[..(width * height * bits / 8)]);

        ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));
        uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));
    }
}
