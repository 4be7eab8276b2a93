namespace FijiBridge.Bridge.Output;

/// <summary>
/// Colours for labels, the same as the plugin's: black for the background, then 255 hues a golden section apart, so that neighbours in number differ.
/// </summary>
internal static class LabelLut
{
    /// <summary>Colours beside the background.</summary>
    public const int Colours = 255;

    // With this range ImageJ shows pairs of labels in one colour; the plugin knows it by the range and the table, and gives every label its own again.
    private const int RangeOfMany = 511;
    private const float Golden = 0.618034f;

    /// <summary>Value that is shown in the last colour, so that each label up to 255 has its own.</summary>
    public static int DisplayMaximum(int maxLabel) => maxLabel <= Colours ? Colours : RangeOfMany;

    /// <summary>256 reds, then 256 greens, then 256 blues.</summary>
    public static byte[] Create()
    {
        var table = new byte[3 * (Colours + 1)];
        for (var i = 1; i <= Colours; i++)
        {
            var (red, green, blue) = Colour(i * Golden % 1f, Math.Min(1, 0.55f + (0.15f * (i % 4))), 1f - (0.12f * (i % 3)));
            (table[i], table[i + 256], table[i + 512]) = (red, green, blue);
        }

        return table;
    }

    // Hue, saturation and brightness of 0 to 1, with the rounding of java.awt.Color.
    private static (byte Red, byte Green, byte Blue) Colour(float hue, float saturation, float brightness)
    {
        var sixth = (hue - MathF.Floor(hue)) * 6f;
        var f = sixth - MathF.Floor(sixth);
        var p = brightness * (1f - saturation);
        var q = brightness * (1f - (saturation * f));
        var t = brightness * (1f - (saturation * (1f - f)));
        var (r, g, b) = (int)sixth switch
        {
            0 => (brightness, t, p),
            1 => (q, brightness, p),
            2 => (p, brightness, t),
            3 => (p, q, brightness),
            4 => (t, p, brightness),
            _ => (brightness, p, q),
        };
        return (ToByte(r), ToByte(g), ToByte(b));
    }

    private static byte ToByte(float value) => (byte)((value * 255f) + 0.5f);
}
