using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// Distances from every pixel of an object to the object's outline along the rays: the regression target of StarDist.
/// Schmidt et al., MICCAI 2018.
/// </summary>
/// <remarks>
/// A ray is followed in steps of one pixel until the pixel at the rounded position has another label or lies outside the
/// image; half-way positions are rounded towards the start, so that the eight symmetries of the square hold. The outline
/// is taken to be 1 - 0.5 / max(|sin|, |cos|) of a step before that position, hence a ray that takes t steps has length
/// t - 1 + 0.5 / max(|sin|, |cos|).
/// <para>
/// The rounded offset after t steps is the same for every pixel. So the label image is split by grid phase into planes in
/// which grid neighbours are memory neighbours, with one ring of background around it, and whole vectors of grid pixels
/// walk together: each step is one load at a fixed offset, one comparison with the centre labels and one count.
/// </para>
/// </remarks>
public static class StarDistances
{
    /// <summary>Computes the distances at the grid points (y * gridY, x * gridX) of a label image.</summary>
    /// <param name="labels">Objects; 0 is background, negative values are ignored and end a ray like background.</param>
    /// <param name="rays">Directions.</param>
    /// <param name="gridY">Row step of the result, at least 1.</param>
    /// <param name="gridX">Column step of the result, at least 1.</param>
    /// <returns>
    /// Planar (nRays, ceil(Height / gridY), ceil(Width / gridX)), in pixels of the label image; 0 in background and ignored
    /// pixels, at least 0.5 elsewhere.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">A step is below 1.</exception>
    public static float[] Compute(LabelImage labels, RayAngles rays, int gridY, int gridX)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gridY, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(gridX, 1);
        var size = (long)rays.Count * CeilDiv(labels.Height, gridY) * CeilDiv(labels.Width, gridX);
        var result = new float[checked((int)size)];

        // 16-bit lanes as long as labels and step counts fit into them.
        if (MaxOf(labels.Pixels) <= ushort.MaxValue && labels.Width + labels.Height < ushort.MaxValue)
        {
            Compute<ushort>(labels, rays, gridY, gridX, result);
        }
        else
        {
            Compute<int>(labels, rays, gridY, gridX, result);
        }

        return result;
    }

    private static void Compute<T>(LabelImage labels, RayAngles rays, int gridY, int gridX, float[] result)
        where T : unmanaged, INumberBase<T>
    {
        var planes = new PhasePlanes<T>(labels, gridY, gridX);
        var paths = new RayPath[rays.Count];
        for (var k = 0; k < paths.Length; k++)
        {
            paths[k] = new RayPath(rays.Sin[k], rays.Cos[k], planes.OffsetOf);
        }

        int height = planes.Height, width = planes.Width, lanes = Vector<T>.Count;
        Span<float> block = stackalloc float[lanes];
        var starts = new int[width];
        for (var y = 0; y < height; y++)
        {
            var row = planes.Row(y);
            var nBlocks = FindBlocks<T>(row, width, starts);
            if (nBlocks == 0)
            {
                continue;
            }

            for (var k = 0; k < paths.Length; k++)
            {
                var destination = result.AsSpan(((k * height) + y) * width, width);
                foreach (var x in starts.AsSpan(0, nBlocks))
                {
                    if (x + lanes <= width)
                    {
                        March(ref planes.At(y, x), paths[k], destination.Slice(x, lanes));
                    }
                    else
                    {
                        // An image narrower than one vector.
                        March(ref planes.At(y, x), paths[k], block);
                        block[..(width - x)].CopyTo(destination[x..]);
                    }
                }
            }
        }
    }

    /// <summary>First columns of vectors that cover all objects of a row; the last is moved left to end with the row.</summary>
    private static int FindBlocks<T>(ReadOnlySpan<T> row, int width, int[] starts)
        where T : unmanaged, INumberBase<T>
    {
        var n = 0;
        for (var x = 0; x < width;)
        {
            var skip = row[x..width].IndexOfAnyExcept(T.Zero);
            if (skip < 0)
            {
                break;
            }

            x += skip;
            starts[n++] = Math.Max(0, Math.Min(x, width - Vector<T>.Count));
            x += Vector<T>.Count;
        }

        return n;
    }

    /// <summary>Walks one ray from Vector&lt;T&gt;.Count neighbouring grid pixels at once.</summary>
    private static void March<T>(ref T start, RayPath path, Span<float> destination)
        where T : unmanaged, INumberBase<T>
    {
        var centre = Vector.LoadUnsafe(ref start);
        var inObject = ~Vector.Equals(centre, Vector<T>.Zero);
        var walking = inObject;
        var steps = Vector<T>.Zero;
        var t = 0;
        while (true)
        {
            var offsets = path.Offsets;
            for (; t < offsets.Length; t++)
            {
                walking &= Vector.Equals(Vector.LoadUnsafe(ref Unsafe.Add(ref start, offsets[t])), centre);
                if (walking == Vector<T>.Zero)
                {
                    Store(steps, inObject, path.Correction, destination);
                    return;
                }

                steps -= walking; // a lane that still walks is -1
            }

            path.Extend();
        }
    }

    private static void Store<T>(Vector<T> steps, Vector<T> inObject, float correction, Span<float> destination)
        where T : unmanaged, INumberBase<T>
    {
        ref var to = ref MemoryMarshal.GetReference(destination);
        var add = new Vector<float>(correction);
        if (typeof(T) == typeof(ushort))
        {
            Vector.Widen(Vector.AsVectorUInt16(steps), out var low, out var high);
            Vector.Widen(Vector.AsVectorInt16(inObject), out var lowMask, out var highMask);
            var first = Vector.ConvertToSingle(Vector.AsVectorInt32(low)) + add;
            var second = Vector.ConvertToSingle(Vector.AsVectorInt32(high)) + add;
            Vector.AndNot(first, ~Vector.AsVectorSingle(lowMask)).StoreUnsafe(ref to);
            Vector.AndNot(second, ~Vector.AsVectorSingle(highMask)).StoreUnsafe(ref to, (nuint)Vector<float>.Count);
        }
        else
        {
            var value = Vector.ConvertToSingle(Vector.AsVectorInt32(steps)) + add;
            Vector.AndNot(value, ~Vector.AsVectorSingle(inObject)).StoreUnsafe(ref to);
        }
    }

    private static int MaxOf(ReadOnlySpan<int> values)
    {
        var max = 0;
        foreach (var value in values)
        {
            max = Math.Max(max, value);
        }

        return max;
    }

    internal static int CeilDiv(int value, int step) => (value + step - 1) / step;
}
