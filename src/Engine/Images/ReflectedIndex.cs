namespace FijiBridge.Engine.Images;

/// <summary>
/// Continues rows and columns past the border by reflection about the centre of the border pixel (numpy's 'reflect'):
/// for n = 4, positions -3..7 read 3 2 1 | 0 1 2 3 | 2 1 0 1. Repeats for any distance; one row or column reads itself.
/// </summary>
public static class ReflectedIndex
{
    /// <summary>The index in 0..n-1 that position <paramref name="i"/> reads.</summary>
    public static int Of(int i, int n)
    {
        if ((uint)i < (uint)n)
        {
            return i;
        }

        if (n == 1)
        {
            return 0;
        }

        var period = 2L * (n - 1);
        var r = ((i % period) + period) % period;
        return (int)(r < n ? r : period - r);
    }

    /// <summary>Indices that the positions first, first + 1 ... read.</summary>
    public static int[] Range(int first, int count, int n)
    {
        var indices = new int[count];
        for (var i = 0; i < count; i++)
        {
            indices[i] = Of(first + i, n);
        }

        return indices;
    }
}
