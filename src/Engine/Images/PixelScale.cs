namespace FijiBridge.Engine.Images;

/// <summary>
/// How positions in a rescaled image belong to positions in its source. Pixel centres are whole numbers and the outer
/// borders of both images coincide: source + 1/2 = (scaled + 1/2) / factor, for y and x alike.
/// </summary>
/// <param name="FactorY">Rows of the scaled image per row of the source.</param>
/// <param name="FactorX">Columns of the scaled image per column of the source.</param>
public readonly record struct PixelScale(double FactorY, double FactorX)
{
    /// <summary>No change.</summary>
    public static PixelScale Identity { get; } = new(1, 1);

    /// <summary>True where nothing changes.</summary>
    public bool IsIdentity => FactorY == 1 && FactorX == 1;

    /// <summary>Row in the source of a row position in the scaled image.</summary>
    public double ToSourceY(double y) => ((y + 0.5) / FactorY) - 0.5;

    /// <summary>Column in the source of a column position in the scaled image.</summary>
    public double ToSourceX(double x) => ((x + 0.5) / FactorX) - 0.5;

    /// <summary>Row in the scaled image of a row position in the source.</summary>
    public double ToScaledY(double y) => ((y + 0.5) * FactorY) - 0.5;

    /// <summary>Column in the scaled image of a column position in the source.</summary>
    public double ToScaledX(double x) => ((x + 0.5) * FactorX) - 0.5;
}
