using System.Runtime.InteropServices;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Evaluation;

/// <summary>A true and a predicted object that share pixels.</summary>
/// <param name="Truth">Index of the true object, from 0, in the order of the labels.</param>
/// <param name="Prediction">Index of the predicted object, from 0, in the order of the labels.</param>
/// <param name="Pixels">Pixels they share.</param>
/// <param name="Iou">Shared pixels / pixels of their union.</param>
public readonly record struct Overlap(int Truth, int Prediction, long Pixels, double Iou);

/// <summary>
/// Which true and predicted objects share how many pixels. Pixels whose truth is negative (ignored) count nowhere.
/// </summary>
public sealed class OverlapTable
{
    // Areas have an entry for the background before those of the objects; pixels that are ignored count in their own alone.
    private readonly long[] _truthArea;
    private readonly long[] _predictionArea;
    private readonly long[] _ignored;

    private OverlapTable(int[] truthLabels, int[] predictionLabels, long[] truthArea, long[] predictionArea, long[] ignored, Dictionary<(int Truth, int Prediction), long> shared)
    {
        TruthLabels = truthLabels;
        PredictionLabels = predictionLabels;
        (_truthArea, _predictionArea, _ignored) = (truthArea, predictionArea, ignored);
        var overlaps = new List<Overlap>(shared.Count);
        foreach (var ((i, j), pixels) in shared)
        {
            overlaps.Add(new Overlap(i - 1, j - 1, pixels, pixels / (double)(truthArea[i] + predictionArea[j] - pixels)));
        }

        overlaps.Sort((a, b) => (a.Truth, a.Prediction).CompareTo((b.Truth, b.Prediction)));
        var mostlyIgnored = new bool[predictionLabels.Length];
        for (var j = 0; j < mostlyIgnored.Length; j++)
        {
            mostlyIgnored[j] = ignored[j + 1] > predictionArea[j + 1];
        }

        MostlyIgnored = mostlyIgnored;
        Overlaps = overlaps;
    }

    /// <summary>Labels of the true objects, ascending.</summary>
    public IReadOnlyList<int> TruthLabels { get; }

    /// <summary>Labels of the predicted objects, ascending.</summary>
    public IReadOnlyList<int> PredictionLabels { get; }

    /// <summary>For every predicted object, true where more than half of its pixels are ignored.</summary>
    public IReadOnlyList<bool> MostlyIgnored { get; }

    /// <summary>All pairs that share pixels, by truth, then prediction.</summary>
    public IReadOnlyList<Overlap> Overlaps { get; }

    /// <summary>Counts the shared pixels of two label images of one size.</summary>
    /// <exception cref="UserAdviceException">The sizes differ.</exception>
    public static OverlapTable Of(LabelImage truth, LabelImage prediction)
    {
        CheckSizes(truth, prediction);
        DenseLabels truths = DenseLabels.Of(truth.Pixels), predictions = DenseLabels.Of(prediction.Pixels);
        long[] truthArea = new long[truths.Count + 1], predictionArea = new long[predictions.Count + 1], ignored = new long[predictions.Count + 1];
        var shared = new Dictionary<(int Truth, int Prediction), long>();
        ReadOnlySpan<int> t = truth.Pixels, p = prediction.Pixels;
        for (var start = 0; start < t.Length;)
        {
            // One look-up for each run of equal pairs.
            var end = start + 1;
            while (end < t.Length && t[end] == t[start] && p[end] == p[start])
            {
                end++;
            }

            int i = truths.IndexOf(t[start]), j = predictions.IndexOf(p[start]);
            var length = end - start;
            if (t[start] < 0)
            {
                ignored[j] += length;
            }
            else
            {
                truthArea[i] += length;
                predictionArea[j] += length;
                if (i > 0 && j > 0)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(shared, (i, j), out _) += length;
                }
            }

            start = end;
        }

        return new OverlapTable(truths.Labels, predictions.Labels, truthArea, predictionArea, ignored, shared);
    }

    /// <summary>The table of objects that are made of predicted ones.</summary>
    /// <param name="objects">By predicted object: number of what it becomes a part of, from 1 without gaps, or 0.</param>
    internal OverlapTable Merge(int[] objects)
    {
        var count = objects.Length == 0 ? 0 : objects.Max();
        long[] area = new long[count + 1], ignored = new long[count + 1];
        for (var j = 0; j < objects.Length; j++)
        {
            area[objects[j]] += _predictionArea[j + 1];
            ignored[objects[j]] += _ignored[j + 1];
        }

        var shared = new Dictionary<(int Truth, int Prediction), long>();
        foreach (var overlap in Overlaps)
        {
            if (objects[overlap.Prediction] > 0)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(shared, (overlap.Truth + 1, objects[overlap.Prediction]), out _) += overlap.Pixels;
            }
        }

        return new OverlapTable((int[])TruthLabels, [.. Enumerable.Range(1, count)], _truthArea, area, ignored, shared);
    }

    internal static void CheckSizes(LabelImage truth, LabelImage prediction)
    {
        if (truth.Width != prediction.Width || truth.Height != prediction.Height)
        {
            throw new UserAdviceException(
                $"The truth has {truth.Width} x {truth.Height} pixels and the prediction {prediction.Width} x {prediction.Height}; compare label images of one size.");
        }
    }
}
