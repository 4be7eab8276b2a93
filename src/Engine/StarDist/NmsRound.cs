using System.Collections.Concurrent;
using System.Numerics;
using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// The suppression in rounds that use all cores. A round takes the best open candidates whose boxes meet neither each other nor
/// a better candidate that was passed over: whatever else happens, these survive, and what they suppress can be found out
/// at the same time. The survivors and their order are those of one candidate after the other.
/// </summary>
internal sealed class NmsRound
{
    // More per round keep more cores busy; more passed over are searched more often. The result does not depend on either.
    private const int MostMembers = 64, MostPassedOver = 64;

    private readonly NmsCandidates _candidates;
    private readonly int[] _order;
    private readonly double _nmsThresh;
    private readonly CandidateGrid _grid;
    private readonly byte[] _isOpen;
    private readonly ConcurrentBag<OverlapTest> _tests = [];
    private readonly int[] _members = new int[MostMembers], _end = new int[MostMembers];
    private readonly Vector4[] _boxes = new Vector4[MostMembers + MostPassedOver];
    private int[] _near = new int[1024];
    private int _next;

    /// <summary>Starts a suppression.</summary>
    public NmsRound(StarPolygons candidates, double nmsThresh)
    {
        _candidates = new NmsCandidates(candidates);
        _nmsThresh = nmsThresh;
        _order = _candidates.ByFallingProbability();
        _grid = new CandidateGrid(_candidates, _order);
        _isOpen = new byte[candidates.Count];
        Array.Fill(_isOpen, (byte)1);
    }

    /// <summary>Runs the next round.</summary>
    /// <param name="survivors">Receives the ranks of the survivors found.</param>
    /// <returns>False when every candidate is decided.</returns>
    public bool Run(List<int> survivors)
    {
        var count = Choose(survivors);
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
    public int[] ByRank(List<int> ranks)
    {
        ranks.Sort();
        return [.. ranks.Select(rank => _order[rank])];
    }

    /// <summary>The members of the round; where it stops, the next begins.</summary>
    private int Choose(List<int> survivors)
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
                survivors.Add(at);
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

    /// <summary>Closes what member m suppresses. Another member may close the same candidate at the same time.</summary>
    private OverlapTest Suppress(int m, OverlapTest test)
    {
        var near = _near.AsSpan((m == 0 ? 0 : _end[m - 1])..(_end[m]));
        if (near.Length > 0)
        {
            test.SetBetter(_members[m]);
        }

        foreach (var j in near)
        {
            if (_isOpen[j] == 1 && test.Suppresses(j))
            {
                _isOpen[j] = 0;
            }
        }

        return test;
    }

    private OverlapTest Test() => _tests.TryTake(out var test) ? test : new OverlapTest(_candidates, _nmsThresh);

    private void Return(OverlapTest test) => _tests.Add(test);
}
