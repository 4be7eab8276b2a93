using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Runtime.Cpu;
using FijiBridge.Engine.StarDist;
using Xunit;

namespace FijiBridge.Engine.Tests.Runtime;

public class CpuRuntimeTests
{
    private static readonly ComputeDevice Cpu = ComputeDevice.Choose("cpu");

    [Theory]
    [InlineData(1, 8, false)]
    [InlineData(2, 8, true)]
    [InlineData(4, 7, true)]
    public void Own_kernels_and_libtorch_agree(int grid, int nRays, bool flips)
    {
        Assert.SkipWhen(ConvolutionKernels.Best is null, "this processor has neither AVX2 nor AVX-512");
        var config = new StarDistConfig { Grid = [grid, grid], NRays = nRays, UnetNFilterBase = 8, UnetNDepth = 2, NetConvAfterUnet = 24, NClasses = 2, UnetBatchNorm = grid == 2 };
        var image = Image(48 * 64);
        using var own = NetworkRuntimes.Create(new StarDistNet(config, 5), Cpu);
        using var libtorch = new LibtorchRuntime(new StarDistNet(config, 5), Cpu, new LibtorchRuntimeOptions { Threads = 1 });
        Assert.IsType<CpuRuntime>(own);
        using var a = own.Run(image, 48, 64, flips);
        using var b = libtorch.Run(image, 48, 64, flips);
        long[] some = [.. Enumerable.Range(0, a.Prob.Length).Where(i => i % 3 != 1).Select(i => (long)i)];
        Assert.Equal((b.Height, b.Width), (a.Height, a.Width));
        AssertClose(b.Prob, a.Prob);
        AssertClose(b.GatherDist(some), a.GatherDist(some));
        AssertClose(b.GatherClass(some)!, a.GatherClass(some)!);
    }

    [Fact]
    public void Networks_that_the_kernels_cannot_run_go_to_libtorch()
    {
        using var runtime = NetworkRuntimes.Create(new StarDistNet(new StarDistConfig { UnetKernelSize = [5, 5], UnetNFilterBase = 4, UnetNDepth = 1 }), Cpu);
        Assert.IsType<LibtorchRuntime>(runtime);
    }

    [Fact]
    public void Wrong_networks_are_refused()
    {
        var error = Assert.Throws<NotSupportedException>(() => new CpuRuntime(new StarDistConfig { UnetKernelSize = [5, 5] }, new Dictionary<string, float[]>()));
        Assert.Contains("libtorch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_description_names_the_kernels_and_the_threads()
    {
        Assert.SkipWhen(ConvolutionKernels.Best is null, "this processor has neither AVX2 nor AVX-512");
        using var runtime = NetworkRuntimes.Create(new StarDistNet(new StarDistConfig { UnetNFilterBase = 4 }), Cpu, new LibtorchRuntimeOptions { Threads = 3 });
        Assert.Contains(ConvolutionKernels.Best!.Name, runtime.Description, StringComparison.Ordinal);
        Assert.Contains("3 thread", runtime.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void No_positions_give_no_distances()
    {
        Assert.SkipWhen(ConvolutionKernels.Best is null, "this processor has neither AVX2 nor AVX-512");
        using var runtime = NetworkRuntimes.Create(new StarDistNet(new StarDistConfig { UnetNFilterBase = 4 }), Cpu);
        using var output = runtime.Run(Image(64), 8, 8, flips: false);
        Assert.Empty(output.GatherDist([]));
        Assert.Null(output.GatherClass([]));
    }

    private static float[] Image(int count)
    {
        var random = new Random(9);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 0.5))];
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var range = expected.Max(MathF.Abs) + 1e-3f;
        var worst = expected.Zip(actual, (e, a) => MathF.Abs(e - a)).Max();
        Assert.True(worst <= 3e-5 * range, $"differs by {worst:g3} of {range:g3}");
    }
}
