namespace FijiBridge.Engine.Labels;

/// <summary>Fills holes in objects.</summary>
public static class LabelHoles
{
    /// <summary>
    /// Gives every background pixel that an object encloses to that object: pixels from which no path over shared edges
    /// leads out of the object's bounding box without crossing the object. Other objects and ignored pixels inside a hole
    /// stay as they are. Notches that are open to the border of the image are no holes. Where objects enclose each other,
    /// the innermost that encloses a pixel has it.
    /// </summary>
    public static LabelImage Fill(LabelImage labels)
    {
        int[] result = [.. labels.Pixels];

        // Innermost last: a box that encloses another one is larger.
        var objects = LabelStatistics.Measure(labels);
        foreach (var one in objects.Where(o => o.Area < (long)o.Width * o.Height).OrderByDescending(o => (long)o.Width * o.Height))
        {
            FillObject(labels, one, result);
        }

        return new LabelImage(labels.Width, labels.Height, result, labels.PixelSize);
    }

    private static void FillObject(LabelImage labels, ObjectStatistics one, int[] result)
    {
        // The flood starts at the rim of the bounding box.
        int width = one.Width, height = one.Height;
        var isOutside = new bool[width * height];
        var open = new Stack<(int Y, int X)>();
        for (var x = 0; x < width; x++)
        {
            Visit(0, x);
            Visit(height - 1, x);
        }

        for (var y = 0; y < height; y++)
        {
            Visit(y, 0);
            Visit(y, width - 1);
        }

        while (open.TryPop(out var p))
        {
            Visit(p.Y - 1, p.X);
            Visit(p.Y + 1, p.X);
            Visit(p.Y, p.X - 1);
            Visit(p.Y, p.X + 1);
        }

        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (!isOutside[(y * width) + x] && labels[one.Top + y, one.Left + x] == 0)
                {
                    result[((one.Top + y) * labels.Width) + one.Left + x] = one.Label;
                }
            }
        }

        void Visit(int y, int x)
        {
            if (y >= 0 && y < height && x >= 0 && x < width && !isOutside[(y * width) + x] && labels[one.Top + y, one.Left + x] != one.Label)
            {
                isOutside[(y * width) + x] = true;
                open.Push((y, x));
            }
        }
    }
}
