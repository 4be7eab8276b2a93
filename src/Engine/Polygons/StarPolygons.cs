using FijiBridge.Engine.Instances;

namespace FijiBridge.Engine.Polygons;

/// <summary>
/// A list of star-convex polygons, stored as arrays (hundreds of thousands of candidates are usual). Polygon i has its
/// centre at (X[i], Y[i]) in pixels of the full-resolution image, where (0, 0) is the centre of the upper left pixel,
/// and vertex k at y = Y[i] + dist(i,k) * sin(2*pi*k/nRays), x = X[i] + dist(i,k) * cos(2*pi*k/nRays).
/// </summary>
public sealed class StarPolygons : IObjectOutlines
{
    private RayAngles? _rays;

    /// <summary>Wraps the arrays without copying them.</summary>
    /// <param name="nRays">Rays per polygon.</param>
    /// <param name="y">Centres along y (n).</param>
    /// <param name="x">Centres along x (n).</param>
    /// <param name="dist">Distances along the rays, (n, nRays), pixels, each > 0.</param>
    /// <param name="prob">Object probability of each polygon (n), 0..1.</param>
    /// <param name="classId">Class of each polygon (n), from 1; null for single-class models.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public StarPolygons(int nRays, float[] y, float[] x, float[] dist, float[] prob, int[]? classId = null)
    {
        if (x.Length != y.Length || prob.Length != y.Length || dist.LongLength != (long)y.Length * nRays || (classId is not null && classId.Length != y.Length))
        {
            throw new ArgumentException(
                $"Arrays of {y.Length} polygons with {nRays} rays do not fit: x {x.Length}, prob {prob.Length}, dist {dist.LongLength}, classId {classId?.Length}.");
        }

        NRays = nRays;
        Y = y;
        X = x;
        Dist = dist;
        Prob = prob;
        ClassId = classId;
    }

    /// <summary>Number of polygons.</summary>
    public int Count => Y.Length;

    /// <summary>Rays per polygon.</summary>
    public int NRays { get; }

    /// <summary>Centres along y.</summary>
    public float[] Y { get; }

    /// <summary>Centres along x.</summary>
    public float[] X { get; }

    /// <summary>Distances, polygon by polygon: (Count, NRays).</summary>
    public float[] Dist { get; }

    /// <summary>Object probability of each polygon.</summary>
    public float[] Prob { get; }

    /// <summary>Class of each polygon, from 1, or null.</summary>
    public int[]? ClassId { get; }

    /// <summary>The distances of one polygon.</summary>
    public ReadOnlySpan<float> DistOf(int i) => Dist.AsSpan(i * NRays, NRays);

    /// <inheritdoc/>
    public int CornersOf(int i) => NRays;

    /// <inheritdoc/>
    public void Corners(int i, Span<float> y, Span<float> x)
    {
        var rays = _rays ??= new RayAngles(NRays);
        var dist = DistOf(i);
        for (var k = 0; k < dist.Length; k++)
        {
            y[k] = Y[i] + (dist[k] * rays.Sin[k]);
            x[k] = X[i] + (dist[k] * rays.Cos[k]);
        }
    }

    /// <summary>One list of all polygons, list after list; those from lists without classes have class 0 where others have one.</summary>
    /// <param name="nRays">Rays per polygon, the same in all lists.</param>
    /// <param name="lists">Any number of lists.</param>
    /// <exception cref="ArgumentException">A list has another number of rays.</exception>
    public static StarPolygons Concat(int nRays, params ReadOnlySpan<StarPolygons> lists)
    {
        var n = 0;
        var hasClasses = false;
        foreach (var list in lists)
        {
            if (list.NRays != nRays)
            {
                throw new ArgumentException($"Polygons with {list.NRays} rays cannot be joined to those with {nRays}.", nameof(lists));
            }

            n += list.Count;
            hasClasses |= list.ClassId is not null;
        }

        float[] y = new float[n], x = new float[n], prob = new float[n], dist = new float[checked(n * nRays)];
        var classId = hasClasses ? new int[n] : null;
        var at = 0;
        foreach (var list in lists)
        {
            list.Y.CopyTo(y, at);
            list.X.CopyTo(x, at);
            list.Prob.CopyTo(prob, at);
            list.Dist.CopyTo(dist, at * nRays);
            if (classId is not null)
            {
                list.ClassId?.CopyTo(classId, at);
            }

            at += list.Count;
        }

        return new StarPolygons(nRays, y, x, dist, prob, classId);
    }

    /// <summary>A new list of the polygons <paramref name="indices"/>, in that order.</summary>
    public StarPolygons Take(ReadOnlySpan<int> indices)
    {
        var n = indices.Length;
        float[] y = new float[n], x = new float[n], prob = new float[n], dist = new float[n * NRays];
        var classId = ClassId is null ? null : new int[n];
        for (var i = 0; i < n; i++)
        {
            var j = indices[i];
            y[i] = Y[j];
            x[i] = X[j];
            prob[i] = Prob[j];
            DistOf(j).CopyTo(dist.AsSpan(i * NRays, NRays));
            if (classId is not null)
            {
                classId[i] = ClassId![j];
            }
        }

        return new StarPolygons(NRays, y, x, dist, prob, classId);
    }
}
