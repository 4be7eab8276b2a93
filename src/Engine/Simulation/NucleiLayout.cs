using FijiBridge.Engine.Data;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Simulation;

/// <summary>Places nuclei in the plane, alone or touching others, and draws their labels: the truth of a simulated image.</summary>
internal sealed class NucleiLayout
{
    private const int AttemptsPerNucleus = 200;
    private readonly NucleiSimulatorOptions _options;
    private readonly SeededRandom _random;
    private readonly List<(double Y, double X, NucleusOutline Outline)> _nuclei = [];
    private readonly Dictionary<(int, int), List<int>> _cells = []; // nuclei by square of the largest possible diameter
    private readonly double _cellSize;

    private NucleiLayout(NucleiSimulatorOptions options, SeededRandom random)
    {
        _options = options;
        _random = random;
        _cellSize = 4 * options.RadiusMax * Math.Sqrt(options.Elongation);
    }

    /// <summary>Labels 1..n without gaps; nuclei may be cut by the border of the image.</summary>
    public static LabelImage Draw(NucleiSimulatorOptions options, SeededRandom random)
    {
        var layout = new NucleiLayout(options, random);
        for (var i = 0; i < options.Count; i++)
        {
            layout.PlaceOne();
        }

        return layout.Paint();
    }

    private void PlaceOne()
    {
        var outline = new NucleusOutline(
            _random.Uniform(_options.RadiusMin, _options.RadiusMax),
            _random.Uniform(1, _options.Elongation),
            _options.Irregularity,
            _random);
        var touches = _random.Chance(_options.Touching);
        for (var attempt = 0; attempt < AttemptsPerNucleus; attempt++)
        {
            var (y, x) = touches && _nuclei.Count > 0 ? Beside(_nuclei[_random.NextInt(_nuclei.Count)], outline) : Anywhere();
            if (x >= 0 && y >= 0 && x <= _options.Width - 1 && y <= _options.Height - 1 && HasRoom(y, x, outline, touches))
            {
                var key = CellOf(y, x);
                if (!_cells.TryGetValue(key, out var cell))
                {
                    _cells[key] = cell = [];
                }

                cell.Add(_nuclei.Count);
                _nuclei.Add((y, x, outline));
                return;
            }
        }
    }

    private (double Y, double X) Anywhere() =>
        (_random.Uniform(0, Math.Max(0, _options.Height - 1)), _random.Uniform(0, Math.Max(0, _options.Width - 1)));

    /// <summary>A place in a random direction from another nucleus where the outlines overlap by the chosen part.</summary>
    private (double Y, double X) Beside((double Y, double X, NucleusOutline Outline) other, NucleusOutline outline)
    {
        var (sin, cos) = PortableMath.SinCos(_random.Uniform(0, 2 * Math.PI));
        var overlap = _random.Uniform(0, _options.Overlap) * Math.Min(outline.MeanRadius, other.Outline.MeanRadius);
        var distance = other.Outline.RadiusTowards(sin, cos) + outline.RadiusTowards(-sin, -cos) - overlap;
        return (other.Y + (sin * distance), other.X + (cos * distance));
    }

    private bool HasRoom(double y, double x, NucleusOutline outline, bool mayTouch)
    {
        var (cellY, cellX) = CellOf(y, x);
        for (var cy = cellY - 1; cy <= cellY + 1; cy++)
        {
            for (var cx = cellX - 1; cx <= cellX + 1; cx++)
            {
                foreach (var i in _cells.GetValueOrDefault((cy, cx)) ?? [])
                {
                    var (otherY, otherX, other) = _nuclei[i];
                    double dy = y - otherY, dx = x - otherX;
                    var distance = Math.Sqrt((dy * dy) + (dx * dx));
                    var reach = other.RadiusTowards(dy, dx) + outline.RadiusTowards(-dy, -dx);
                    var smaller = Math.Min(outline.MeanRadius, other.MeanRadius);
                    var least = mayTouch ? reach - (_options.Overlap * smaller) - 1e-6 : reach + 2;
                    if (distance < least)
                    {
                        return false;
                    }
                }
            }
        }

        return true;
    }

    private (int, int) CellOf(double y, double x) => ((int)Math.Floor(y / _cellSize), (int)Math.Floor(x / _cellSize));

    private LabelImage Paint()
    {
        var labels = new LabelImage(_options.Width, _options.Height) { PixelSize = _options.PixelSize };
        var id = 0;
        foreach (var (y, x, outline) in _nuclei)
        {
            var painted = 0;
            var reach = outline.MaxRadius + 1;
            for (var py = Math.Max(0, (int)(y - reach)); py <= Math.Min(labels.Height - 1, (int)(y + reach)); py++)
            {
                for (var px = Math.Max(0, (int)(x - reach)); px <= Math.Min(labels.Width - 1, (int)(x + reach)); px++)
                {
                    double dy = py - y, dx = px - x, radius = outline.RadiusTowards(dy, dx);
                    if ((dy * dy) + (dx * dx) <= radius * radius && labels[py, px] == 0)
                    {
                        labels[py, px] = id + 1;
                        painted++;
                    }
                }
            }

            id += painted > 0 ? 1 : 0;
        }

        return labels;
    }
}
