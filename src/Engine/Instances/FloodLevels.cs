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

    /// <summary>Takes the numbers of the heights as they were before.</summary>
    /// <param name="levels">See <see cref="Levels"/>; not copied.</param>
    public FloodLevels(int[] levels)
    {
        _levelOf = levels;
        _levels = levels.Max() + 1;
    }

    /// <summary>The number of every pixel's height, from 0 for the lowest, without gaps.</summary>
    public int[] Levels => _levelOf;

    /// <summary>Number of pixels.</summary>
    public int Count => _levelOf.Length;

    /// <summary>A queue for one flood; it takes its lists from the arrays and gives them back.</summary>
    public Queue NewQueue(PixelArrays arrays) => new(_levelOf, _levels, arrays);

    /// <summary>A list of pixels per level, first in first out. Water never falls, so the levels are passed once.</summary>
    internal sealed class Queue : IFloodQueue, IDisposable
    {
        // Pixels are stored as pixel + 1, so that 0 is none. There are no more levels than pixels.
        private readonly int[] _levelOf;
        private readonly int _levels;
        private readonly PixelArrays _arrays;
        private readonly int[] _first;
        private readonly int[] _last;
        private readonly int[] _next;
        private int _level;

        /// <summary>A queue without pixels.</summary>
        public Queue(int[] levelOf, int levels, PixelArrays arrays)
        {
            (_levelOf, _levels, _arrays) = (levelOf, levels, arrays);
            _first = arrays.Take<int>(levelOf.Length);
            _last = arrays.Take<int>(levelOf.Length);
            _next = arrays.Take<int>(levelOf.Length);
            Array.Clear(_first, 0, levels);
        }

        /// <inheritdoc/>
        public void Push(int pixel)
        {
            var level = Math.Max(_level, _levelOf[pixel]);
            _next[pixel] = 0;
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

        /// <inheritdoc/>
        public bool TryPop(out int pixel)
        {
            while (_level < _levels && _first[_level] == 0)
            {
                _level++;
            }

            if (_level == _levels)
            {
                pixel = 0;
                return false;
            }

            pixel = _first[_level] - 1;
            _first[_level] = _next[pixel];
            return true;
        }

        /// <summary>Gives the lists back.</summary>
        public void Dispose()
        {
            _arrays.GiveBack(_first);
            _arrays.GiveBack(_last);
            _arrays.GiveBack(_next);
        }
    }
}
