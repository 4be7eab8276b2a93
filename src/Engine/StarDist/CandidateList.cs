using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>All candidates of an image, appended tile by tile.</summary>
internal sealed class CandidateList(int nRays) : ICandidateSink
{
    private readonly List<StarPolygons> _parts = [];

    /// <summary>Appends candidates.</summary>
    public void Add(StarPolygons part)
    {
        if (part.Count > 0)
        {
            _parts.Add(part);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Restart() => _parts.Clear();

    /// <summary>Does nothing: all candidates are held.</summary>
    public void Advance(float knownUpToY, CancellationToken ct)
    {
    }

    /// <summary>Drops the parts that lie wholly above a row.</summary>
    public void DropAbove(float y) => _parts.RemoveAll(p => p.Y.Max() < y);

    /// <summary>One list in the order of the additions.</summary>
    public StarPolygons Join()
    {
        if (_parts.Count == 1)
        {
            return _parts[0];
        }

        var classes = _parts.Count > 0 && _parts[0].ClassId is not null ? _parts.SelectMany(p => p.ClassId!).ToArray() : null;
        var count = _parts.Sum(p => p.Count);
        float[] y = new float[count], x = new float[count], prob = new float[count], dist = new float[checked(count * nRays)];
        var at = 0;
        foreach (var part in _parts)
        {
            part.Y.CopyTo(y, at);
            part.X.CopyTo(x, at);
            part.Prob.CopyTo(prob, at);
            part.Dist.CopyTo(dist, at * nRays);
            at += part.Count;
        }

        return new StarPolygons(nRays, y, x, dist, prob, classes);
    }
}
