using FijiBridge.Engine.StarDist;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Tests.Network;

public class StarDistNetTests
{
    [Fact]
    public void Default_network_has_the_layers_names_and_shapes_of_the_original()
    {
        using var net = new StarDistNet(new StarDistConfig());
        var shapes = net.state_dict().ToDictionary(e => e.Key, e => string.Join("x", e.Value.shape));
        string[] expected =
        [
            "down_level_0_no_0 32x1x3x3", "down_level_0_no_1 32x32x3x3", "down_level_1_no_0 64x32x3x3", "down_level_1_no_1 64x64x3x3",
            "down_level_2_no_0 128x64x3x3", "down_level_2_no_1 128x128x3x3", "middle_0 256x128x3x3", "middle_2 128x256x3x3",
            "up_level_2_no_0 128x256x3x3", "up_level_2_no_2 64x128x3x3", "up_level_1_no_0 64x128x3x3", "up_level_1_no_2 32x64x3x3",
            "up_level_0_no_0 32x64x3x3", "up_level_0_no_2 32x32x3x3", "features 128x32x3x3", "prob 1x128x1x1", "dist 32x128x1x1",
        ];
        foreach (var entry in expected.Select(e => e.Split(' ')))
        {
            Assert.Equal(entry[1], shapes[$"{entry[0]}.weight"]);
            Assert.Equal(entry[1].Split('x')[0], shapes[$"{entry[0]}.bias"]);
        }

        Assert.Equal(2 * expected.Length, shapes.Count);
    }

    [Fact]
    public void Grid_adds_unnamed_stem_convolutions_and_shrinks_the_output()
    {
        using var scope = NewDisposeScope();
        using var net = new StarDistNet(Small() with { Grid = [4, 2], NRays = 8 });
        Assert.Equal([4L, 1, 3, 3], net.state_dict()["conv2d.weight"].shape);
        Assert.Equal([4L, 4, 3, 3], net.state_dict()["conv2d_3.weight"].shape);
        var output = net.call(zeros(2, 1, 32, 32));
        Assert.Equal([2L, 1, 8, 16], output.ProbLogits.shape);
        Assert.Equal([2L, 8, 8, 16], output.Dist.shape);
        Assert.Null(output.ClassLogits);
    }

    [Fact]
    public void Class_head_branches_off_the_unet_output()
    {
        using var scope = NewDisposeScope();
        using var net = new StarDistNet(Small() with { NClasses = 3, NetConvAfterUnet = 10 });
        Assert.Equal([10L, 4, 3, 3], net.state_dict()["features_class.weight"].shape);
        Assert.Equal([4L, 10, 1, 1], net.state_dict()["prob_class.weight"].shape);
        Assert.Equal([1L, 4, 16, 16], net.call(zeros(1, 1, 16, 16)).ClassLogits!.shape);
    }

    [Fact]
    public void Without_convolution_after_the_unet_the_heads_read_the_unet_output()
    {
        using var net = new StarDistNet(Small() with { NetConvAfterUnet = 0, NClasses = 1 });
        Assert.Equal([1L, 4, 1, 1], net.state_dict()["prob.weight"].shape);
        Assert.Equal([2L, 4, 1, 1], net.state_dict()["prob_class.weight"].shape);
        Assert.DoesNotContain("features.weight", net.state_dict().Keys);
    }

    [Fact]
    public void Forward_without_gradients_gives_the_same_values_as_with()
    {
        using var scope = NewDisposeScope();
        using var net = new StarDistNet(Small() with { Grid = [2, 2], NClasses = 2, UnetBatchNorm = true });
        net.eval();
        var x = rand(1, 1, 32, 48);
        var free = new StarDistOutput[1];
        var graph = net.call(x);
        using (no_grad())
        {
            free[0] = net.call(x);
        }

        Assert.Equal(0, (graph.Dist - free[0].Dist).abs().max().item<float>());
        Assert.Equal(0, (graph.ProbLogits - free[0].ProbLogits).abs().max().item<float>());
        Assert.Equal(0, (graph.ClassLogits! - free[0].ClassLogits!).abs().max().item<float>());
    }

    [Fact]
    public void Batch_norm_is_named_and_set_as_in_keras()
    {
        using var net = new StarDistNet(Small() with { UnetBatchNorm = true });
        var keys = net.state_dict().Keys.ToList();
        Assert.Contains("batch_normalization.weight", keys);
        Assert.Contains("batch_normalization_1.running_mean", keys);
        Assert.Equal(6, keys.Count(k => k.StartsWith("batch_normalization", StringComparison.Ordinal) && k.EndsWith("running_var", StringComparison.Ordinal)));
    }

