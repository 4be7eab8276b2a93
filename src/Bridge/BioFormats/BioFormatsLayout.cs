using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.BioFormats;

/// <summary>How the pixels of one series lie in the arrays that Bio-Formats gives.</summary>
internal sealed record BioFormatsLayout
{
    private static readonly string[] TypeNames = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "float", "double", "bit"];
    private static readonly int[] TypeBytes = [1, 1, 2, 2, 4, 4, 4, 8, 1];

    private const long LargestRow = 256 << 20;

    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>Channels of an image: of all planes, and of all samples of a plane.</summary>
    public required int Channels { get; init; }

    public required int Slices { get; init; }

    public required int Frames { get; init; }

    /// <summary>Channels that one plane of the file holds (3 for RGB).</summary>
    public required int SamplesPerPlane { get; init; }

    /// <summary>True where they lie pixel by pixel, false for one after the other.</summary>
    public required bool Interleaved { get; init; }

    public required bool LittleEndian { get; init; }

    /// <summary>Number of FormatTools: INT8, UINT8, INT16, ...</summary>
    public required int Type { get; init; }

    public required int Bits { get; init; }

    public required string Order { get; init; }

    public required (int Width, int Height) Tile { get; init; }

    public int BytesPerSample => TypeBytes[Type];

    /// <summary>Bytes of a plane before it was compressed; as large as they get where the product would be larger than a long.</summary>
    public long BytesPerFilePlane => (long)Int128.Min((Int128)Width * Height * BytesPerSample * SamplesPerPlane, long.MaxValue);

    /// <summary>True for red, green and blue of 8 bits (and perhaps transparency).</summary>
    public bool IsRgb => SamplesPerPlane is 3 or 4 && Type == 1 && Channels == SamplesPerPlane;

    /// <summary>Channels as they are read: transparency is left out.</summary>
    public int ChannelsRead => IsRgb ? 3 : Channels;

    /// <summary>Name of the stored type for people.</summary>
    public string TypeName => IsRgb ? "RGB" : OmeXml.PixelType(TypeNames[Type]);

    /// <summary>Type of the pixels in memory, where signed integers may hold any value.</summary>
    public PixelKind Kind => Type switch
    {
        1 or 8 => PixelKind.UInt8,
        3 => PixelKind.UInt16,
        _ => PixelKind.Float32,
    };

    /// <summary>Bytes of one value in memory.</summary>
    public int BytesPerSampleInMemory => Kind switch
    {
        PixelKind.UInt8 => 1,
        PixelKind.UInt16 => 2,
        _ => 4,
    };

    /// <summary>Bytes of all channels of a plane in memory; as large as they get where the product would be larger than a long.</summary>
    public long BytesInMemory => (long)Int128.Min((Int128)Width * Height * ChannelsRead * BytesPerSampleInMemory, long.MaxValue);

    /// <summary>True where a channel of the plane fits into one array, and each of its rows into one read.</summary>
    public bool FitsInArrays => (long)Width * Height <= Array.MaxLength && (long)Width * BytesPerSample * SamplesPerPlane <= LargestRow;

    /// <summary>The layout at the reader's current series and resolution.</summary>
    public static BioFormatsLayout Of(IJavaScope java, IJavaObject reader) => new()
    {
        Width = java.CallInt(BioFormatsApi.GetSizeX, reader),
        Height = java.CallInt(BioFormatsApi.GetSizeY, reader),
        Channels = java.CallInt(BioFormatsApi.GetSizeC, reader),
        Slices = java.CallInt(BioFormatsApi.GetSizeZ, reader),
        Frames = java.CallInt(BioFormatsApi.GetSizeT, reader),
        SamplesPerPlane = java.CallInt(BioFormatsApi.GetRgbChannelCount, reader),
        Interleaved = java.CallBool(BioFormatsApi.IsInterleaved, reader),
        LittleEndian = java.CallBool(BioFormatsApi.IsLittleEndian, reader),
        Type = java.CallInt(BioFormatsApi.GetPixelType, reader),
        Bits = java.CallInt(BioFormatsApi.GetBitsPerPixel, reader),
        Order = java.CallString(BioFormatsApi.GetDimensionOrder, reader) ?? "XYCZT",
        Tile = (java.CallInt(BioFormatsApi.GetOptimalTileWidth, reader), java.CallInt(BioFormatsApi.GetOptimalTileHeight, reader)),
    };
}
