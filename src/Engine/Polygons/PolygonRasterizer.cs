using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Polygons;

/// <summary>
/// Paints ranked polygons into label images. A pixel belongs to a polygon if its centre lies inside; of centres on the
/// border, those on a left or top border belong to it and those on a right or bottom border do not, so that polygons that
/// share a border share no pixel and leave no gap. Where polygons overlap, the better ranked one has the pixel. The label
/// is 1 + rank; a polygon without a pixel of its own leaves a gap in the labels.
/// </summary>
public sealed class PolygonRasterizer
{
    private const int PixelsAtOnce = 1 << 16;

    private readonly StarPolygons _polygons;
    private readonly int _width;
    private readonly int[] _firstRow, _lastRow, _byFirstRow, _sortedFirstRow;
    private readonly int _tallest;

    /// <summary>Indexes polygons by rows, for painting strip by strip.</summary>
    /// <param name="ranked">Polygons, best first; vertices must be finite.</param>
    /// <param name="width">Columns of the label image.</param>
    public PolygonRasterizer(StarPolygons ranked, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        _polygons = ranked;
        _width = width;
        double[] ys = new double[ranked.NRays], xs = new double[ranked.NRays];
        _firstRow = new int[ranked.Count];
        _lastRow = new int[ranked.Count];
        _byFirstRow = new int[ranked.Count];
        for (var i = 0; i < ranked.Count; i++)
        {
            StarPolygonGeometry.Vertices(ranked, i, ys, xs);
            var (top, bottom) = (ys[0], ys[0]);
            foreach (var y in ys)
            {
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            }

            // Rows with top <= row < bottom.
            (_firstRow[i], _lastRow[i]) = (Ceiling(top), Ceiling(bottom) - 1);
            _tallest = Math.Max(_tallest, _lastRow[i] - _firstRow[i]);
            _byFirstRow[i] = i;
        }

        _sortedFirstRow = [.. _firstRow];
        Array.Sort(_sortedFirstRow, _byFirstRow);
    }

    /// <summary>Paints a whole label image.</summary>
    /// <param name="ranked">Polygons, best first.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixelSize">Calibration of the result; uncalibrated when null.</param>
    public static LabelImage Paint(StarPolygons ranked, int width, int height, PixelSize? pixelSize = null)
    {
        var labels = new LabelImage(width, height) { PixelSize = pixelSize ?? PixelSize.Uncalibrated };
        new PolygonRasterizer(ranked, width).PaintRows(0, height, labels.Pixels);
        return labels;
    }

    /// <summary>Paints the rows firstRow .. firstRow + rows - 1 of a label image. For many strips, keep an instance.</summary>
    public static void PaintRows(StarPolygons ranked, int firstRow, int rows, int width, Span<int> destination) =>
        new PolygonRasterizer(ranked, width).PaintRows(firstRow, rows, destination);

    /// <summary>Paints a strip of rows.</summary>
    /// <param name="firstRow">First row of the strip in the label image.</param>
    /// <param name="rows">Rows of the strip.</param>
    /// <param name="destination">Receives rows * width labels; 0 where there is no polygon.</param>
    /// <exception cref="ArgumentException">The destination has not rows * width labels.</exception>
    public unsafe void PaintRows(int firstRow, int rows, Span<int> destination)
    {
        if (destination.Length != (long)rows * _width)
        {
            throw new ArgumentException($"A strip of {rows} rows of {_width} pixels needs {(long)rows * _width} labels, got {destination.Length}.", nameof(destination));
        }

        // Every core paints strips of its own.
        var strip = Math.Clamp(PixelsAtOnce / _width, 1, Math.Max(1, rows));
        fixed (int* first = destination)
        {
            var start = (nint)first;
            Parallel.For(0, (rows + strip - 1) / strip, () => new Scratch(_polygons.NRays), (s, _, scratch) =>
            {
                var count = Math.Min(strip, rows - (s * strip));
                var pixels = new Span<int>((int*)start + ((long)s * strip * _width), count * _width);
                PaintStrip(firstRow + (s * strip), count, pixels, scratch);
                return scratch;
            }, _ => { });
        }
    }

