namespace FijiBridge.Bridge.ImageJ;

/// <summary>How the samples of a TIFF page are stored.</summary>
internal enum TiffSamples
{
    UInt8,
    UInt16,
    Int16,
    Int32,
    UInt32,
    Float32,
    Rgb,
    RgbPlanar,

    /// <summary>Rarer types, which ImageJ converts when it reads them.</summary>
    Other,
}

/// <summary>How the strips of a TIFF page are compressed.</summary>
internal enum TiffCompression
{
    None,
    Lzw,
    PackBits,
    Deflate,

    /// <summary>Others, which only ImageJ knows.</summary>
    Other,
}

/// <summary>TIFF tag 317: what was done to each row before compression.</summary>
internal enum TiffPredictor
{
    None = 1,

    /// <summary>Each sample is stored as the difference to its left neighbour.</summary>
    Horizontal = 2,

    /// <summary>The bytes of the floats of a row are sorted by significance, then stored as differences (Adobe technical note 3).</summary>
    FloatingPoint = 3,
}

/// <summary>One page of a TIFF as ImageJ's TiffDecoder found it.</summary>
internal sealed record TiffDirectory
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    public required TiffSamples Samples { get; init; }

    public required int SamplesPerPixel { get; init; }

    public required TiffCompression Compression { get; init; }

    /// <summary>What was done to each row before compression.</summary>
    public required TiffPredictor Predictor { get; init; }

    public required bool LittleEndian { get; init; }

    public required long[] StripOffsets { get; init; }

    public required long[] StripLengths { get; init; }

    public required int RowsPerStrip { get; init; }

    /// <summary>Planes that follow one another behind this directory (ImageJ stacks), at least 1.</summary>
    public required int Images { get; init; }

    /// <summary>Bytes between such planes.</summary>
    public required long Gap { get; init; }

    public required double PixelWidth { get; init; }

    public required double PixelHeight { get; init; }

    public required string? Unit { get; init; }

    public required string? Description { get; init; }

    /// <summary>Bytes of one stored sample.</summary>
    public int BytesPerSample => Samples switch
    {
        TiffSamples.UInt8 or TiffSamples.Rgb or TiffSamples.RgbPlanar => 1,
        TiffSamples.UInt16 or TiffSamples.Int16 => 2,
        _ => 4,
    };

    /// <summary>Samples that lie side by side in a row for each pixel.</summary>
    public int InterleavedSamples => Samples == TiffSamples.Rgb ? SamplesPerPixel : 1;

    /// <summary>Bytes of one row of one plane.</summary>
    public long RowBytes => (long)Width * InterleavedSamples * BytesPerSample;

    /// <summary>Pixel type for messages.</summary>
    public string TypeName => Samples switch
    {
        TiffSamples.UInt8 => "8-bit",
        TiffSamples.UInt16 => "16-bit",
        TiffSamples.Int16 => "16-bit signed",
        TiffSamples.Int32 or TiffSamples.UInt32 => "32-bit integer",
        TiffSamples.Float32 => "32-bit float",
        TiffSamples.Rgb or TiffSamples.RgbPlanar => "RGB",
        _ => "other",
    };
}
