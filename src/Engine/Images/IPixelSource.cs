namespace FijiBridge.Engine.Images;

/// <summary>The pixels of an image that is not held in memory. Safe to read from several threads.</summary>
public interface IPixelSource : IDisposable
{
    /// <summary>Columns.</summary>
    int Width { get; }

    /// <summary>Rows.</summary>
    int Height { get; }

    /// <summary>Number of channels.</summary>
    int Channels { get; }

    /// <summary>Type of the stored pixels.</summary>
    PixelKind Kind { get; }

    /// <summary>Copies part of one row, converted to float without scaling.</summary>
    /// <param name="channel">Channel, from 0.</param>
    /// <param name="y">Row inside the image.</param>
    /// <param name="x">First column.</param>
    /// <param name="destination">Receives destination.Length values; x + length must not exceed the width.</param>
    /// <exception cref="UserAdviceException">The pixels cannot be read any more.</exception>
    void ReadRow(int channel, int y, int x, Span<float> destination);
}
