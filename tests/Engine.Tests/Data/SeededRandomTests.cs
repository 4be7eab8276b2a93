using FijiBridge.Engine.Data;
using Xunit;

namespace FijiBridge.Engine.Tests.Data;

public class SeededRandomTests
{
    [Fact]
    public void The_sequence_of_a_seed_never_changes()
    {
        // From an independent implementation in Python; samples and simulated images of older runs depend on them.
        var random = new SeededRandom(42, 7, 1);

        Assert.Equal(691943230175208969UL, random.NextBits());
        Assert.Equal(3856784043395269603UL, random.NextBits());
        Assert.Equal(3533373164804507162UL, random.NextBits());
    }

    [Fact]
    public void Streams_of_one_seed_differ()
    {
        var first = Enumerable.Range(0, 1000).Select(i => new SeededRandom(1, i).NextBits()).ToHashSet();

        Assert.Equal(1000, first.Count);
        Assert.NotEqual(new SeededRandom(1, 2, 3).NextBits(), new SeededRandom(1, 3, 2).NextBits());
    }

    [Fact]
    public void Whole_numbers_are_even()
    {
        var random = new SeededRandom(5);
        var counts = new int[7];
        for (var i = 0; i < 70000; i++)
        {
            counts[random.NextInt(7)]++;
        }

        Assert.All(counts, c => Assert.InRange(c, 9600, 10400));
    }

    [Fact]
    public void Normal_deviates_have_mean_0_and_variance_1()
    {
        var random = new SeededRandom(6);
        var slow = Enumerable.Range(0, 100000).Select(_ => random.NextNormal()).ToArray();
        var quick = new float[100001];
        random.AddNormalNoise(quick, 1);

        foreach (var sample in new[] { slow, Array.ConvertAll(quick, v => (double)v) })
        {
            Assert.Equal(0, sample.Average(), 0.015);
            Assert.Equal(1, sample.Average(v => v * v), 0.02);
            Assert.Equal(0.6827, sample.Count(v => Math.Abs(v) < 1) / (double)sample.Length, 0.006);
        }
    }

    [Fact]
    public void A_permutation_holds_every_number_once()
    {
        Assert.Equal(Enumerable.Range(0, 100), new SeededRandom(1).Permutation(100).Order());
        Assert.NotEqual(Enumerable.Range(0, 100), new SeededRandom(1).Permutation(100));
    }

    [Fact]
    public void Portable_functions_agree_with_the_system_library()
    {
        for (var x = -50.0; x <= 50; x += 0.137)
        {
            Assert.Equal(1, PortableMath.Exp(x) / Math.Exp(x), 1e-13);
            Assert.Equal(Math.Log(Math.Exp(x)), PortableMath.Log(Math.Exp(x)), 1e-12);
            Assert.Equal(Math.Sin(x), PortableMath.SinCos(x).Sin, 1e-13);
            Assert.Equal(Math.Cos(x), PortableMath.SinCos(x).Cos, 1e-13);
        }
    }
}
