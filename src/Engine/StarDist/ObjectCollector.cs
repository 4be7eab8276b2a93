using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// From candidates to objects: non-maximum suppression and, if wanted, <see cref="ShapeConsensus"/>. An image of one row
/// of tiles is suppressed at once; of a higher one, only the candidates near the row that was reached last are held, so
/// that memory is bounded by the objects and one row of tiles. Both ways give the same objects.
/// </summary>
internal sealed class ObjectCollector : ICandidateSink
{
    private readonly StarDistConfig _config;
    private readonly double _nmsThresh;
    private readonly bool _refine;
    private readonly float _reach;
    private readonly Dictionary<(float Y, float X), float[]> _refined = [];
    private readonly CandidateList _candidates;
    private StreamingNms? _streaming;
    private int _refinedUpTo;

    /// <summary>Creates a collector.</summary>
    /// <param name="config">Network.</param>
    /// <param name="nmsThresh">Largest shared part of the smaller area.</param>
    /// <param name="refine">True to refine the outlines.</param>
    /// <param name="medianDiameter">Usual diameter of the objects in pixels, or null.</param>
    public ObjectCollector(StarDistConfig config, double nmsThresh, bool refine, double? medianDiameter)
    {
        _config = config;
        _nmsThresh = nmsThresh;
        _refine = refine;
        _candidates = new CandidateList(config.NRays);

        // No network measures reliably beyond what it sees; objects of ten times the usual size are as generous.
        var field = ReceptiveField.Of(config);
        _reach = (float)Math.Max(2 * Math.Max(field.HaloY, field.HaloX), 5 * (medianDiameter ?? 0));
    }

    /// <inheritdoc/>
    public void Restart()
    {
        _streaming = null;
        _refinedUpTo = 0;
        _refined.Clear();
        _candidates.Restart();
    }

    /// <inheritdoc/>
    public void Add(StarPolygons candidates)
    {
        _candidates.Add(candidates);
        _streaming?.Add(candidates);
    }

    /// <inheritdoc/>
    public void Advance(float knownUpToY, CancellationToken ct)
    {
        if (_streaming is null)
        {
            _streaming = new StreamingNms(_config.NRays, _nmsThresh, _reach);
            _streaming.Add(_candidates.Join());
        }

        CollectGarbage();
        _streaming.Advance(knownUpToY, ct);
        CollectGarbage();
        RefineDecided(_streaming);
        var needed = _refine ? Math.Min(_streaming.UndecidedFromY, knownUpToY) - _streaming.MaxReach : float.PositiveInfinity;
        _candidates.DropAbove(needed);
    }

    /// <summary>The objects, most probable first.</summary>
    public StarPolygons Finish(CancellationToken ct)
    {
        if (_streaming is null)
        {
            var candidates = _candidates.Join();
            var winners = StarConvexNms.Run(candidates, _nmsThresh, ct);
            return _refine ? ShapeConsensus.Refine(candidates, candidates.Take(winners)) : candidates.Take(winners);
        }

        var objects = _streaming.Finish(ct);
        RefineDecided(_streaming);
        for (var i = 0; _refine && i < objects.Count; i++)
        {
            _refined[(objects.Y[i], objects.X[i])].CopyTo(objects.Dist, i * objects.NRays);
        }

        return objects;
    }

    // The lists of a row of tiles are hundreds of megabytes, and each step leaves one behind; the collector would let several add up.
    private static void CollectGarbage() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);

    private void RefineDecided(StreamingNms streaming)
    {
        var decided = streaming.Decided;
        if (!_refine || decided.Count == _refinedUpTo)
        {
            return;
        }

        var fresh = decided.Take([.. Enumerable.Range(_refinedUpTo, decided.Count - _refinedUpTo)]);
        _refinedUpTo = decided.Count;
        var refined = ShapeConsensus.Refine(_candidates.Join(), fresh);
        for (var i = 0; i < refined.Count; i++)
        {
            _refined[(refined.Y[i], refined.X[i])] = refined.DistOf(i).ToArray();
        }
    }
}
