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
/// y * Width + x; (0, 0) is the centre of the upper left pixel, x runs right, y runs down. An image too large for memory
/// reads its pixels from an <see cref="IPixelSource"/> when they are asked for; dispose it to close that.
/// </summary>
public sealed class Image2D : IDisposable
{
    private readonly Array[] _planes = [];
    private readonly IPixelSource? _source;

    /// <summary>Wraps planes of one type without copying them.</summary>
    /// <param name="name">Title for messages and results, usually the file name.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="planes">One array per channel, all byte[], all ushort[] or all float[], each of width * height values.</param>
    /// <param name="pixelSize">Calibration; uncalibrated when null.</param>
    /// <param name="isRgb">True where the channels are the red, green and blue of a colour picture.</param>
    /// <exception cref="ArgumentException">There is no plane, or they differ in type or size from what was said.</exception>
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
        Channels = planes.Count;
        _planes = [.. planes];
        PixelSize = pixelSize ?? PixelSize.Uncalibrated;
        IsRgb = isRgb;
    }

    /// <summary>Leaves the pixels where they are.</summary>
    /// <param name="name">Title for messages and results, usually the file name.</param>
    /// <param name="source">Where the pixels come from; disposed with the image.</param>
    /// <param name="pixelSize">Calibration; uncalibrated when null.</param>
    /// <param name="isRgb">True where the channels are the red, green and blue of a colour picture.</param>
    public Image2D(string name, IPixelSource source, PixelSize? pixelSize = null, bool isRgb = false)
    {
        Name = name;
        Width = source.Width;
        Height = source.Height;
        Channels = source.Channels;
        Kind = source.Kind;
        _source = source;
        PixelSize = pixelSize ?? PixelSize.Uncalibrated;
        IsRgb = isRgb;
    }

    /// <summary>Title for messages and results.</summary>
    public string Name { get; }

    /// <summary>What the file says about the image; null where it came from elsewhere.</summary>
    public SeriesInfo? Metadata { get; init; }

    /// <summary>False where pixels are read from a source, so that <see cref="Plane"/> cannot be used.</summary>
    public bool IsInMemory => _source is null;

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Number of channels.</summary>
    public int Channels { get; }

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
    /// <exception cref="UserAdviceException">The image is too large for memory; only what reads rows can work with it.</exception>
    public Array Plane(int channel) => _source is null
        ? _planes[channel]
        : throw new UserAdviceException($"Image {Name} ({Width} x {Height} pixels) is too large to be held in memory as this needs; cut it into parts, or use a lower resolution of it.");

    /// <summary>One channel as an image of its own, which shares the pixels; of the two only one is to be disposed of.</summary>
    public Image2D Channel(int channel) => Channels == 1 ? this
        : _source is null ? new Image2D(Name, Width, Height, [_planes[channel]], PixelSize) { Metadata = Metadata }
        : new Image2D(Name, new OneChannel(_source, channel), PixelSize) { Metadata = Metadata };

    /// <summary>
    /// A rectangle of the image as an image of its own, with its channels and its calibration. Pixels in memory are copied, others stay in their file; of
    /// the two images only the part is to be disposed of.
    /// </summary>
    /// <exception cref="UserAdviceException">The rectangle reaches beyond the image.</exception>
    public Image2D Part(PixelRectangle area)
    {
        if (!area.IsInside(Width, Height))
        {
            throw new UserAdviceException(
                $"The region of {area.Width} x {area.Height} pixels at x = {area.X}, y = {area.Y} reaches beyond image {Name}, which has {Width} x {Height}; give one that lies inside.");
        }

        return _source is null
            ? new Image2D(Name, area.Width, area.Height, [.. _planes.Select(p => area.CutFrom(p, Width))], PixelSize, IsRgb) { Metadata = Metadata }
            : new Image2D(Name, new Rectangle(_source, area), PixelSize, IsRgb) { Metadata = Metadata };
    }

    /// <summary>The value at (x, y), unscaled.</summary>
    public float this[int channel, int y, int x]
    {
        get
        {
            float value = 0;
            ReadRow(channel, y, x, new Span<float>(ref value));
            return value;
        }
    }

    /// <summary>
    /// Copies part of one row, converted to float without scaling.
    /// </summary>
    /// <param name="channel">Channel, from 0.</param>
    /// <param name="y">Row inside the image.</param>
    /// <param name="x">First column.</param>
    /// <param name="destination">Receives destination.Length values; x + length must not exceed the width.</param>
    public void ReadRow(int channel, int y, int x, Span<float> destination)
    {
        if (_source is not null)
        {
            _source.ReadRow(channel, y, x, destination);
            return;
        }

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
    /// <summary>Closes the source of the pixels, if they are not in memory.</summary>
    public void Dispose() => _source?.Dispose();

    private sealed class Rectangle(IPixelSource all, PixelRectangle area) : IPixelSource
    {
        public int Width => area.Width;

        public int Height => area.Height;

        public int Channels => all.Channels;

        public PixelKind Kind => all.Kind;

        public void ReadRow(int channel, int y, int x, Span<float> destination) => all.ReadRow(channel, area.Y + y, area.X + x, destination);

        public void Dispose() => all.Dispose();
    }

    private sealed class OneChannel(IPixelSource all, int only) : IPixelSource
    {
        public int Width => all.Width;

        public int Height => all.Height;

        public int Channels => 1;

        public PixelKind Kind => all.Kind;

        public void ReadRow(int channel, int y, int x, Span<float> destination) => all.ReadRow(only, y, x, destination);

        public void Dispose() => all.Dispose();
    }
}
