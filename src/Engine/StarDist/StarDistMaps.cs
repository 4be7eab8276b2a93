using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.Runtime;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// The whole output of a StarDist network for an image: object probability, distances along each ray, class probabilities. Held on the
/// network's grid while tiles come in; at the end brought to the size of the image, with the network's own values at the points of its grid
/// and bilinear ones between them, distances in pixels of the image.
/// </summary>
internal sealed class StarDistMaps
{
    private const int RowsAtOnce = 64; // distances are fetched in parts of this many rows, to bound memory

    private readonly StarDistConfig _config;
    private readonly Image2D _image;
    private readonly int _cellsY;
    private readonly int _cellsX;
    private readonly float[][] _maps;

    /// <summary>Makes room for the maps.</summary>
    /// <param name="config">Network.</param>
    /// <param name="height">Rows of the image that the network sees.</param>
    /// <param name="width">Columns of it.</param>
    /// <param name="image">The image as it came, whose size the maps get.</param>
    /// <exception cref="UserAdviceException">The maps would not fit in memory; the message says how large they are.</exception>
    public StarDistMaps(StarDistConfig config, int height, int width, Image2D image)
    {
        _config = config;
        _image = image;
        _cellsY = (height + config.GridY - 1) / config.GridY;
        _cellsX = (width + config.GridX - 1) / config.GridX;
        var count = config.MapNames.Count;
        var needed = 4.0 * count * (((double)image.Width * image.Height) + ((double)_cellsY * _cellsX));
        var there = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed > 0.7 * there || (long)image.Width * image.Height > Array.MaxLength)
        {
            throw new UserAdviceException(FormattableString.Invariant(
                $"The {count} maps of {image.Name} ({image.Width} x {image.Height} pixels) need {needed / 1e9:0.0} GB of memory, and this machine has {there / 1e9:0.0} GB; crop the image, or leave the maps out."));
        }

        _maps = [.. Enumerable.Range(0, count).Select(_ => new float[_cellsY * _cellsX])];
    }

    /// <summary>Takes the inner part of a tile.</summary>
    public void Add(PredictionTile tile, INetworkOutput output)
    {
        int gridY = _config.GridY, gridX = _config.GridX;
        int firstY = (tile.InnerY0 + gridY - 1) / gridY, endY = (tile.InnerY1 + gridY - 1) / gridY;
        int firstX = (tile.InnerX0 + gridX - 1) / gridX, endX = (tile.InnerX1 + gridX - 1) / gridX;
        for (var y0 = firstY; y0 < endY; y0 += RowsAtOnce)
        {
            var y1 = Math.Min(endY, y0 + RowsAtOnce);
            var positions = new long[(y1 - y0) * (endX - firstX)];
            var cells = new int[positions.Length];
            for (int y = y0, i = 0; y < y1; y++)
            {
                for (var x = firstX; x < endX; x++, i++)
                {
                    positions[i] = ((y - (tile.Y0 / gridY)) * (long)output.Width) + x - (tile.X0 / gridX);
                    cells[i] = (y * _cellsX) + x;
                    _maps[0][cells[i]] = output.Prob[positions[i]];
                }
            }

            Spread(output.GatherDist(positions), cells, 1);
            if (output.GatherClass(positions) is { } classes)
            {
                Spread(classes, cells, 1 + _config.NRays);
            }
        }
    }

    /// <summary>The maps at the size of the image, named as <see cref="StarDistConfig.MapNames"/> says.</summary>
    /// <param name="scale">How the pixels that the network saw belong to those of the image.</param>
    /// <param name="ct">Stops the work.</param>
    public Image2D ToImage(PixelScale scale, CancellationToken ct)
    {
        var rows = Places(_image.Height, y => scale.ToScaledY(y) / _config.GridY, _cellsY);
        var columns = Places(_image.Width, x => scale.ToScaledX(x) / _config.GridX, _cellsX);
        var rays = new RayAngles(_config.NRays);
        var planes = new Array[_maps.Length];
        for (var c = 0; c < planes.Length; c++)
        {
            ct.ThrowIfCancellationRequested();
            var ray = c - 1;
            var factor = ray < 0 || ray >= _config.NRays ? 1 : Math.Sqrt(Square(rays.Cos[ray] / scale.FactorX) + Square(rays.Sin[ray] / scale.FactorY));
            planes[c] = Enlarge(_maps[c], rows, columns, scale.IsIdentity ? 1 : (float)factor);
            _maps[c] = []; // no longer needed
        }

        return new Image2D("maps", _image.Width, _image.Height, planes, _image.PixelSize);
    }

    private static double Square(double value) => value * value;

    // values: (cells, n); column k goes to map first + k
    private void Spread(float[] values, int[] cells, int first)
    {
        var n = cells.Length == 0 ? 0 : values.Length / cells.Length;
        _ = Parallel.For(0, n, k =>
        {
            var map = _maps[first + k];
            for (var i = 0; i < cells.Length; i++)
            {
                map[cells[i]] = values[(i * n) + k];
            }
        });
    }

    private float[] Enlarge(float[] map, (int Low, int High, float Part)[] rows, (int Low, int High, float Part)[] columns, float factor)
    {
        var result = GC.AllocateUninitializedArray<float>(rows.Length * columns.Length);
        _ = Parallel.For(0, rows.Length, y =>
        {
            var (low, high, part) = rows[y];
            ReadOnlySpan<float> upper = map.AsSpan(low * _cellsX, _cellsX), lower = map.AsSpan(high * _cellsX, _cellsX);
            var target = result.AsSpan(y * columns.Length, columns.Length);
            for (var x = 0; x < target.Length; x++)
            {
                var at = columns[x];
                var above = upper[at.Low] + (at.Part * (upper[at.High] - upper[at.Low]));
                var below = lower[at.Low] + (at.Part * (lower[at.High] - lower[at.Low]));
                target[x] = factor * (above + (part * (below - above)));
            }
        });
        return result;
    }

    // The two cells beside each pixel, and how far it is from the first to the second.
    private static (int Low, int High, float Part)[] Places(int count, Func<double, double> toCell, int cells)
    {
        var places = new (int Low, int High, float Part)[count];
        for (var i = 0; i < count; i++)
        {
            var cell = Math.Clamp(toCell(i), 0, cells - 1);
            var low = (int)cell;
            places[i] = (low, Math.Min(low + 1, cells - 1), (float)(cell - low));
        }

        return places;
    }
}
