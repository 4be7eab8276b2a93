namespace FijiBridge.Engine.Labels;

/// <summary>
/// Numbers connected regions 1, 2, ... in the order of their first pixels, row by row. Two passes with a union-find forest.
/// </summary>
public static class ConnectedComponents
{
    /// <summary>Numbers the connected regions of a mask.</summary>
    /// <param name="mask">width * height values, row by row; true is foreground.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="connectivity">Which pixels are neighbours.</param>
    public static LabelImage Label(ReadOnlySpan<bool> mask, int width, int height, Connectivity connectivity)
    {
        var values = new int[mask.Length];
        for (var i = 0; i < mask.Length; i++)
        {
            values[i] = mask[i] ? 1 : 0;
        }

        return Label(new LabelImage(width, height, values), connectivity);
    }

    /// <summary>
    /// Numbers the connected regions of equal labels, so that the separate parts of an object become objects. Background
    /// stays 0 and ignored pixels keep their value.
    /// </summary>
    public static LabelImage Label(LabelImage labels, Connectivity connectivity)
    {
        var result = new int[labels.Pixels.Length];
        Label(labels.Pixels, labels.Width, labels.Height, connectivity, result);
        return new LabelImage(labels.Width, labels.Height, result, labels.PixelSize);
    }

    /// <summary>The same, into an array that is at hand and not that of the labels.</summary>
    internal static void Label(int[] pixels, int width, int height, Connectivity connectivity, int[] result)
    {
        var parents = new List<int> { 0 };
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = (y * width) + x;
                if (pixels[i] <= 0)
                {
                    result[i] = Math.Min(pixels[i], 0);
                    continue;
                }

                var region = 0;
                if (x > 0)
                {
                    region = Join(region, i - 1, pixels[i]);
                }

                if (y > 0)
                {
                    region = Join(region, i - width, pixels[i]);
                    if (connectivity == Connectivity.Eight)
                    {
                        region = x > 0 ? Join(region, i - width - 1, pixels[i]) : region;
                        region = x + 1 < width ? Join(region, i - width + 1, pixels[i]) : region;
                    }
                }

                if (region == 0)
                {
                    region = parents.Count;
                    parents.Add(region);
                }

                result[i] = region;
            }
        }

        Number(result, parents);

        int Join(int region, int neighbour, int label)
        {
            if (pixels[neighbour] != label)
            {
                return region;
            }

            var other = Root(parents, result[neighbour]);
            if (region == 0 || region == other)
            {
                return other;
            }

            var (first, second) = region < other ? (region, other) : (other, region);
            parents[second] = first;
            return first;
        }
    }

    private static int Root(List<int> parents, int region)
    {
        while (parents[region] != region)
        {
            parents[region] = parents[parents[region]];
            region = parents[region];
        }

        return region;
    }

    private static void Number(int[] result, List<int> parents)
    {
        // A root is older than all that lead to it, so numbers are given in the order of the first pixels.
        var numbers = new int[parents.Count];
        var count = 0;
        for (var region = 1; region < numbers.Length; region++)
        {
            var root = Root(parents, region);
            numbers[region] = root == region ? ++count : numbers[root];
        }

        foreach (ref var value in result.AsSpan())
        {
            value = value > 0 ? numbers[value] : value;
        }
    }
}
