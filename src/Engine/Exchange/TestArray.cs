using FijiBridge.Engine.Data;
using FijiBridge.Engine.Scripts;

namespace FijiBridge.Engine.Exchange;

/// <summary>Reads the test arrays (.npy) of a package as planes.</summary>
internal static class TestArray
{
    private const long MostBytes = 1L << 30;

    /// <summary>The first image of a batch.</summary>
    /// <param name="path">File.</param>
    /// <param name="axes">Its axes in order, of b, c, y, x.</param>
    /// <exception cref="UserAdviceException">It is damaged, or has not these axes.</exception>
    public static Planes Read(string path, string axes)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes)
            {
                throw new InvalidDataException("it is too large for a test image");
            }

            var bytes = File.ReadAllBytes(path);
            var header = NpyFormat.ReadHeader(bytes);
            if (header.Shape.Length != axes.Length || header.Shape.Any(n => n < 1))
            {
                throw new InvalidDataException($"it has the shape ({string.Join(", ", header.Shape)}) and not the axes {axes}");
            }

            var count = checked((int)header.Shape.Aggregate(1L, (a, b) => a * b));
            T[] Get<T>()
                where T : unmanaged => NpyFormat.Values<T>(bytes, header, 0, count);
            var values = header.Type.TrimStart('<', '|', '=') switch
            {
                "f4" => Get<float>(),
                "f8" => Array.ConvertAll(Get<double>(), v => (float)v),
                "f2" => Array.ConvertAll(Get<Half>(), v => (float)v),
                "u1" or "b1" => Array.ConvertAll(Get<byte>(), v => (float)v),
                "i1" => Array.ConvertAll(Get<sbyte>(), v => (float)v),
                "u2" => Array.ConvertAll(Get<ushort>(), v => (float)v),
                "i2" => Array.ConvertAll(Get<short>(), v => (float)v),
                "u4" => Array.ConvertAll(Get<uint>(), v => (float)v),
                "i4" => Array.ConvertAll(Get<int>(), v => (float)v),
                "i8" => Array.ConvertAll(Get<long>(), v => (float)v),
                var other => throw new InvalidDataException($"its type {other} cannot be read"),
            };
            return Arrange(values, header.Shape, axes);
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            throw new UserAdviceException($"The test array {path} cannot be read: {e.Message.TrimEnd('.')}; ask for the package again.", e);
        }
    }

    private static Planes Arrange(float[] values, int[] shape, string axes)
    {
        int Extent(char axis) => axes.IndexOf(axis, StringComparison.Ordinal) is >= 0 and var at ? shape[at] : 1;
        int Stride(char axis) => axes.IndexOf(axis, StringComparison.Ordinal) is >= 0 and var at ? shape[(at + 1)..].Aggregate(1, (a, b) => a * b) : 0;
        var planes = new Planes(new float[Extent('c') * Extent('y') * Extent('x')], Extent('c'), Extent('y'), Extent('x'));
        var (sc, sy, sx) = (Stride('c'), Stride('y'), Stride('x'));
        for (var c = 0; c < planes.Channels; c++)
        {
            var plane = planes.Plane(c);
            for (var y = 0; y < planes.Height; y++)
            {
                for (var x = 0; x < planes.Width; x++)
                {
                    plane[(y * planes.Width) + x] = values[(c * sc) + (y * sy) + (x * sx)];
                }
            }
        }

        return planes;
    }
}
