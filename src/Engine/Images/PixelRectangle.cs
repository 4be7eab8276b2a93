namespace FijiBridge.Engine.Images;

/// <summary>A rectangle of whole pixels: columns X to X + Width - 1, rows Y to Y + Height - 1. It may reach beyond an image.</summary>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
public sealed record PixelRectangle(int X, int Y, int Width, int Height)
{
    /// <summary>True where the point lies in one of the pixels; (0, 0) is the centre of the upper left pixel.</summary>
    public bool Contains(float x, float y) => x >= X - 0.5f && x < X + Width - 0.5f && y >= Y - 0.5f && y < Y + Height - 0.5f;
}
