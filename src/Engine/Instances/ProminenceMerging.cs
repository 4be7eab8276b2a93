using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Instances;

/// <summary>
/// Joins touching objects between whose peaks the score hardly falls. The prominence of the lower of two neighbouring peaks
/// is its height above the saddle, the highest pixel at which the objects meet; where it is too small the two are one
/// object (h-maxima of mathematical morphology; ImageJ's Find Maxima calls it prominence).
/// </summary>
public static class ProminenceMerging
{
    /// <summary>Joins the objects, over the highest saddles first; a joined object has the higher of the two peaks.</summary>
    /// <param name="labels">Objects above 0; they meet where pixels share an edge.</param>
    /// <param name="scores">Score of every pixel, (Height * Width), no NaN.</param>
    /// <param name="prominence">Neighbours stay apart where the lower peak is at least this far above their saddle; at 0 all do.</param>
    /// <returns>Labels: those of the joined objects have one of their numbers.</returns>
    public static LabelImage Run(LabelImage labels, ReadOnlySpan<float> scores, double prominence)
    {
        if (scores.Length != labels.Pixels.Length)
        {
            throw new ArgumentException($"{scores.Length} scores for {labels.Pixels.Length} pixels.", nameof(scores));
        }

        if (prominence <= 0)
        {
            return labels;
        }

        var peaks = ObjectPeaks.Of(labels.Pixels, scores);
        int[] joined = [.. Enumerable.Range(0, peaks.Length)];
        Join(joined, peaks, MeetingsOf(labels, scores), prominence);
        return new LabelImage(labels.Width, labels.Height, Array.ConvertAll(labels.Pixels, label => label > 0 ? Root(joined, label) : label), labels.PixelSize);
    }

    /// <summary>Two objects that touch.</summary>
    /// <param name="A">The one with the smaller label.</param>
    /// <param name="B">The other.</param>
    /// <param name="Saddle">The highest score at which they meet.</param>
    internal readonly record struct Meeting(int A, int B, float Saddle);

    /// <summary>All objects that touch, highest saddles first.</summary>
    internal static Meeting[] MeetingsOf(LabelImage labels, ReadOnlySpan<float> scores) =>
        [.. Saddles(labels, scores).OrderByDescending(s => s.Value).ThenBy(s => s.Key).Select(s => new Meeting(s.Key.A, s.Key.B, s.Value))];

    /// <summary>Joins objects in place.</summary>
    /// <param name="joined">A forest over the labels, every label its own root; afterwards, joined objects have one root.</param>
    /// <param name="peaks">Highest score by label; afterwards roots have that of all they join.</param>
    /// <param name="meetings">Objects that touch, highest saddles first.</param>
    /// <param name="prominence">What keeps objects apart; at 0 nothing is joined.</param>
    internal static void Join(int[] joined, float[] peaks, Meeting[] meetings, double prominence)
    {
        foreach (var (a, b, saddle) in prominence > 0 ? meetings : [])
        {
            var (first, second) = (Root(joined, a), Root(joined, b));
            if (first != second && (double)Math.Min(peaks[first], peaks[second]) - saddle < prominence)
            {
                joined[second] = first;
                peaks[first] = Math.Max(peaks[first], peaks[second]);
            }
        }
    }

    /// <summary>The root of a label's tree.</summary>
    internal static int Root(int[] joined, int label)
    {
        while (joined[label] != label)
        {
            label = joined[label] = joined[joined[label]];
        }

        return label;
    }

    /// <summary>The highest score at which two objects meet: of two pixels side by side, the lower counts.</summary>
    private static Dictionary<(int A, int B), float> Saddles(LabelImage labels, ReadOnlySpan<float> scores)
    {
        int[] pixels = labels.Pixels;
        var saddles = new Dictionary<(int A, int B), float>();
        for (var i = 0; i < pixels.Length; i++)
        {
            if (pixels[i] <= 0)
            {
                continue;
            }

            if ((i + 1) % labels.Width != 0)
            {
                Meet(i, i + 1, scores);
            }

            if (i + labels.Width < pixels.Length)
            {
                Meet(i, i + labels.Width, scores);
            }
        }

        return saddles;

        void Meet(int i, int j, ReadOnlySpan<float> heights)
        {
            if (pixels[j] > 0 && pixels[j] != pixels[i])
            {
                var pair = (Math.Min(pixels[i], pixels[j]), Math.Max(pixels[i], pixels[j]));
                var height = Math.Min(heights[i], heights[j]);
                saddles[pair] = saddles.TryGetValue(pair, out var known) ? Math.Max(known, height) : height;
            }
        }
    }
}
