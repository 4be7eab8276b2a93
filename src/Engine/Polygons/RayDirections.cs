using System.Collections.Concurrent;

namespace FijiBridge.Engine.Polygons;

/// <summary>Unit vectors of the rays in double precision, for geometry; <see cref="RayAngles"/> holds them as float.</summary>
internal sealed class RayDirections
{
    private static readonly ConcurrentDictionary<int, RayDirections> Known = new();

    private RayDirections(int nRays)
    {
        Sin = new double[nRays];
        Cos = new double[nRays];
        for (var k = 0; k < nRays; k++)
        {
            // Folded into the first eighth of the turn, so that symmetric rays are symmetric to the last bit.
            Sin[k] = SinOfTurn(k, nRays);
            Cos[k] = SinOfTurn((4L * k) + nRays, 4L * nRays);
        }
    }

    public double[] Sin { get; }

    public double[] Cos { get; }

    public static RayDirections Of(int nRays) => Known.GetOrAdd(nRays, n => new RayDirections(n));

    /// <summary>sin(2*pi * numerator / denominator).</summary>
    private static double SinOfTurn(long numerator, long denominator)
    {
        var eighths = 8 * (numerator % denominator);
        if (eighths >= 4 * denominator)
        {
            return -SinOfTurn((eighths / 8) - (denominator / 2.0), denominator);
        }

        return SinOfTurn(eighths / 8.0, denominator);
    }

    private static double SinOfTurn(double numerator, long denominator)
    {
        // 0 <= numerator / denominator < 1/2
        var turn = numerator > denominator / 4.0 ? (denominator / 2.0) - numerator : numerator;
        return turn * 8 <= denominator
            ? Math.Sin(2 * Math.PI * turn / denominator)
            : Math.Cos(2 * Math.PI * ((denominator / 4.0) - turn) / denominator);
    }
}