    private void PaintStrip(int firstRow, int rows, Span<int> destination, Scratch scratch)
    {
        destination.Clear();
        var from = LowerBound((long)firstRow - _tallest);
        var to = LowerBound((long)firstRow + rows);
        var painted = new List<int>(to - from);
        for (var s = from; s < to; s++)
        {
            var i = _byFirstRow[s];
            if (_lastRow[i] >= firstRow)
            {
                painted.Add(i);
            }
        }

        painted.Sort();
        for (var p = painted.Count - 1; p >= 0; p--)
        {
            PaintPolygon(painted[p], firstRow, rows, destination, scratch);
        }
    }

    private void PaintPolygon(int i, int stripRow, int stripRows, Span<int> destination, Scratch scratch)
    {
        double[] ys = scratch.Y, xs = scratch.X;
        StarPolygonGeometry.Vertices(_polygons, i, ys, xs);
        var (left, right) = (xs[0], xs[0]);
        foreach (var x in xs)
        {
            (left, right) = (Math.Min(left, x), Math.Max(right, x));
        }

        // Pixels with left <= x < right, cut to the image and to the strip.
        int x0 = Math.Max(0, Ceiling(left)), x1 = Math.Min(_width, Ceiling(right));
        int y0 = Math.Max(stripRow, _firstRow[i]), y1 = (int)Math.Min((long)stripRow + stripRows, (long)_lastRow[i] + 1);
        if (x0 >= x1 || y0 >= y1)
        {
            return;
        }

        // Every edge marks the first pixel at or right of it in each row; inside and outside change there.
        int columns = x1 - x0, stride = columns + 1;
        var changes = scratch.Changes(checked((y1 - y0) * stride));
        for (int k = 0, previous = ys.Length - 1; k < ys.Length; previous = k++)
        {
            MarkEdge(ys[previous], xs[previous], ys[k], xs[k], y0, y1, x0, columns, changes);
        }

        var label = i + 1;
        for (var y = y0; y < y1; y++)
        {
            var row = changes.Slice((y - y0) * stride, stride);
            var target = destination.Slice(((y - stripRow) * _width) + x0, columns);
            FillRow(row, target, label);
        }
    }

    private static void FillRow(ReadOnlySpan<bool> changes, Span<int> target, int label)
    {
        for (var x = 0; x < target.Length;)
        {
            var enter = changes[x..target.Length].IndexOf(true);
            if (enter < 0)
            {
                return;
            }

            x += enter;
            var leave = changes[(x + 1)..].IndexOf(true);
            var end = leave < 0 ? target.Length : x + 1 + leave;
            target[x..Math.Min(end, target.Length)].Fill(label);
            x = end + 1;
        }
    }

    private static void MarkEdge(double ya, double xa, double yb, double xb, int y0, int y1, int x0, int columns, Span<bool> changes)
    {
        if (ya > yb)
        {
            (ya, xa, yb, xb) = (yb, xb, ya, xa);
        }

        int from = Math.Max(y0, Ceiling(ya)), to = Math.Min(y1, Ceiling(yb));
        if (from >= to)
        {
            return;
        }

        var slope = (xb - xa) / (yb - ya);
        for (var y = from; y < to; y++)
        {
            var x = Ceiling(xa + ((y - ya) * slope)) - x0;
            ref var change = ref changes[((y - y0) * (columns + 1)) + Math.Clamp(x, 0, columns)];
            change = !change;
        }
    }

    private int LowerBound(long row)
    {
        int low = 0, high = _sortedFirstRow.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _sortedFirstRow[middle] < row ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Ceiling, kept far from the limits of int.</summary>
    private static int Ceiling(double value) => (int)Math.Clamp(Math.Ceiling(value), -1e9, 1e9);

    /// <summary>What one core needs to paint.</summary>
    private sealed class Scratch(int nRays)
    {
        private bool[] _changes = new bool[256];

        public double[] Y { get; } = new double[nRays];

        public double[] X { get; } = new double[nRays];

        /// <summary>Cleared marks.</summary>
        public Span<bool> Changes(int size)
        {
            if (_changes.Length < size)
            {
                _changes = new bool[Math.Max(size, 2 * _changes.Length)];
            }

            var changes = _changes.AsSpan(0, size);
            changes.Clear();
            return changes;
        }
    }
}
