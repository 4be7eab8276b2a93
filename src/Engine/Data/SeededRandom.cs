using System.Numerics;

namespace FijiBridge.Engine.Data;

/// <summary>
/// Random numbers that are the same on every machine: xoshiro256** (Blackman and Vigna, 2021), its state filled by
/// SplitMix64 from a seed and up to two stream numbers. Different streams of one seed are independent, so that "sample
/// 812, step 'rotation'" can be drawn without drawing anything before it.
/// </summary>
public sealed class SeededRandom
{
    private static readonly float[] s_normalQuantiles = NormalQuantiles(4096);
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;
    private double _spareNormal = double.NaN;

    /// <summary>Starts the sequence of (seed, stream, subStream).</summary>
    public SeededRandom(long seed, long stream = 0, long subStream = 0)
    {
        var state = Mix(Mix(Mix((ulong)seed) ^ (ulong)stream) ^ (ulong)subStream);
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [min, max).</summary>
    public double Uniform(double min, double max) => min + ((max - min) * NextDouble());

    /// <summary>Uniform whole number in 0..count-1 (count at least 1), without bias.</summary>
    public int NextInt(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        // Lemire, "Fast random integer generation in an interval", 2019
        var product = (UInt128)NextBits() * (ulong)count;
        if ((ulong)product < (ulong)count)
        {
            var threshold = (0UL - (ulong)count) % (ulong)count;
            while ((ulong)product < threshold)
            {
                product = (UInt128)NextBits() * (ulong)count;
            }
        }

        return (int)(product >> 64);
    }

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Normal deviate, mean 0 and standard deviation 1 (Marsaglia's polar method).</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            var spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }

        double u, v, s;
        do
        {
            u = (2 * NextDouble()) - 1;
            v = (2 * NextDouble()) - 1;
            s = (u * u) + (v * v);
        }
        while (s >= 1 || s == 0);

        var factor = Math.Sqrt(-2 * PortableMath.Log(s) / s);
        _spareNormal = v * factor;
        return u * factor;
    }

    /// <summary>
    /// Adds sigma times normal noise to each value. Quick: the deviates come from 4096 quantiles of the normal
    /// distribution (largest 3.66), four per 64 random bits.
    /// </summary>
    public void AddNormalNoise(Span<float> values, float sigma)
    {
        var quantiles = s_normalQuantiles;
        for (var i = 0; i < values.Length; i += 4)
        {
            var bits = NextBits();
            var end = Math.Min(values.Length, i + 4);
            for (var k = i; k < end; k++)
            {
                values[k] += sigma * quantiles[(int)(bits & 4095)];
                bits >>= 16;
            }
        }
    }

    /// <summary>A random order of 0..count-1 (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            order[i] = i;
        }

        for (var i = count - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    private static ulong Mix(ulong x) => SplitMix(ref x);

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9e3779b97f4a7c15UL;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
        return z ^ (z >> 31);
    }

    /// <summary>Quantiles at (i + 1/2) / count, by Newton steps on the distribution function; scaled to variance 1.</summary>
    private static float[] NormalQuantiles(int count)
    {
        var quantiles = new double[count];
        double x = 0, p = 0.5;
        for (var i = count / 2; i < count; i++)
        {
            // Follow dx/dp = 1 / density from the last quantile in small fourth-order steps.
            var target = (i + 0.5) / count;
            const int Steps = 8;
            var h = (target - p) / Steps;
            for (var step = 0; step < Steps; step++)
            {
                var k1 = InverseDensity(x);
                var k2 = InverseDensity(x + (h * k1 / 2));
                var k3 = InverseDensity(x + (h * k2 / 2));
                var k4 = InverseDensity(x + (h * k3));
                x += h / 6 * (k1 + (2 * k2) + (2 * k3) + k4);
            }

            p = target;
            quantiles[i] = x;
            quantiles[count - 1 - i] = -x;
        }

        double sumOfSquares = 0;
        foreach (var q in quantiles)
        {
            sumOfSquares += q * q;
        }

        var scale = 1 / Math.Sqrt(sumOfSquares / count);
        return Array.ConvertAll(quantiles, q => (float)(q * scale));

        static double InverseDensity(double x) => 2.5066282746310005024 * PortableMath.Exp(x * x / 2);
    }
}
