using System.Numerics;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// A label image in gridY * gridX planes, one per phase of the grid: pixel (y, x) lies in plane (y mod gridY, x mod
/// gridX) at (y / gridY, x / gridX). Every plane has a ring of background, so that a ray always ends inside it, and
/// the array has room for a vector at both ends.
/// </summary>
internal sealed class PhasePlanes<T>
    where T : unmanaged, INumberBase<T>
{
    private readonly T[] _values;
    private readonly int _gridY, _gridX, _stride, _planeSize;

    public PhasePlanes(LabelImage labels, int gridY, int gridX)
    {
        (_gridY, _gridX) = (gridY, gridX);
        (Height, Width) = (StarDistances.CeilDiv(labels.Height, gridY), StarDistances.CeilDiv(labels.Width, gridX));
        _stride = Width + 2;
        _planeSize = checked((Height + 2) * _stride);
        _values = new T[checked((_planeSize * gridY * gridX) + (2 * Vector<T>.Count))];
        for (var y = 0; y < labels.Height; y++)
        {
            var source = labels.Pixels.AsSpan(y * labels.Width, labels.Width);
            for (var phase = 0; phase < gridX; phase++)
            {
                var to = _values.AsSpan(IndexOf(0, 0) + OffsetOf(y, phase), StarDistances.CeilDiv(Math.Max(0, labels.Width - phase), gridX));
                for (int i = 0, x = phase; i < to.Length; i++, x += gridX)
                {
                    to[i] = T.CreateTruncating(Math.Max(source[x], 0));
                }
            }
        }
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Where (y + rows, x + columns) lies after the grid pixel (y, x).</summary>
    public int OffsetOf(int rows, int columns)
    {
        int phaseY = Mod(rows, _gridY), phaseX = Mod(columns, _gridX);
        return (((phaseY * _gridX) + phaseX) * _planeSize) + ((rows - phaseY) / _gridY * _stride) + ((columns - phaseX) / _gridX);
    }

    public ReadOnlySpan<T> Row(int y) => _values.AsSpan(IndexOf(y, 0), Width);

    public ref T At(int y, int x) => ref _values[IndexOf(y, x)];

    private int IndexOf(int y, int x) => Vector<T>.Count + ((y + 1) * _stride) + x + 1;

    private static int Mod(int value, int step) => ((value % step) + step) % step;
}
