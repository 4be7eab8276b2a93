using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Measurement;

namespace FijiBridge.Engine.Instances;

/// <summary>
/// Objects of a label image as polygons along the edges of their pixels, as ImageJ's wand traces them: corners are corners of
/// pixels, whole numbers minus one half. Object i has label i + 1; of an object in several parts the longest outline is taken, holes
/// are left out.
/// </summary>
public sealed class TracedOutlines : IObjectOutlines
{
    private readonly (float[] Y, float[] X)[] _corners;

    /// <summary>Traces all objects.</summary>
    /// <param name="labels">Labels 1..n, each on at least one pixel.</param>
    /// <param name="prob">Probability of each object (n).</param>
    /// <param name="classId">Class of each object (n), or null.</param>
    public TracedOutlines(LabelImage labels, float[] prob, int[]? classId = null)
    {
        var objects = LabelStatistics.Measure(labels);
        if (objects.Length != prob.Length || (objects.Length > 0 && objects[^1].Label != objects.Length) || (classId is not null && classId.Length != prob.Length))
        {
            throw new ArgumentException($"{objects.Length} objects up to label {(objects.Length > 0 ? objects[^1].Label : 0)} do not go with {prob.Length} probabilities and {classId?.Length} classes.");
        }

        Prob = prob;
        ClassId = classId;
        Y = Array.ConvertAll(objects, o => (float)o.CentroidY);
        X = Array.ConvertAll(objects, o => (float)o.CentroidX);
        _corners = new (float[], float[])[objects.Length];
        Parallel.For(0, objects.Length, i =>
        {
            var outline = Outlines.Trace(labels, objects[i]).MaxBy(o => o.Count)!;
            _corners[i] = ([.. outline.Select(c => c.Y - 0.5f)], [.. outline.Select(c => c.X - 0.5f)]);
        });
    }

    /// <inheritdoc/>
    public int Count => _corners.Length;

    /// <summary>Centroids along y.</summary>
    public float[] Y { get; }

    /// <summary>Centroids along x.</summary>
    public float[] X { get; }

    /// <inheritdoc/>
    public float[] Prob { get; }

    /// <inheritdoc/>
    public int[]? ClassId { get; }

    /// <inheritdoc/>
    public int CornersOf(int i) => _corners[i].Y.Length;

    /// <inheritdoc/>
    public void Corners(int i, Span<float> y, Span<float> x)
    {
        _corners[i].Y.CopyTo(y);
        _corners[i].X.CopyTo(x);
    }
}
