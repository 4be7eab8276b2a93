using System.Numerics;
using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// The suppression of <see cref="StarConvexNms"/> for candidates that arrive in strips from the top of a large image to its
/// bottom. The survivors are exactly those of one run over all candidates in the order in which they were added; only
/// survivors and the candidates near the border to the unseen part are held.
/// </summary>
/// <remarks>
/// An unseen candidate has its centre at or below the known rows and is assumed to reach at most maxReach pixels. A
/// candidate that ends above (known rows - maxReach) cannot meet any of these. It is decided as soon as no better
/// candidate that would suppress it is still undecided.
/// <para>
/// Where a candidate arrives that reaches further than maxReach, maxReach grows to its reach. If it also reaches into
/// the part that is decided, it is compared with the survivors there: a better survivor may suppress it, and nothing is
/// lost; but if it should have suppressed a survivor, the result can no longer be exact and an error says so.
/// </para>
/// </remarks>
public sealed class StreamingNms
{
    private readonly double _nmsThresh;
    private readonly List<StarPolygons> _arrivals = [];
    private NmsCandidates _pending, _survivors;
    private List<long> _pendingNumber = [];
    private readonly List<long> _survivorNumber = [];
    private float _maxReach;
    private float _knownUpToY = float.NegativeInfinity, _decidedUpToY = float.NegativeInfinity;
    private long _added;

