using FijiBridge.Engine.Data;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Training;
using TorchSharp;
using Xunit;

namespace FijiBridge.Engine.Tests.Training;

public class StarDistTaskTests
{
    private static readonly StarDistConfig Config = new() { NRays = 8, Grid = [2, 2], UnetNDepth = 1, UnetNFilterBase = 4, NetConvAfterUnet = 4 };

    [Fact]
    public void Sample_arrays_have_the_shapes_of_the_networks_outputs()
    {
        using var net = new StarDistNet(Config);
        var sample = new StarDistTask(net).Prepare(Patch());
        Assert.Equal([[1L, 16, 16], [1, 8, 8], [8, 8, 8]], sample.Arrays.Select(a => a.Shape));
        Assert.All(sample.Arrays, a => Assert.Equal(a.Shape.Aggregate(1L, (x, y) => x * y), a.Values.Length));
        Assert.Equal(1, sample.Arrays[1].Values.Max(), 1e-5f);
        Assert.Equal(-1, sample.Arrays[1].Values.Min()); // the ignored corner
    }

    [Fact]
    public void Class_map_knows_background_classes_and_the_unknown()
    {
        using var net = new StarDistNet(Config with { NClasses = 2 });
        var task = new StarDistTask(net, null, (name, label) => name == "p" && label == 1 ? 2 : null);
        var classes = task.Prepare(Patch()).Arrays[3];
        Assert.Equal([8L, 8], classes.Shape);
        Assert.Equal(2, classes.Values[(2 * 8) + 2]); // object 1 at (4, 4)
        Assert.Equal(-1, classes.Values[(6 * 8) + 6]); // object 2 at (12, 12) has no class
        Assert.Equal(0, classes.Values[(2 * 8) + 6]);
        Assert.Equal(-1, classes.Values[7]); // ignored pixels
    }

    [Fact]
    public void Losses_of_a_network_with_classes_have_a_class_term_and_gradients()
    {
        using var scope = torch.NewDisposeScope();
        using var net = new StarDistNet(Config with { NClasses = 2 });
        var task = new StarDistTask(net, new StarDistLossOptions { ClassWeights = [1, 2, 3] }, (_, label) => label);
        var batch = BatchTensors.Stack([task.Prepare(Patch()), task.Prepare(Patch())], torch.CPU);
        var losses = task.ComputeLosses(batch);
        losses.Total.backward();
        Assert.Contains("class", losses.Terms.Select(t => t.Name));
        Assert.True(float.IsFinite(losses.Total.item<float>()));
        Assert.All(net.named_parameters(), p => Assert.True(p.parameter.grad!.abs().sum().item<float>() > 0, p.name));
    }

    [Fact]
    public void Total_is_the_weighted_sum_of_the_terms()
    {
        using var scope = torch.NewDisposeScope();
        using var net = new StarDistNet(Config);
        var task = new StarDistTask(net);
        var losses = task.ComputeLosses(BatchTensors.Stack([task.Prepare(Patch())], torch.CPU));
        var terms = losses.Terms.ToDictionary(t => t.Name, t => t.Value.item<float>());
        Assert.Equal(terms["prob"] + (0.2f * terms["dist"]), losses.Total.item<float>(), 1e-4f);
    }

    [Fact]
    public void Classes_that_do_not_fit_the_network_give_advice()
    {
        using var net = new StarDistNet(Config with { NClasses = 2 });
        Assert.Contains("has 2 classes but the training data has none", Assert.Throws<UserAdviceException>(() => new StarDistTask(net)).Message);
        Assert.Contains("needs 3", Assert.Throws<UserAdviceException>(() => new StarDistTask(net, new StarDistLossOptions { ClassWeights = [1, 2] }, (_, _) => 1)).Message);
        var task = new StarDistTask(net, null, (_, _) => 7);
        Assert.Contains("Object 1 of p has class 7; the network knows classes 1 to 2", Assert.Throws<UserAdviceException>(() => task.Prepare(Patch())).Message);
    }

    private static Patch Patch()
    {
        var labels = new LabelImage(16, 16);
        for (var y = 0; y < 16; y++)
        {
            for (var x = 0; x < 16; x++)
            {
                labels[y, x] = (y, x) switch
                {
                    ( >= 2 and <= 6, >= 2 and <= 6) => 1,
                    ( >= 10 and <= 14, >= 10 and <= 14) => 2,
                    ( < 2, > 12) => LabelImage.Ignore,
                    _ => 0,
                };
            }
        }

        return new Patch("p", 0, 1, Array.ConvertAll(labels.Pixels, p => (float)Math.Max(0, p)), labels);
    }
}
