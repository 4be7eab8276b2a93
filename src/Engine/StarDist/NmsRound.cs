using System.Collections.Concurrent;
using System.Numerics;
using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// The suppression in rounds that use all cores. A round takes the best open candidates whose boxes meet neither each other nor
/// a better candidate that was passed over: whatever else happens, these survive, and what they suppress can be found out
/// at the same time. The survivors and their order are those of one candidate after the other.
/// </summary>
/// <remarks>
/// Where more candidates are to come, which begin at a limit or below it, one that reaches the limit may yet be suppressed. It is left
/// undecided, and so is each one that an undecided one would suppress.
/// </remarks>
internal sealed class NmsRound
{
    // More per round keep more cores busy; more passed over are searched more often. The result does not depend on either.
    private const int MostMembers = 64, MostPassedOver = 64;

    private readonly NmsCandidates _candidates;
    private readonly int[] _order;
    private readonly double _nmsThresh;
    private readonly float _limit;
    private readonly CandidateGrid _grid;
    private readonly byte[] _isOpen;
    private readonly bool[] _isContested;
    private readonly ConcurrentBag<OverlapTest> _tests = [];
    private readonly int[] _members = new int[MostMembers], _end = new int[MostMembers];
    private readonly Vector4[] _boxes = new Vector4[MostMembers + MostPassedOver];
    private readonly List<int> _survivors = [], _undecided = []; // ranks
    private int[] _near = new int[1024];
    private int _next;

    private NmsRound(NmsCandidates candidates, int[] order, double nmsThresh, float limit)
    {
        _candidates = candidates;
        _order = order;
        _nmsThresh = nmsThresh;
        _limit = limit;
        _grid = new CandidateGrid(candidates, order);
        _isOpen = new byte[candidates.Count];
        Array.Fill(_isOpen, (byte)1);
        _isContested = new bool[candidates.Count];
    }

    /// <summary>Runs rounds until nothing more can be decided.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="order">Indices of those that take part, best first.</param>
    /// <param name="nmsThresh">Largest allowed shared part of the smaller area, 0..1.</param>
    /// <param name="limit">Row at which the extent of unknown candidates begins; infinite where all are known.</param>
    /// <param name="ct">Stops the work.</param>
    /// <returns>Indices of the certain survivors and of the undecided, each best first; all others are suppressed.</returns>
    public static (int[] Survivors, int[] Undecided) Decide(NmsCandidates candidates, int[] order, double nmsThresh, float limit, CancellationToken ct)
    {
        var round = new NmsRound(candidates, order, nmsThresh, limit);
        while (round.Run())
        {
            ct.ThrowIfCancellationRequested();
        }

        return (round.ByRank(round._survivors), round.ByRank(round._undecided));
    }

    /// <summary>Runs the next round; false when every candidate was visited.</summary>
    private bool Run()
    {
        var count = Choose();
        if (count == 0)
        {
            return false;
        }

        var collected = 0;
        for (var m = 0; m < count; m++)
        {
            var n = _grid.Collect(_members[m], _isOpen);
            if (collected + n > _near.Length)
            {
                Array.Resize(ref _near, Math.Max(collected + n, 2 * _near.Length));
            }

            _grid.Found.AsSpan(0, n).CopyTo(_near.AsSpan(collected));
            _end[m] = collected += n;
        }

        if (count == 1)
        {
            Return(Suppress(0, Test()));
        }
        else
        {
            Parallel.For(0, count, Test, (m, _, test) => Suppress(m, test), Return);
        }

        return true;
    }

    /// <summary>The candidates with these ranks, best first.</summary>
    private int[] ByRank(List<int> ranks)
    {
        ranks.Sort();
        return [.. ranks.Select(rank => _order[rank])];
    }

    /// <summary>The members of the round; where it stops, the next begins.</summary>
    private int Choose()
    {
        int count = 0, passedOver = 0, firstPassedOver = _order.Length;
        var at = _next;
        for (; at < _order.Length && count < MostMembers && passedOver < MostPassedOver; at++)
        {
            var i = _order[at];
            if (_isOpen[i] == 0)
            {
                continue;
            }

            if (MeetsOne(_candidates.Box(i), _boxes.AsSpan(0, count + passedOver)))
            {
                firstPassedOver = Math.Min(firstPassedOver, at);
                passedOver++;
            }
            else
            {
                _members[count++] = i;
                _isOpen[i] = 0;
                (Survives(i) ? _survivors : _undecided).Add(at);
            }

            _boxes[count + passedOver - 1] = _candidates.Box(i);
        }

        _next = Math.Min(at, firstPassedOver);
        return count;
    }

    private static bool MeetsOne(Vector4 box, ReadOnlySpan<Vector4> boxes)
    {
        var limit = new Vector4(-box.Z, -box.W, -box.X, -box.Y);
        foreach (var other in boxes)
        {
            if (Vector4.LessThanOrEqualAll(other, limit))
            {
                return true;
            }
        }

        return false;
    }

    // All better candidates that meet a member were members before it, so nothing changes this any more.
    private bool Survives(int member) => EndsAboveLimit(member) && !_isContested[member];

    private bool EndsAboveLimit(int i) => _candidates.Bottom(i) < _limit;

    /// <summary>Closes what member m suppresses, or leaves it undecided with m. Another member may do so with the same candidate at the same time.</summary>
    private OverlapTest Suppress(int m, OverlapTest test)
    {
        var near = _near.AsSpan((m == 0 ? 0 : _end[m - 1])..(_end[m]));
        if (near.Length > 0)
        {
            test.SetBetter(_members[m]);
        }

        var survives = Survives(_members[m]);
        foreach (var j in near)
        {
            // What is undecided anyway need not be contested.
            var matters = _isOpen[j] == 1 && (survives || (!_isContested[j] && EndsAboveLimit(j)));
            if (!matters || !test.Suppresses(j))
            {
                continue;
            }

            if (survives)
            {
                _isOpen[j] = 0;
            }
            else
            {
                _isContested[j] = true;
            }
        }

        return test;
    }

    private OverlapTest Test() => _tests.TryTake(out var test) ? test : new OverlapTest(_candidates, _nmsThresh);

    private void Return(OverlapTest test) => _tests.Add(test);
}
