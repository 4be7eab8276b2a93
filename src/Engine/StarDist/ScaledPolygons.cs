using FijiBridge.Engine.Images;
using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>Brings polygons of a rescaled image back.</summary>
internal static class ScaledPolygons
{
    /// <summary>Polygons of the scaled image in pixels of the original.</summary>
    public static StarPolygons ToImage(StarPolygons objects, PixelScale scale)
    {
        if (scale.IsIdentity)
        {
            return objects;
        }

        var rays = new RayAngles(objects.NRays);
        var dist = new float[objects.Dist.Length];
        var seen = new double[objects.NRays];
        for (var i = 0; i < objects.Count; i++)
        {
            // Unequal factors turn the rays, so that the outline is cut anew along the right ones.
            StarOutline.SeenFromCentre(objects.DistOf(i), 1 / scale.FactorY, 1 / scale.FactorX, rays, seen);
            for (var k = 0; k < seen.Length; k++)
            {
                dist[(i * seen.Length) + k] = (float)seen[k];
            }
        }

        return new StarPolygons(
            objects.NRays, Array.ConvertAll(objects.Y, y => (float)scale.ToSourceY(y)), Array.ConvertAll(objects.X, x => (float)scale.ToSourceX(x)), dist, objects.Prob, objects.ClassId);
    }
}
