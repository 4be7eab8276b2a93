namespace FijiBridge.Engine.StarDist;

/// <summary>Memory offsets of the successive steps of one ray; the list grows when an object is longer.</summary>
internal sealed class RayPath
{
    private readonly double _sin, _cos;
    private readonly Func<int, int, int> _offsetOf;

    public RayPath(float sin, float cos, Func<int, int, int> offsetOf)
    {
        (_sin, _cos, _offsetOf) = (sin, cos, offsetOf);
        Correction = 0.5f / Math.Max(Math.Abs(sin), Math.Abs(cos));
        Offsets = [];
        Extend();
    }

    public float Correction { get; }

    public int[] Offsets { get; private set; }

    public void Extend()
    {
        var longer = new int[Math.Max(64, 2 * Offsets.Length)];
        Offsets.CopyTo(longer, 0);
        for (var i = Offsets.Length; i < longer.Length; i++)
        {
            longer[i] = _offsetOf(Round((i + 1) * _sin), Round((i + 1) * _cos));
        }

        Offsets = longer;
    }

    private static int Round(double value) => Math.Sign(value) * (int)Math.Ceiling(Math.Abs(value) - 0.5);
}
