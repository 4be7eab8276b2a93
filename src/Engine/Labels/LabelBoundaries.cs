namespace FijiBridge.Engine.Labels;

/// <summary>Finds the outlines of objects as pixels, for overlays.</summary>
public static class LabelBoundaries
{
    /// <summary>
    /// Marks the pixels of objects that share an edge with a pixel of another label. Where objects touch, both are marked;
    /// the border of the image is no outline.
    /// </summary>
    /// <returns>width * height values, row by row.</returns>
    public static bool[] Find(LabelImage labels)
    {
        int width = labels.Width, height = labels.Height;
        var pixels = labels.Pixels;
        var result = new bool[pixels.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = (y * width) + x;
                result[i] = pixels[i] > 0
                    && ((x > 0 && pixels[i - 1] != pixels[i])
                        || (x + 1 < width && pixels[i + 1] != pixels[i])
                        || (y > 0 && pixels[i - width] != pixels[i])
                        || (y + 1 < height && pixels[i + width] != pixels[i]));
            }
        }

        return result;
    }
}
