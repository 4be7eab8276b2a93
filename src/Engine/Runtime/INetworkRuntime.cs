namespace FijiBridge.Engine.Runtime;

/// <summary>
/// What a network gave for one tile. The distances stay where they were computed; only those of candidates are fetched,
/// because the map of a 1024 x 1024 tile with 32 rays is 128 MB of which a tenth is of interest.
/// </summary>
public interface INetworkOutput : IDisposable
{
    /// <summary>Rows of the maps (tile height / grid).</summary>
    int Height { get; }

    /// <summary>Columns of the maps (tile width / grid).</summary>
    int Width { get; }

    /// <summary>Object probability (Height, Width), 0..1.</summary>
    float[] Prob { get; }

    /// <summary>Distances at map positions y * Width + x: (positions, nRays), raw (may be below 0).</summary>
    float[] GatherDist(long[] positions);

    /// <summary>Class probabilities at map positions: (positions, nClasses + 1), background first; null without classes.</summary>
    float[]? GatherClass(long[] positions);
}

/// <summary>
/// Runs a StarDist network forward. The one seam behind which libtorch sits, so that another runtime can take its place.
/// </summary>
public interface INetworkRuntime : IDisposable
{
    /// <summary>What runs where, for messages: "libtorch on cuda:0".</summary>
    string Description { get; }

    /// <summary>Side of the square tile, in pixels, that suits the device.</summary>
    int PreferredTile { get; }

    /// <summary>Runs the network on one tile.</summary>
    /// <param name="image">Normalised pixels, planar (channels, height, width).</param>
    /// <param name="height">Rows, a multiple of the network's divisor.</param>
    /// <param name="width">Columns, a multiple of the network's divisor.</param>
    /// <param name="flips">True to average over the mirrored tiles (four passes).</param>
    /// <exception cref="NetworkMemoryException">The tile does not fit in memory.</exception>
    INetworkOutput Run(float[] image, int height, int width, bool flips);
}

/// <summary>A tile did not fit in the memory of the device; a smaller one may.</summary>
public sealed class NetworkMemoryException(string message, Exception cause) : Exception(message, cause);
