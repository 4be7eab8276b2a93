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

    /// <summary>True where all of it lies inside an image of this size.</summary>
    public bool IsInside(int width, int height) => X >= 0 && Y >= 0 && (long)X + Width <= width && (long)Y + Height <= height;

    /// <summary>The values of its pixels, in an array of the same type; it must lie inside the plane.</summary>
    /// <param name="plane">A plane, row by row.</param>
    /// <param name="planeWidth">Columns of the plane.</param>
    public Array CutFrom(Array plane, int planeWidth)
    {
        var part = Array.CreateInstance(plane.GetType().GetElementType()!, checked(Width * Height));
        for (var y = 0; y < Height; y++)
        {
            Array.Copy(plane, ((long)(Y + y) * planeWidth) + X, part, (long)y * Width, Width);
        }

        return part;
    }
}
