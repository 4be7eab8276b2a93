namespace FijiBridge.Engine.Data.Augmentation;

/// <summary>
/// Where each pixel of an augmented patch comes from. All geometry is composed into one map and the image is resampled
/// once: source = centre + Turn * Free * (u + elastic(u)), u = pixel - centre of the patch, in (y, x).
/// </summary>
internal sealed class GeometricMap
{
    // Streams of the random numbers, one per augmentation: switching one off leaves the others as they are.
    private const int FlipStream = 1, TurnStream = 2, RotationStream = 3, ScaleStream = 4, ShearStream = 5, ElasticStream = 6;
    private readonly ElasticField? _elastic;
    private readonly Matrix2 _turn = Matrix2.Identity; // flips and quarter turns, entries 0 and +-1
    private readonly Matrix2 _free = Matrix2.Identity; // rotation, shear, scale

    public GeometricMap(AugmentationOptions options, int height, int width, long seed, long number)
    {
        if (options.Flip)
        {
            var random = new SeededRandom(seed, number, FlipStream);
            _turn *= new Matrix2(random.Chance(0.5) ? -1 : 1, 0, 0, random.Chance(0.5) ? -1 : 1);
        }

        if (options.Rotate90)
        {
            var turns = new SeededRandom(seed, number, TurnStream).NextInt(4);
            for (var i = 0; i < turns; i++)
            {
                _turn *= new Matrix2(0, -1, 1, 0);
            }
        }

        if (options.Rotation.Draw(new SeededRandom(seed, number, RotationStream)) is { } degrees and not 0)
        {
            var (sin, cos) = PortableMath.SinCos(degrees * Math.PI / 180);
            _free *= new Matrix2(cos, -sin, sin, cos);
            IsExact = false;
        }

        var shearRandom = new SeededRandom(seed, number, ShearStream);
        if (options.Shear.Draw(shearRandom) is { } shear and not 0)
        {
            var (sin, cos) = PortableMath.SinCos(shear * Math.PI / 180);
            _free *= shearRandom.Chance(0.5) ? new Matrix2(1, sin / cos, 0, 1) : new Matrix2(1, 0, sin / cos, 1);
            IsExact = false;
        }

        if (options.Scale.Draw(new SeededRandom(seed, number, ScaleStream)) is { } uniform)
        {
            // The draw is even on [min, max]; bend it so that halving and doubling are equally likely.
            var (min, max) = (options.Scale.Min, options.Scale.Max);
            var part = max > min ? (uniform - min) / (max - min) : 0;
            var scale = min * PortableMath.Exp(part * PortableMath.Log(max / min));
            _free *= new Matrix2(1 / scale, 0, 0, 1 / scale);
            IsExact &= scale == 1;
        }

        var elasticRandom = new SeededRandom(seed, number, ElasticStream);
        if (options.Elastic.Draw(elasticRandom) is { } deviation and > 0)
        {
            _elastic = new ElasticField(height, width, options.ElasticSpacing, deviation, elasticRandom);
            IsExact = false;
        }
    }

    /// <summary>True where only flips and quarter turns remain: every output pixel is one source pixel.</summary>
    public bool IsExact { get; } = true;

    /// <summary>True for an odd number of quarter turns, where the source region has the patch's sides exchanged.</summary>
    public bool SwapsSides => _turn.A == 0;

    /// <summary>
    /// For an exact map: the source pixel, in a region of the patch's size (sides exchanged where they are swapped).
    /// </summary>
    public (int Y, int X) SourceOf(int y, int x, int height, int width)
    {
        int v = (2 * y) - (height - 1), u = (2 * x) - (width - 1); // twice the offset from the centre: whole numbers
        var sourceV = ((int)_turn.A * v) + ((int)_turn.B * u);
        var sourceU = ((int)_turn.C * v) + ((int)_turn.D * u);
        var (sourceHeight, sourceWidth) = SwapsSides ? (width, height) : (height, width);
        return ((sourceV + sourceHeight - 1) / 2, (sourceU + sourceWidth - 1) / 2);
    }

    /// <summary>Source coordinates of all pixels, relative to the centre of the source window; (height, width) each.</summary>
    public void Fill(int height, int width, Span<float> sourceY, Span<float> sourceX)
    {
        var m = _turn * _free;
        float a = (float)m.A, b = (float)m.B, c = (float)m.C, d = (float)m.D;
        float centreY = (height - 1) / 2f, centreX = (width - 1) / 2f;
        for (var y = 0; y < height; y++)
        {
            var rowY = sourceY.Slice(y * width, width);
            var rowX = sourceX.Slice(y * width, width);
            rowY.Fill(y - centreY);
            for (var x = 0; x < width; x++)
            {
                rowX[x] = x - centreX;
            }

            _elastic?.AddRow(y, rowY, rowX);
            for (var x = 0; x < width; x++)
            {
                float v = rowY[x], u = rowX[x];
                rowY[x] = (a * v) + (b * u);
                rowX[x] = (c * v) + (d * u);
            }
        }
    }

    /// <summary>A 2 x 2 matrix on (y, x).</summary>
    private readonly record struct Matrix2(double A, double B, double C, double D)
    {
        public static Matrix2 Identity { get; } = new(1, 0, 0, 1);

        public static Matrix2 operator *(Matrix2 m, Matrix2 n) =>
            new((m.A * n.A) + (m.B * n.C), (m.A * n.B) + (m.B * n.D), (m.C * n.A) + (m.D * n.C), (m.C * n.B) + (m.D * n.D));
    }
}
