namespace FijiBridge.Engine.Instances;

/// <summary>
/// The heights of a relief in order, for many floods over the same relief: with heights numbered from the lowest, every height has a
/// list of its own and no pixel is compared with another. Sorting and lists cost 16 bytes per pixel, so a single flood uses a heap.
/// </summary>
internal sealed class FloodLevels
{
    private readonly int[] _levelOf;
    private readonly int _levels;

    /// <summary>Sorts the heights.</summary>
    /// <param name="relief">Heights, no NaN.</param>
    public FloodLevels(float[] relief)
    {
        float[] heights = [.. relief];
        int[] pixels = [.. Enumerable.Range(0, relief.Length)];
        Array.Sort(heights, pixels);
        _levelOf = new int[relief.Length];
        var level = 0;
        for (var i = 0; i < pixels.Length; i++)
        {
            level += i > 0 && heights[i] != heights[i - 1] ? 1 : 0; // 0 and -0 are one height
            _levelOf[pixels[i]] = level;
        }

        _levels = level + 1;
    }

    /// <summary>Number of pixels.</summary>
    public int Count => _levelOf.Length;

    /// <summary>A queue for one flood.</summary>
    public IFloodQueue NewQueue() => new Queue(_levelOf, _levels);

    /// <summary>A list of pixels per level, first in first out. Water never falls, so the levels are passed once.</summary>
    private sealed class Queue(int[] levelOf, int levels) : IFloodQueue
    {
        // Pixels are stored as pixel + 1, so that 0 is none.
        private readonly int[] _first = new int[levels];
        private readonly int[] _last = new int[levels];
        private readonly int[] _next = new int[levelOf.Length];
        private int _level;

        public void Push(int pixel)
        {
            var level = Math.Max(_level, levelOf[pixel]);
            if (_first[level] == 0)
            {
                _first[level] = pixel + 1;
            }
            else
            {
                _next[_last[level] - 1] = pixel + 1;
            }

            _last[level] = pixel + 1;
        }

        public bool TryPop(out int pixel)
        {
            while (_level < _first.Length && _first[_level] == 0)
            {
                _level++;
            }

            if (_level == _first.Length)
            {
                pixel = 0;
                return false;
            }

            pixel = _first[_level] - 1;
            _first[_level] = _next[pixel];
            return true;
        }
    }
}
