namespace FijiBridge.Engine.Instances;

/// <summary>
/// The objects of an image as polygons, best first, whatever kind of model found them. Coordinates are pixels of the image;
/// (0, 0) is the centre of the upper left pixel.
/// </summary>
public interface IObjectOutlines
{
    /// <summary>Number of objects.</summary>
    int Count { get; }

    /// <summary>A position inside or near the middle of each object, along y.</summary>
    float[] Y { get; }

    /// <summary>Positions along x.</summary>
    float[] X { get; }

    /// <summary>Probability of each object, 0..1.</summary>
    float[] Prob { get; }

    /// <summary>Class of each object, from 1, or null.</summary>
    int[]? ClassId { get; }

    /// <summary>Number of corners of an object's polygon.</summary>
    int CornersOf(int i);

    /// <summary>The corners of an object's polygon, in order around it.</summary>
    /// <param name="i">Object.</param>
    /// <param name="y">Receives <see cref="CornersOf"/> positions along y.</param>
    /// <param name="x">Receives as many along x.</param>
    void Corners(int i, Span<float> y, Span<float> x);
}
