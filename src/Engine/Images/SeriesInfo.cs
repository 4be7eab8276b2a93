namespace FijiBridge.Engine.Images;

/// <summary>One image of a file: sizes, calibration, channels, times. What the file does not say is null or empty.</summary>
public sealed record SeriesInfo
{
    /// <summary>Number from 0, for <see cref="PlanePosition.Series"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Series that the file holds, this one among them.</summary>
    public int SeriesInFile { get; init; } = 1;

    /// <summary>Name that the file gives it.</summary>
    public string? Name { get; init; }

    /// <summary>Columns at full resolution.</summary>
    public required int Width { get; init; }

    /// <summary>Rows at full resolution.</summary>
    public required int Height { get; init; }

    /// <summary>Channels of a plane (3 for RGB).</summary>
    public required int Channels { get; init; }

    /// <summary>Planes along z.</summary>
    public required int Slices { get; init; }

    /// <summary>Planes along time.</summary>
    public required int Frames { get; init; }

    /// <summary>Order in which the planes are stored, fastest first: "XYCZT".</summary>
    public required string DimensionOrder { get; init; }

    /// <summary>Stored type: "8-bit", "16-bit", "16-bit signed", "32-bit float", "RGB", ...</summary>
    public required string PixelType { get; init; }

    /// <summary>Bits that carry the value, for example 12 of 16; null where the file does not say.</summary>
    public int? SignificantBits { get; init; }

    /// <summary>True where the channels are the red, green and blue of a colour picture.</summary>
    public bool IsRgb { get; init; }

    /// <summary>Calibration of a plane.</summary>
    public PixelSize PixelSize { get; init; } = PixelSize.Uncalibrated;

    /// <summary>Distance of two slices, in the unit of <see cref="PixelSize"/>.</summary>
    public double? SliceSpacing { get; init; }

    /// <summary>Time between two frames in seconds.</summary>
    public double? FrameInterval { get; init; }

    /// <summary>When the image was taken, as the file says it (ISO 8601 where it can be told).</summary>
    public string? AcquisitionDate { get; init; }

    /// <summary>Seconds from the start at which each frame's first plane was taken; empty where the file does not say.</summary>
    public IReadOnlyList<double> FrameTimes { get; init; } = [];

    /// <summary>One entry for each channel, or none where the file says nothing about them.</summary>
    public IReadOnlyList<ChannelInfo> ChannelInfos { get; init; } = [];

    /// <summary>Sizes of the pyramid's levels, the full size first; one entry where there is no pyramid.</summary>
    public IReadOnlyList<(int Width, int Height)> Resolutions { get; init; } = [];
}

/// <summary>What a file says about one channel.</summary>
/// <param name="Name">Name, for example "DAPI".</param>
/// <param name="ExcitationNanometres">Excitation wavelength.</param>
/// <param name="EmissionNanometres">Emission wavelength.</param>
/// <param name="Fluorophore">Name of the dye.</param>
public sealed record ChannelInfo(string? Name, double? ExcitationNanometres = null, double? EmissionNanometres = null, string? Fluorophore = null)
{
    /// <summary>True where nothing is known.</summary>
    public bool IsEmpty => Name is null && ExcitationNanometres is null && EmissionNanometres is null && Fluorophore is null;
}
