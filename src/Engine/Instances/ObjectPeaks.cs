namespace FijiBridge.Engine.Instances;

/// <summary>The highest score of every object.</summary>
internal static class ObjectPeaks
{
    /// <summary>Peaks by label.</summary>
    /// <param name="labels">Objects above 0.</param>
    /// <param name="scores">Score of every pixel.</param>
    /// <returns>(largest label + 1); minus infinity for labels that have no pixel.</returns>
    public static float[] Of(int[] labels, ReadOnlySpan<float> scores)
    {
        var peaks = new float[Math.Max(0, labels.Max()) + 1];
        Array.Fill(peaks, float.NegativeInfinity);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] > 0)
            {
                peaks[labels[i]] = Math.Max(peaks[labels[i]], scores[i]);
            }
        }

        return peaks;
    }
}
