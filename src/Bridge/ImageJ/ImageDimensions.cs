using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>Sizes of an image file.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">Channels of one plane (3 for RGB).</param>
/// <param name="Slices">Planes along z.</param>
/// <param name="Frames">Planes along time.</param>
/// <param name="PixelSize">Calibration.</param>
/// <param name="PixelType">Stored type, for messages: "8-bit", "16-bit", "16-bit signed", "32-bit float", "RGB", ...</param>
public sealed record ImageDimensions(int Width, int Height, int Channels, int Slices, int Frames, PixelSize PixelSize, string PixelType);
