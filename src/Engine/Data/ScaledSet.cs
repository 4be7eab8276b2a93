using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Data;

/// <summary>The pairs of another set at another size: images averaged or interpolated, labels by the nearest pixel.</summary>
/// <param name="whole">The pairs.</param>
/// <param name="factor">Rows and columns per row and column, above 0.</param>
public sealed class ScaledSet(ITrainingSet whole, double factor) : ITrainingSet
{
    /// <inheritdoc/>
    public int Count => whole.Count;

    /// <inheritdoc/>
    public string NameOf(int index) => whole.NameOf(index);

    /// <inheritdoc/>
    public TrainingPair Load(int index)
    {
        var pair = whole.Load(index);
        return pair with { Image = ImageRescaler.Rescale(pair.Image, factor, factor).Image, Labels = ImageRescaler.RescaleLabels(pair.Labels, factor, factor).Labels };
    }
}
