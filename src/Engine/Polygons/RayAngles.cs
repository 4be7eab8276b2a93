namespace FijiBridge.Engine.Polygons;

/// <summary>
/// Directions of the rays of a star-convex polygon: ray k points along angle 2*pi*k/nRays, where y += dist * sin and
/// x += dist * cos (y runs down, so the rays turn clockwise on the screen). Schmidt et al., MICCAI 2018.
/// </summary>
public sealed class RayAngles
{
    /// <summary>Creates the directions of <paramref name="nRays"/> rays (at least 3).</summary>
    public RayAngles(int nRays)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nRays, 3);
        Sin = new float[nRays];
        Cos = new float[nRays];
        for (var k = 0; k < nRays; k++)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * k / nRays);
            Sin[k] = (float)s;
            Cos[k] = (float)c;
        }
    }

    /// <summary>Number of rays.</summary>
    public int Count => Sin.Length;

    /// <summary>Step along y per unit of distance, for each ray.</summary>
    public float[] Sin { get; }

    /// <summary>Step along x per unit of distance, for each ray.</summary>
    public float[] Cos { get; }
}
