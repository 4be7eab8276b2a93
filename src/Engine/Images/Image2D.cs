namespace FijiBridge.Engine.Images;

/// <summary>Type of the stored pixels.</summary>
public enum PixelKind
{
    /// <summary>8-bit unsigned.</summary>
    UInt8,

    /// <summary>16-bit unsigned.</summary>
    UInt16,

    /// <summary>32-bit float.</summary>
    Float32,
}

/// <summary>
/// One 2D image of one or more channels, in the type in which it was stored. Plane c holds pixel (x, y) at index
/// y * Width + x; (0, 0) is the centre of the upper left pixel, x runs right, y runs down.
/// </summary>
public sealed class Image2D
{
    private readonly Array[] _planes;

    /// <summary>Wraps planes of one type without copying them.</summary>
    /// <param name="name">Title for messages and results, usually the file name.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="planes">One array per channel, all byte[], all ushort[] or all float[], each of width * height values.</param>
    /// <param name="pixelSize">Calibration; uncalibrated when null.</param>
    /// <param name="isRgb">True where the channels are the red, green and blue of a colour picture.</param>
    public Image2D(string name, int width, int height, IReadOnlyList<Array> planes, PixelSize? pixelSize = null, bool isRgb = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (planes.Count == 0)
        {
            throw new ArgumentException("An image needs at least one channel.", nameof(planes));
        }

        Kind = planes[0] switch
        {
            byte[] => PixelKind.UInt8,
            ushort[] => PixelKind.UInt16,
            float[] => PixelKind.Float32,
            _ => throw new ArgumentException($"Planes of {planes[0].GetType().Name} are not supported; use byte[], ushort[] or float[].", nameof(planes)),
        };
        foreach (var plane in planes)
        {
            if (plane.GetType() != planes[0].GetType() || plane.LongLength != (long)width * height)
            {
                throw new ArgumentException(
                    $"Every plane must be {planes[0].GetType().Name} with {width} x {height} values; one is {plane.GetType().Name} with {plane.LongLength}.",
                    nameof(planes));
            }
        }

        Name = name;
        Width = width;
        Height = height;
        _planes = [.. planes];
        PixelSize = pixelSize ?? PixelSize.Uncalibrated;
        IsRgb = isRgb;
    }

    /// <summary>Title for messages and results.</summary>
    public string Name { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Number of channels.</summary>
    public int Channels => _planes.Length;

    /// <summary>Type of the stored pixels.</summary>
    public PixelKind Kind { get; }

    /// <summary>Calibration.</summary>
    public PixelSize PixelSize { get; }

    /// <summary>True where the channels are the red, green and blue of a colour picture.</summary>
    public bool IsRgb { get; }

    /// <summary>Creates a one-channel float image.</summary>
    public static Image2D FromFloats(string name, int width, int height, float[] pixels, PixelSize? pixelSize = null) =>
        new(name, width, height, [pixels], pixelSize);

    /// <summary>The stored values of one channel: byte[], ushort[] or float[], owned by the image.</summary>
    public Array Plane(int channel) => _planes[channel];

    /// <summary>The value at (x, y), unscaled.</summary>
    public float this[int channel, int y, int x] => _planes[channel] switch
    {
        byte[] p => p[(y * (long)Width) + x],
        ushort[] p => p[(y * (long)Width) + x],
        _ => ((float[])_planes[channel])[(y * (long)Width) + x],
    };

    /// <summary>
    /// Copies part of one row, converted to float without scaling.
    /// </summary>
    /// <param name="channel">Channel, from 0.</param>
    /// <param name="y">Row inside the image.</param>
    /// <param name="x">First column.</param>
    /// <param name="destination">Receives destination.Length values; x + length must not exceed the width.</param>
    public void ReadRow(int channel, int y, int x, Span<float> destination)
    {
        var start = checked((int)((y * (long)Width) + x));
        switch (_planes[channel])
        {
            case byte[] p:
                var bytes = p.AsSpan(start, destination.Length);
                for (var i = 0; i < bytes.Length; i++)
                {
                    destination[i] = bytes[i];
                }

                break;
            case ushort[] p:
                var words = p.AsSpan(start, destination.Length);
                for (var i = 0; i < words.Length; i++)
                {
                    destination[i] = words[i];
                }

                break;
            case float[] p:
                p.AsSpan(start, destination.Length).CopyTo(destination);
                break;
        }
    }
}
