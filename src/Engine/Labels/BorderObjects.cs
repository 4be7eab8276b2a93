namespace FijiBridge.Engine.Labels;

/// <summary>Removes objects that the border of the image may have cut.</summary>
public static class BorderObjects
{
    /// <summary>Replaces every object with a pixel less than <paramref name="margin"/> pixels from the border by background.</summary>
    /// <param name="labels">Objects; negative values stay.</param>
    /// <param name="margin">Width of the border, at least 0; 1 removes what touches the border, 0 nothing.</param>
    /// <returns>A new image; the labels that stay keep their numbers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The margin is below 0.</exception>
    public static LabelImage Remove(LabelImage labels, int margin = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        int width = labels.Width, height = labels.Height;
        var removed = new HashSet<int>();
        for (var y = 0; y < height; y++)
        {
            var row = labels.Pixels.AsSpan(y * width, width);
            if (y < margin || y >= height - margin)
            {
                Mark(row);
            }
            else
            {
                Mark(row[..Math.Min(margin, width)]);
                Mark(row[Math.Max(0, width - margin)..]);
            }
        }

        return new LabelImage(
            width,
            height,
            Array.ConvertAll(labels.Pixels, label => label > 0 && removed.Contains(label) ? 0 : label),
            labels.PixelSize);

        void Mark(ReadOnlySpan<int> pixels)
        {
            foreach (var label in pixels)
            {
                if (label > 0)
                {
                    _ = removed.Add(label);
                }
            }
        }
    }
}
