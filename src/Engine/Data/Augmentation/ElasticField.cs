namespace FijiBridge.Engine.Data.Augmentation;

/// <summary>
/// A smooth random displacement: normal shifts of a lattice of control points, joined by cubic B-splines (free-form
/// deformation, Rueckert et al. 1999). Shifts are kept within 0.4 of the lattice spacing, so that the map never folds
/// (the bound is 0.48; Choi and Lee 2000).
/// </summary>
public sealed class ElasticField
{
    private readonly double _spacing;
    private readonly int _nodesX;
    private readonly float[] _shiftY; // (nodesY, nodesX); node (0, 0) lies one spacing above and left of pixel (0, 0)
    private readonly float[] _shiftX;

    /// <summary>Draws a field for a patch.</summary>
    /// <param name="height">Rows of the patch.</param>
    /// <param name="width">Columns of the patch.</param>
    /// <param name="spacing">Distance of control points, pixels.</param>
    /// <param name="deviation">Standard deviation of their shifts, pixels.</param>
    /// <param name="random">Source of the shifts.</param>
    public ElasticField(int height, int width, double spacing, double deviation, SeededRandom random)
    {
        _spacing = spacing;
        var nodesY = (int)((height - 1) / spacing) + 4;
        _nodesX = (int)((width - 1) / spacing) + 4;
        _shiftY = new float[nodesY * _nodesX];
        _shiftX = new float[nodesY * _nodesX];
        var limit = 0.4 * spacing;
        for (var i = 0; i < _shiftY.Length; i++)
        {
            _shiftY[i] = (float)Math.Clamp(deviation * random.NextNormal(), -limit, limit);
            _shiftX[i] = (float)Math.Clamp(deviation * random.NextNormal(), -limit, limit);
        }
    }

    /// <summary>Adds the displacement of row <paramref name="y"/> to the coordinates of its pixels.</summary>
    public void AddRow(int y, Span<float> coordinatesY, Span<float> coordinatesX)
    {
        Span<float> weights = stackalloc float[4];
        var nodeY = Weights(y / _spacing, weights);
        var rowY = new float[_nodesX];
        var rowX = new float[_nodesX];
        for (var k = 0; k < 4; k++)
        {
            for (var i = 0; i < _nodesX; i++)
            {
                rowY[i] += weights[k] * _shiftY[((nodeY + k) * _nodesX) + i];
                rowX[i] += weights[k] * _shiftX[((nodeY + k) * _nodesX) + i];
            }
        }

        var step = 1 / _spacing;
        for (var x = 0; x < coordinatesY.Length; x++)
        {
            var node = Weights(x * step, weights);
            coordinatesY[x] += (weights[0] * rowY[node]) + (weights[1] * rowY[node + 1]) + (weights[2] * rowY[node + 2]) + (weights[3] * rowY[node + 3]);
            coordinatesX[x] += (weights[0] * rowX[node]) + (weights[1] * rowX[node + 1]) + (weights[2] * rowX[node + 2]) + (weights[3] * rowX[node + 3]);
        }
    }

    private static int Weights(double position, Span<float> weights)
    {
        var node = (int)position;
        var t = (float)(position - node);
        var s = 1 - t;
        weights[0] = s * s * s / 6;
        weights[1] = ((t * t * ((3 * t) - 6)) + 4) / 6;
        weights[2] = ((s * s * ((3 * s) - 6)) + 4) / 6;
        weights[3] = t * t * t / 6;
        return node;
    }
}
