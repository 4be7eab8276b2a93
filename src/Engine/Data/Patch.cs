using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Data;

/// <summary>A window cut from a training pair, normalised and possibly augmented: one element of a batch.</summary>
/// <param name="Name">Name of the pair it was cut from.</param>
/// <param name="Number">Number of the sample.</param>
/// <param name="Channels">Channels of the image.</param>
/// <param name="Image">Normalised pixels, planar (Channels, Height, Width).</param>
/// <param name="Labels">
/// Truth of the same pixels, with the ids of the whole mask. An object that the window or a reflection cuts into parts
/// keeps one id; <see cref="LabelImage.Ignore"/> marks pixels that the losses skip.
/// </param>
public sealed record Patch(string Name, long Number, int Channels, float[] Image, LabelImage Labels)
{
    /// <summary>Rows.</summary>
    public int Height => Labels.Height;

    /// <summary>Columns.</summary>
    public int Width => Labels.Width;
}