    [Fact]
    public void Weights_are_glorot_uniform_and_depend_on_the_seed_alone()
    {
        using var a = new StarDistNet(new StarDistConfig(), 5);
        using var b = new StarDistNet(new StarDistConfig(), 5);
        using var c = new StarDistNet(new StarDistConfig(), 6);
        var weight = a.state_dict()["middle_0.weight"].data<float>().ToArray();
        Assert.Equal(weight, b.state_dict()["middle_0.weight"].data<float>().ToArray());
        Assert.NotEqual(weight, c.state_dict()["middle_0.weight"].data<float>().ToArray());
        var limit = Math.Sqrt(6.0 / (9 * (128 + 256)));
        Assert.InRange(weight.Max(), 0.99 * limit, limit);
        Assert.InRange(weight.Select(w => (double)w * w).Average(), 0.97 * limit * limit / 3, 1.03 * limit * limit / 3);
        Assert.All(a.state_dict()["middle_0.bias"].data<float>().ToArray(), v => Assert.Equal(0, v));
    }

    [Theory]
    [InlineData(1, 1, 3, 2, 1)]
    [InlineData(1, 2, 3, 2, 2)]
    [InlineData(2, 2, 3, 2, 1)]
    [InlineData(1, 1, 5, 1, 2)]
    [InlineData(4, 1, 3, 0, 1)]
    public void Receptive_field_is_what_probing_the_network_finds(int gridY, int gridX, int kernel, int depth, int convs)
    {
        using var scope = NewDisposeScope();
        var config = new StarDistConfig
        {
            NRays = 4,
            Grid = [gridY, gridX],
            UnetNDepth = depth,
            UnetNFilterBase = 2,
            UnetNConvPerDepth = convs,
            UnetKernelSize = [kernel, kernel],
            NetConvAfterUnet = 2,
        };
        using var net = new StarDistNet(config);
        using var noGrad = no_grad();
        foreach (var parameter in net.parameters())
        {
            parameter.fill_(0.1); // positive weights: nothing can cancel
        }

        var field = ReceptiveField.Of(config);
        var reach = (Y: Reach(net, config, field.HaloY, alongY: true), X: Reach(net, config, field.HaloX, alongY: false));
        Assert.Equal((field.HaloY, field.HaloX), reach);
    }

    [Fact]
    public void Receptive_field_of_the_default_networks_is_near_the_known_47_and_94()
    {
        Assert.InRange(ReceptiveField.Of(new StarDistConfig()).HaloX, 40, 60);
        Assert.InRange(ReceptiveField.Of(new StarDistConfig { Grid = [2, 2] }).HaloX, 80, 120);
    }

    [Theory]
    [InlineData("grid", "[3, 1]")]
    [InlineData("n_rays", "2")]
    [InlineData("unet_kernel_size", "[4, 3]")]
    [InlineData("backbone", "resnet")]
    [InlineData("unet_activation", "gelu")]
    public void Impossible_configuration_is_refused_with_key_and_value(string key, string value)
    {
        var config = key switch
        {
            "grid" => new StarDistConfig { Grid = [3, 1] },
            "n_rays" => new StarDistConfig { NRays = 2 },
            "unet_kernel_size" => new StarDistConfig { UnetKernelSize = [4, 3] },
            "backbone" => new StarDistConfig { Backbone = "resnet" },
            _ => new StarDistConfig { UnetActivation = "gelu" },
        };
        var error = Assert.Throws<UserAdviceException>(() => new StarDistNet(config));
        Assert.Contains($"{key} = {value}", error.Message);
    }

    private static StarDistConfig Small() => new() { NRays = 8, UnetNDepth = 1, UnetNFilterBase = 4, NetConvAfterUnet = 8 };

    /// <summary>The largest distance of an input pixel outside a cell that changes the cell, over all phases of the pooling.</summary>
    private static int Reach(StarDistNet net, StarDistConfig config, int expected, bool alongY)
    {
        var grid = alongY ? config.GridY : config.GridX;
        var divisor = alongY ? config.DivisorY : config.DivisorX;
        var cells = divisor / grid;
        var margin = (expected + divisor + divisor - 1) / divisor * divisor;
        var size = (2 * margin) + divisor;
        var across = alongY ? config.DivisorX : config.DivisorY;
        var shape = alongY ? new long[] { 1, 1, size, 4 * across } : [1, 1, 4 * across, size];
        var reach = 0;
        // Only the two ends of the field can move the result: a few pixels on either side of them.
        var ends = new[] { margin - expected, margin + divisor + expected };
        foreach (var probe in Enumerable.Range(0, size).Where(p => ends.Any(e => Math.Abs(p - e) <= divisor + 2)))
        {
            using var inner = NewDisposeScope();
            var x = ones(shape);
            var before = net.call(x).ProbLogits;
            x.narrow(alongY ? 2 : 3, probe, 1).fill_(3);
            var changed = (net.call(x).ProbLogits - before).abs().amax([alongY ? 3L : 2L]).reshape(-1).data<float>().ToArray();
            for (var c = 0; c < cells; c++)
            {
                var cell = (margin / grid) + c;
                if (changed[cell] > 0)
                {
                    reach = Math.Max(reach, Math.Max((cell * grid) - probe, probe - ((cell * grid) + grid - 1)));
                }
            }
        }

        return reach;
    }
}
