using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Instances;

/// <summary>Objects of a label image with their probabilities, numbered from the most probable to the least.</summary>
/// <param name="Labels">Labels 1..n.</param>
/// <param name="Prob">Mean foreground probability of each object's pixels (n), falling.</param>
/// <param name="ClassId">Class of each object, or null.</param>
internal sealed record RankedObjects(LabelImage Labels, float[] Prob, int[]? ClassId)
{
    /// <summary>Ranks objects.</summary>
    /// <param name="labels">Objects 1..n.</param>
    /// <param name="maps">Maps they were made from.</param>
    /// <param name="region">Keeps only objects with their centroid inside; null for all.</param>
    public static RankedObjects Of(LabelImage labels, InstanceMaps maps, PixelRectangle? region)
    {
        var objects = LabelStatistics.Measure(labels);
        var sums = new double[objects.Length + 1];
        var classOf = maps.Classes is null ? null : new int[objects.Length + 1];
        for (var i = 0; i < labels.Pixels.Length; i++)
        {
            var label = labels.Pixels[i];
            sums[label] += maps.Foreground[i];
            if (classOf is not null && label > 0)
            {
                classOf[label] = maps.Classes![i]; // all pixels of an object are of one class
            }
        }

        var ranked = objects
            .Where(o => region is null || region.Contains((float)o.CentroidX, (float)o.CentroidY))
            .Select(o => (o.Label, Prob: (float)(sums[o.Label] / o.Area)))
            .OrderByDescending(o => o.Prob).ThenBy(o => o.Label)
            .ToList();
        var rank = new int[objects.Length + 1];
        for (var i = 0; i < ranked.Count; i++)
        {
            rank[ranked[i].Label] = i + 1;
        }

        return new RankedObjects(
            new LabelImage(labels.Width, labels.Height, Array.ConvertAll(labels.Pixels, label => rank[label]), labels.PixelSize),
            [.. ranked.Select(o => o.Prob)],
            classOf is null ? null : [.. ranked.Select(o => classOf[o.Label])]);
    }
}
