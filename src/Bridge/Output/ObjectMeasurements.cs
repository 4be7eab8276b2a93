using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Output;

/// <summary>
/// Measures objects on the pixels of an image while their labels pass by row by row: area, centroid, bounding box, mean of every
/// channel. Coordinates are ImageJ's: the centre of the upper left pixel is (0.5, 0.5).
/// </summary>
public sealed class ObjectMeasurements
{
    private readonly Image2D _image;
    private readonly long[] _area;
    private readonly double[] _sumX;
    private readonly double[] _sumY;
    private readonly (int Left, int Top, int Right, int Bottom)[] _box;
    private readonly double[,] _sums;

    /// <summary>Prepares for objects with ids 1 to <paramref name="count"/>.</summary>
    public ObjectMeasurements(Image2D image, int count)
    {
        _image = image;
        Count = count;
        _area = new long[count + 1];
        _sumX = new double[count + 1];
        _sumY = new double[count + 1];
        _box = new (int, int, int, int)[count + 1];
        Array.Fill(_box, (int.MaxValue, int.MaxValue, -1, -1));
        _sums = new double[image.Channels, count + 1];
    }

    /// <summary>Number of objects.</summary>
    public int Count { get; }

    /// <summary>Number of channels.</summary>
    public int Channels => _image.Channels;

    /// <summary>Adds rows of labels; 0 and negative values are skipped. Each row of the image is to be added once.</summary>
    /// <param name="firstRow">First row.</param>
    /// <param name="labels">Whole rows, as wide as the image.</param>
    public void AddRows(int firstRow, ReadOnlySpan<int> labels)
    {
        var width = _image.Width;
        var values = new float[width];
        for (var y = firstRow; !labels.IsEmpty; y++, labels = labels[width..])
        {
            var row = labels[..width];
            if (!row.ContainsAnyInRange(1, Count))
            {
                continue;
            }

            AddGeometry(y, row);
            for (var c = 0; c < Channels; c++)
            {
                _image.ReadRow(c, y, 0, values);
                for (var x = 0; x < width; x++)
                {
                    if (row[x] > 0)
                    {
                        _sums[c, row[x]] += values[x];
                    }
                }
            }
        }
    }

    /// <summary>Pixels of an object; 0 where it is hidden under better ones.</summary>
    public long Area(int id) => _area[id];

    /// <summary>Centre of mass of its pixels along x; NaN without pixels.</summary>
    public double CentroidX(int id) => (_sumX[id] / _area[id]) + 0.5;

    /// <summary>Centre of mass of its pixels along y; NaN without pixels.</summary>
    public double CentroidY(int id) => (_sumY[id] / _area[id]) + 0.5;

    /// <summary>Left, top, width and height in pixels; all 0 without pixels.</summary>
    public (int X, int Y, int Width, int Height) Box(int id) => _area[id] == 0
        ? default
        : (_box[id].Left, _box[id].Top, _box[id].Right - _box[id].Left + 1, _box[id].Bottom - _box[id].Top + 1);

    /// <summary>Mean of a channel over its pixels; NaN without pixels.</summary>
    public double Mean(int id, int channel) => _sums[channel, id] / _area[id];

    private void AddGeometry(int y, ReadOnlySpan<int> row)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var id = row[x];
            if (id <= 0)
            {
                continue;
            }

            _area[id]++;
            _sumX[id] += x;
            _sumY[id] += y;
            ref var box = ref _box[id];
            box = (Math.Min(box.Left, x), Math.Min(box.Top, y), Math.Max(box.Right, x), y);
        }
    }
}
