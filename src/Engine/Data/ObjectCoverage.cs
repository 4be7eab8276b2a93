using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Data;

/// <summary>
/// Answers "how many object pixels (label > 0) lie in this window" in constant time, from an integral image
/// (Crow 1984); this is the maximum filter of the label image, asked only where it is needed.
/// </summary>
internal sealed class ObjectCoverage
{
    private readonly int _width;
    private readonly int _height;
    private readonly int[] _sums; // (height + 1, width + 1): object pixels above and left

    public ObjectCoverage(LabelImage labels)
    {
        _width = labels.Width;
        _height = labels.Height;
        var stride = _width + 1;
        _sums = new int[checked((_height + 1) * stride)];
        for (var y = 0; y < _height; y++)
        {
            var inRow = 0;
            for (var x = 0; x < _width; x++)
            {
                inRow += labels.Pixels[(y * _width) + x] > 0 ? 1 : 0;
                _sums[((y + 1) * stride) + x + 1] = _sums[(y * stride) + x + 1] + inRow;
            }
        }
    }

    public long Bytes => _sums.LongLength * sizeof(int);

    /// <summary>Object pixels in the part of the window that lies inside the image.</summary>
    public int Count(int y0, int x0, int h, int w)
    {
        int top = Math.Clamp(y0, 0, _height), bottom = Math.Clamp(y0 + h, 0, _height);
        int left = Math.Clamp(x0, 0, _width), right = Math.Clamp(x0 + w, 0, _width);
        var stride = _width + 1;
        return _sums[(bottom * stride) + right] - _sums[(top * stride) + right] - _sums[(bottom * stride) + left] + _sums[(top * stride) + left];
    }
}
