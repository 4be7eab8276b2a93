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
    public StarPolygons Join() => _parts.Count == 1 ? _parts[0] : StarPolygons.Concat(nRays, [.. _parts]);
}
