namespace FijiBridge.Bridge.Output;

/// <summary>A polygon as ImageJ's ROI Manager shows it.</summary>
/// <param name="Name">Name in the list.</param>
/// <param name="X">Vertices along x in ImageJ's coordinates: the centre of the upper left pixel is (0.5, 0.5).</param>
/// <param name="Y">Vertices along y.</param>
public sealed record ImageJRoi(string Name, float[] X, float[] Y)
{
    /// <summary>Slice of a plain stack, from 1; 0 for all.</summary>
    public int Position { get; init; }

    /// <summary>Channel of a hyperstack, from 1; 0 for all.</summary>
    public int Channel { get; init; }

    /// <summary>Slice of a hyperstack, from 1; 0 for all.</summary>
    public int Slice { get; init; }

    /// <summary>Frame of a hyperstack, from 1; 0 for all.</summary>
    public int Frame { get; init; }

    /// <summary>ImageJ's ROI group, 1 to 255, which it colours alike; 0 for none.</summary>
    public int Group { get; init; }

    /// <summary>Colour of the outline as 0xAARRGGBB; 0 for ImageJ's own.</summary>
    public uint StrokeColor { get; init; }

    /// <summary>Lines "key: value" that ImageJ keeps with the ROI (roi.getProperty in Java, Roi.getProperty in macros).</summary>
    public string Properties { get; init; } = string.Empty;
}
