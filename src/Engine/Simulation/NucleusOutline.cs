using FijiBridge.Engine.Data;

namespace FijiBridge.Engine.Simulation;

/// <summary>
/// Outline of one nucleus, star-convex by construction: an ellipse whose radius is varied by a few low harmonics,
/// r(phi) = ellipse(phi - tilt) * (1 + sum over h = 2..5 of a_h cos(h phi + p_h)), given at 128 angles.
/// </summary>
internal sealed class NucleusOutline
{
    private const int Angles = 128;
    private readonly double[] _radii = new double[Angles + 1];

    public NucleusOutline(double meanRadius, double elongation, double irregularity, SeededRandom random)
    {
        // Semi-axes a and b with a / b = elongation and the area of a disc of the mean radius
        double a = meanRadius * Math.Sqrt(elongation), b = meanRadius / Math.Sqrt(elongation);
        var tilt = random.Uniform(0, Math.PI);
        var amplitudes = new double[6];
        var phases = new double[6];
        for (var h = 2; h <= 5; h++)
        {
            amplitudes[h] = irregularity * random.NextNormal() * Math.Sqrt(2.0 / h);
            phases[h] = random.Uniform(0, 2 * Math.PI);
        }

        for (var k = 0; k <= Angles; k++)
        {
            var phi = 2 * Math.PI * (k % Angles) / Angles;
            var (sin, cos) = PortableMath.SinCos(phi - tilt);
            double factor = 1;
            for (var h = 2; h <= 5; h++)
            {
                factor += amplitudes[h] * PortableMath.SinCos((h * phi) + phases[h]).Cos;
            }

            _radii[k] = a * b / Math.Sqrt((b * cos * b * cos) + (a * sin * a * sin)) * Math.Max(0.4, factor);
        }

        MaxRadius = _radii.Max();
        MeanRadius = meanRadius;
    }

    public double MaxRadius { get; }

    public double MeanRadius { get; }

    /// <summary>Radius in the direction of an offset from the centre.</summary>
    public double RadiusTowards(double dy, double dx)
    {
        var position = Turns(dy, dx) * Angles;
        var k = Math.Min((int)position, Angles - 1);
        var t = position - k;
        return (_radii[k] * (1 - t)) + (_radii[k + 1] * t);
    }

    /// <summary>Angle of a direction as part of a full turn, 0..1; to 1e-5.</summary>
    private static double Turns(double dy, double dx)
    {
        double ax = Math.Abs(dx), ay = Math.Abs(dy);
        if (ax + ay == 0)
        {
            return 0;
        }

        // atan by a polynomial (Hastings), portable where Math.Atan2 is not
        var z = Math.Min(ax, ay) / Math.Max(ax, ay);
        var z2 = z * z;
        var eighth = z * (0.9998660 + (z2 * (-0.3302995 + (z2 * (0.1801410 + (z2 * (-0.0851330 + (z2 * 0.0208351)))))))) / (2 * Math.PI);
        var quarter = ay <= ax ? eighth : 0.25 - eighth;
        var half = dx >= 0 ? quarter : 0.5 - quarter;
        var turns = dy >= 0 ? half : 1 - half;
        return turns >= 1 ? 0 : turns;
    }
}
