using System.Runtime.InteropServices;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Data;

/// <summary>Turns arrays of a dataset file into images and labels; says why where an array is not suitable.</summary>
internal static class DatasetArrays
{
    public static Image2D Image(byte[] file, string name, PixelSize pixelSize, bool isRgb)
    {
        var header = NpyFormat.ReadHeader(file);
        var (channels, height, width) = header.Shape switch
        {
            [var h, var w] => (1, h, w),
            [var c, var h, var w] => (c, h, w),
            _ => throw new InvalidDataException($"its shape is ({string.Join(", ", header.Shape)}); images are (H, W) or (C, H, W)"),
        };
        RequireSomePixels(channels, height, width);
        var planes = new Array[channels];
        for (var c = 0; c < channels; c++)
        {
            var n = checked(height * width);
            planes[c] = header.Type switch
            {
                "|u1" => NpyFormat.Values<byte>(file, header, (long)c * n, n),
                "<u2" => NpyFormat.Values<ushort>(file, header, (long)c * n, n),
                "<f4" => NpyFormat.Values<float>(file, header, (long)c * n, n),
                _ => throw new InvalidDataException($"its type is {header.Type}; images are uint8, uint16 or float32"),
            };
        }

        return new Image2D(name, width, height, planes, pixelSize, isRgb);
    }

    public static LabelImage Labels(byte[] file, PixelSize pixelSize)
    {
        var header = NpyFormat.ReadHeader(file);
        if (header.Shape is not [var height, var width])
        {
            throw new InvalidDataException($"its shape is ({string.Join(", ", header.Shape)}); masks are (H, W)");
        }

        RequireSomePixels(1, height, width);
        var n = checked(height * width);
        var labels = header.Type switch
        {
            "<i4" => NpyFormat.Values<int>(file, header, 0, n),
            "|u1" => Array.ConvertAll(NpyFormat.Values<byte>(file, header, 0, n), v => (int)v),
            "<u2" => Array.ConvertAll(NpyFormat.Values<ushort>(file, header, 0, n), v => (int)v),
            "<i2" => Array.ConvertAll(NpyFormat.Values<short>(file, header, 0, n), v => (int)v),
            "<u4" => Array.ConvertAll(NpyFormat.Values<uint>(file, header, 0, n), v => Narrow(v)),
            "<i8" => Array.ConvertAll(NpyFormat.Values<long>(file, header, 0, n), v => Narrow(v)),
            _ => throw new InvalidDataException($"its type is {header.Type}; masks are whole numbers, best int32"),
        };
        return new LabelImage(width, height, labels, pixelSize);
    }

    private static int Narrow(long label) => label is >= int.MinValue and <= int.MaxValue
        ? (int)label
        : throw new InvalidDataException($"it has the label {label}; labels must fit 32 bits");

    private static void RequireSomePixels(int channels, int height, int width)
    {
        if (channels < 1 || height < 1 || width < 1)
        {
            throw new InvalidDataException("it has no pixels");
        }
    }
}