    /// <summary>Starts a suppression.</summary>
    /// <param name="nRays">Rays per polygon.</param>
    /// <param name="nmsThresh">Largest allowed shared part of the smaller area, 0..1.</param>
    /// <param name="maxReach">
    /// Largest distance, in pixels, from a centre to its outline that is expected. Larger values hold more candidates and
    /// are safer; twice the diameter of the objects is generous.
    /// </param>
    /// <exception cref="UserAdviceException">The threshold is outside 0..1 or maxReach is not above 0.</exception>
    public StreamingNms(int nRays, double nmsThresh, float maxReach)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nRays, 3);
        StarConvexNms.CheckThreshold(nmsThresh);
        if (!(maxReach > 0 && maxReach < float.PositiveInfinity))
        {
            throw new UserAdviceException($"The largest object radius {maxReach} is not above 0; use a value such as 100 pixels.");
        }

        _nmsThresh = nmsThresh;
        _maxReach = maxReach;
        _pending = _survivors = new NmsCandidates(new StarPolygons(nRays, [], [], [], []));
    }

    /// <summary>Largest distance from a centre to its outline expected or seen so far, in pixels.</summary>
    public float MaxReach => _maxReach;

    /// <summary>Candidates that are held and not decided, as of the last <see cref="Advance"/>.</summary>
    public int Undecided => _pending.Count;

    /// <summary>Candidates that have certainly survived, as of the last <see cref="Advance"/>.</summary>
    public int Survivors => _survivors.Count;

    /// <summary>The certain survivors in the order in which they were decided; only ever grows at its end.</summary>
    internal StarPolygons Decided => _survivors.Polygons;

    /// <summary>Topmost centre of the undecided candidates, as of the last <see cref="Advance"/>; infinity where there is none.</summary>
    internal float UndecidedFromY => _pending.Count == 0 ? float.PositiveInfinity : _pending.Polygons.Y.Min();

    /// <summary>Adds candidates, in any order; the list must not be changed afterwards.</summary>
    /// <exception cref="ArgumentException">A centre lies above the known rows, or the number of rays differs.</exception>
    public void Add(StarPolygons candidates)
    {
        if (candidates.NRays != _pending.NRays)
        {
            throw new ArgumentException($"Candidates with {candidates.NRays} rays were added to those with {_pending.NRays}.", nameof(candidates));
        }

        foreach (var y in candidates.Y)
        {
            if (y < _knownUpToY)
            {
                throw new ArgumentException($"A candidate at row {y} was added after all rows above {_knownUpToY} had been declared known.", nameof(candidates));
            }
        }

        _arrivals.Add(candidates);
    }

    /// <summary>Declares that all candidates with centres above this row have been added, and decides what can be.</summary>
    /// <param name="knownUpToY">Row; must not go back.</param>
    /// <param name="ct">Stops the work; the suppression cannot be continued then.</param>
    /// <exception cref="UserAdviceException">A candidate reaches so far beyond maxReach that the result would not be exact.</exception>
    public void Advance(float knownUpToY, CancellationToken ct = default)
    {
        if (!(knownUpToY >= _knownUpToY))
        {
            throw new ArgumentOutOfRangeException(nameof(knownUpToY), knownUpToY, $"Rows are known up to {_knownUpToY} already.");
        }

        _knownUpToY = knownUpToY;
        TakeArrivals();
        var (survived, kept) = Decide(knownUpToY - _maxReach, ct);
        _survivors = _survivors.With([.. Enumerable.Range(0, _survivors.Count)], _pending.Polygons.Take(survived));
        _survivorNumber.AddRange(survived.Select(i => _pendingNumber[i]));
        _pending = _pending.With(kept);
        _pendingNumber = [.. kept.Select(i => _pendingNumber[i])];
    }

    /// <summary>Declares everything known and returns the survivors, best first; of equal ones the first added comes first.</summary>
    /// <param name="ct">Stops the work.</param>
    public StarPolygons Finish(CancellationToken ct = default)
    {
        Advance(float.PositiveInfinity, ct);
        var order = Enumerable.Range(0, _survivors.Count).OrderByDescending(_survivors.Prob).ThenBy(i => _survivorNumber[i]);
        return _survivors.Polygons.Take([.. order]);
    }

    /// <summary>Moves the arrivals to the pending candidates.</summary>
    private void TakeArrivals()
    {
        if (_arrivals.Count == 0)
        {
            return;
        }

        var first = _pending.Count;
        _pending = _pending.With([.. Enumerable.Range(0, first)], [.. _arrivals]);
        _arrivals.Clear();
        var late = new List<int>();
        for (var i = first; i < _pending.Count; i++)
        {
            _pendingNumber.Add(_added++);
            _maxReach = Math.Max(_maxReach, _pending.Reach(i));
            if (_pending.Top(i) <= _decidedUpToY)
            {
                late.Add(i);
            }
        }

        if (late.Count > 0)
        {
            var suppressed = late.Where(IsSuppressedBySurvivor).ToHashSet();
            int[] kept = [.. Enumerable.Range(0, _pending.Count).Where(i => !suppressed.Contains(i))];
            _pending = _pending.With(kept);
            _pendingNumber = [.. kept.Select(i => _pendingNumber[i])];
        }
    }

    /// <summary>Compares a candidate that reaches into the decided part with the survivors there.</summary>
    private bool IsSuppressedBySurvivor(int i)
    {
        int[] near = [.. Enumerable.Range(0, _survivors.Count).Where(s => Meet(_survivors.Box(s), _pending.Box(i)))];
        var all = _survivors.With(near, _pending.Polygons.Take([i]));
        var own = near.Length;
        var test = new OverlapTest(all, _nmsThresh);
        var worse = new List<int>();
        for (var s = 0; s < near.Length; s++)
        {
            if (all.Prob(s) < all.Prob(own))
            {
                worse.Add(s);
                continue;
            }

            test.SetBetter(s);
            if (test.Suppresses(own))
            {
                return true;
            }
        }

        test.SetBetter(own);
        if (worse.Exists(test.Suppresses))
        {
            throw new UserAdviceException(
                $"The object at ({_pending.X(i):0}, {_pending.Y(i):0}) reaches {_pending.Reach(i):0} pixels from its centre, further than expected; "
                + $"set the largest object radius to at least {Math.Ceiling(_maxReach)} pixels.");
        }

        return false;
    }

    private static bool Meet(Vector4 a, Vector4 b) => Vector4.LessThanOrEqualAll(a, new Vector4(-b.Z, -b.W, -b.X, -b.Y));

    /// <summary>Decides the pending candidates that end above <paramref name="limit"/> as far as others allow; indices in the order in which they were added.</summary>
    private (int[] Survived, int[] Kept) Decide(float limit, CancellationToken ct)
    {
        _decidedUpToY = Math.Max(_decidedUpToY, limit);

        // Only candidates that begin above the limit can meet one that ends above it.
        var near = _pending.ByFallingProbability().ToLookup(i => _pending.Top(i) <= limit);
        var (survivors, undecided) = NmsRound.Decide(_pending, [.. near[true]], _nmsThresh, limit, ct);
        return ([.. survivors.Order()], [.. undecided.Concat(near[false]).Order()]);
    }
}
