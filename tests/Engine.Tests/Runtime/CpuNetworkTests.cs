using System.Runtime.Intrinsics;
using FijiBridge.Engine.Runtime.Cpu;
using FijiBridge.Engine.StarDist;
using Xunit;

namespace FijiBridge.Engine.Tests.Runtime;

public class CpuNetworkTests
{
    public static TheoryData<string, StarDistConfig, int, int> Networks => new()
    {
        { "defaults", Small with { }, 24, 40 },
        { "grid 2", Small with { Grid = [2, 2] }, 32, 48 },
        { "grid 4, 1", Small with { Grid = [4, 1], UnetNDepth = 2 }, 32, 20 },
        { "RGB", Small with { NChannelIn = 3, UnetNDepth = 2 }, 20, 12 },
        { "classes", Small with { NClasses = 2, UnetNDepth = 1 }, 14, 26 },
        { "batch normalisation", Small with { UnetBatchNorm = true, Grid = [2, 2], UnetNDepth = 2 }, 24, 24 },
        { "no features", Small with { NetConvAfterUnet = 0, NClasses = 1, UnetNDepth = 2 }, 20, 20 },
        { "linear end", Small with { UnetLastActivation = "linear", UnetNDepth = 1 }, 10, 10 },
        { "one convolution", Small with { UnetNConvPerDepth = 1, UnetNDepth = 2 }, 12, 28 },
        { "three convolutions", Small with { UnetNConvPerDepth = 3, UnetNDepth = 1, Grid = [2, 2] }, 20, 12 },
        { "more than one block of channels", Small with { UnetNFilterBase = 40, UnetNDepth = 1, NRays = 35, NetConvAfterUnet = 72 }, 10, 14 },
        { "no levels", Small with { UnetNDepth = 0 }, 7, 9 },
        { "one row", Small with { UnetNDepth = 0 }, 1, 23 },
        { "one pixel", Small with { UnetNDepth = 0 }, 1, 1 },
    };

    private static StarDistConfig Small => new() { NRays = 6, UnetNFilterBase = 4, NetConvAfterUnet = 10 };

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_cpu_network_gives_what_the_definition_gives(string name, StarDistConfig config, int height, int width)
    {
        var weights = DirectNetwork.RandomWeights(config, 7);
        var image = Image(config, height, width, 11);
        var (prob, dist, classes) = new DirectNetwork(config, weights).Run(image, height, width);
        foreach (var kernels in AllKernels())
        {
            var got = Run(config, weights, kernels, image, height, width, threads: 2);
            AssertClose(Flat(prob), got.Prob, $"{name}, prob, {kernels.Name}");
            AssertClose(ByPosition(dist), got.Dist, $"{name}, dist, {kernels.Name}");
            if (classes is not null)
            {
                AssertClose(ByPosition(classes), got.Classes!, $"{name}, classes, {kernels.Name}");
            }
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit_of_the_result()
    {
        var config = Small with { Grid = [2, 2] };
        var weights = DirectNetwork.RandomWeights(config, 3);
        var image = Image(config, 64, 96, 5);
        var one = Run(config, weights, Best(), image, 64, 96, threads: 1);
        var four = Run(config, weights, Best(), image, 64, 96, threads: 4);
        Assert.Equal(one.Prob, four.Prob);
        Assert.Equal(one.Dist, four.Dist);
    }

    [Fact]
    public void A_second_image_is_not_touched_by_what_the_first_left_in_memory()
    {
        var config = Small with { };
        var weights = DirectNetwork.RandomWeights(config, 3);
        using var pool = new BufferPool();
        using var run = new LayerRunner(Best(), pool, 2);
        using var network = new CpuNetwork(config, weights, Best(), run);
        var image = Image(config, 32, 32, 1);
        var first = network.Run(image, 32, 32);
        var expected = first.ProbLogits;
        network.Release(first);
        network.Release(network.Run(Image(config, 32, 32, 2), 32, 32));
        var again = network.Run(image, 32, 32);
        Assert.Equal(expected, again.ProbLogits);
        network.Release(again);
    }

    [Fact]
    public void Networks_with_other_kernels_or_pooling_are_left_to_libtorch()
    {
        Assert.True(CpuNetwork.CanRun(Small));
        Assert.False(CpuNetwork.CanRun(Small with { UnetKernelSize = [5, 5] }));
        Assert.False(CpuNetwork.CanRun(Small with { UnetPool = [4, 4] }));
        Assert.False(CpuNetwork.CanRun(Small with { NChannelIn = 64 }));
    }

    private static ConvolutionKernels Best()
    {
        Assert.SkipWhen(ConvolutionKernels.Best is null, "this processor has neither AVX2 nor AVX-512");
        return ConvolutionKernels.Best!;
    }

    private static IEnumerable<ConvolutionKernels> AllKernels()
    {
        _ = Best();
        if (Vector512.IsHardwareAccelerated)
        {
            yield return new ConvolutionKernels<Simd512, Vector512<float>>();
        }

        yield return new ConvolutionKernels<Simd256, Vector256<float>>();
    }

    private static (float[] Prob, float[] Dist, float[]? Classes) Run(
        StarDistConfig config, Dictionary<string, float[]> weights, ConvolutionKernels kernels, float[] image, int height, int width, int threads)
    {
        using var pool = new BufferPool();
        using var run = new LayerRunner(kernels, pool, threads);
        using var network = new CpuNetwork(config, weights, kernels, run);
        var features = network.Run(image, height, width);
        long[] all = [.. Enumerable.Range(0, features.ProbLogits.Length).Select(i => (long)i)];
        var result = (features.ProbLogits, network.Distances(features, all), network.ClassScores(features, all));
        network.Release(features);
        return result;
    }

    private static float[] Image(StarDistConfig config, int height, int width, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, config.NChannelIn * height * width).Select(_ => (float)((2 * random.NextDouble()) - 0.5))];
    }

    private static double[] Flat(DirectNetwork.Map map) => [.. map.Channels[0].Cast<double>()];

    private static double[] ByPosition(DirectNetwork.Map map) =>
        [.. Enumerable.Range(0, map.Height * map.Width).SelectMany(i => map.Channels.Select(c => c[i / map.Width, i % map.Width]))];

    private static void AssertClose(double[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var range = expected.Max(Math.Abs) + 1e-3;
        var worst = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();
        Assert.True(worst <= 3e-5 * range, $"{what}: differs by {worst:g3} of {range:g3}");
    }
}
