namespace FijiBridge.Engine.Labels;

/// <summary>Renames objects.</summary>
public static class Relabel
{
    /// <summary>
    /// Renames the objects 1, 2, ..., n in the order of their labels, without gaps. Background and negative values stay.
    /// </summary>
    public static LabelImage Sequential(LabelImage labels)
    {
        var objects = DenseLabels.Of(labels.Pixels);
        return new LabelImage(
            labels.Width,
            labels.Height,
            Array.ConvertAll(labels.Pixels, label => label > 0 ? objects.IndexOf(label) : label),
            labels.PixelSize);
    }
}
