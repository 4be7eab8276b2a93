namespace FijiBridge.Engine.Runtime;

/// <summary>Runs a network that gives a few numbers for every pixel (U-Net) forward.</summary>
public interface IMapRuntime : IDisposable
{
    /// <summary>What runs where, for messages: "libtorch on cuda:0".</summary>
    string Description { get; }

    /// <summary>Side of the square tile, in pixels, that suits the device.</summary>
    int PreferredTile { get; }

    /// <summary>Runs the network on one tile.</summary>
    /// <param name="image">Normalised pixels, planar (channels, height, width).</param>
    /// <param name="height">Rows, a multiple of the network's divisor.</param>
    /// <param name="width">Columns, a multiple of the network's divisor.</param>
    /// <returns>The network's raw output, planar (output channels, height, width).</returns>
    /// <exception cref="NetworkMemoryException">The tile does not fit in memory.</exception>
    float[] Run(float[] image, int height, int width);
}
