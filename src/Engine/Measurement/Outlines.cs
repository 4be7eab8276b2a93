using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Measurement;

/// <summary>A corner of pixels: (0, 0) is the upper left corner of the image, (X, Y) the upper left corner of pixel (X, Y).</summary>
/// <param name="X">Columns to its left.</param>
/// <param name="Y">Rows above it.</param>
public readonly record struct Corner(int X, int Y);

/// <summary>
/// The outer outlines of an object along the edges of its pixels, as ImageJ's wand traces them: pixels that share a corner
/// belong together, holes have no outline. The object lies to the right of the path.
/// </summary>
public static class Outlines
{
    /// <summary>Traces all parts of an object; each outline lists its corners where it turns, clockwise.</summary>
    /// <param name="labels">The label image.</param>
    /// <param name="one">The object, as <see cref="LabelStatistics"/> found it.</param>
    public static IReadOnlyList<IReadOnlyList<Corner>> Trace(LabelImage labels, ObjectStatistics one)
    {
        int width = one.Width, height = one.Height;

        // Upper edges of pixels whose upper neighbour is not of the object; every outline has such edges.
        var visited = new bool[width * height];
        var outlines = new List<IReadOnlyList<Corner>>();
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (Inside(x, y) && !Inside(x, y - 1) && !visited[(y * width) + x])
                {
                    var outline = Follow(x, y);
                    if (TwiceArea(outline) > 0)
                    {
                        outlines.Add(outline.ConvertAll(c => new Corner(c.X + one.Left, c.Y + one.Top)));
                    }
                }
            }
        }

        return outlines;

        bool Inside(int x, int y) => x >= 0 && y >= 0 && x < width && y < height && labels[one.Top + y, one.Left + x] == one.Label;

        List<Corner> Follow(int startX, int startY)
        {
            var corners = new List<Corner>();
            int x = startX, y = startY, dx = 1, dy = 0;
            do
            {
                if (dx == 1)
                {
                    visited[(y * width) + x] = true; // the pixel below the edge from (x, y) to (x + 1, y)
                }

                x += dx;
                y += dy;

                // The two pixels ahead: left and right of the path. At a touching corner the path goes on to the left, around both.
                var left = Inside(x + ((dx + dy - 1) / 2), y + ((dy - dx - 1) / 2));
                var right = Inside(x + ((dx - dy - 1) / 2), y + ((dy + dx - 1) / 2));
                if (left)
                {
                    corners.Add(new Corner(x, y));
                    (dx, dy) = (dy, -dx);
                }
                else if (!right)
                {
                    corners.Add(new Corner(x, y));
                    (dx, dy) = (-dy, dx);
                }
            }
            while (x != startX || y != startY || dx != 1);

            return corners;
        }
    }

    /// <summary>Twice the enclosed area; positive where the object is inside, negative around holes.</summary>
    private static long TwiceArea(List<Corner> outline)
    {
        long sum = 0;
        for (int i = 0, previous = outline.Count - 1; i < outline.Count; previous = i++)
        {
            sum += ((long)outline[previous].X * outline[i].Y) - ((long)outline[i].X * outline[previous].Y);
        }

        return sum;
    }
}
