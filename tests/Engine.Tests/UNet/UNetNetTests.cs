using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Runtime.Cpu;
using FijiBridge.Engine.UNet;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Tests.UNet;

public sealed class UNetNetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fijibridge-unet-").FullName;

    public static TheoryData<UNetNorm, int, UNetOutput, int> Networks => new()
    {
        { UNetNorm.None, 0, UNetOutput.Semantic, 1 },
        { UNetNorm.Batch, 2, UNetOutput.Distance, 1 },
        { UNetNorm.Group, 3, UNetOutput.Boundary, 1 },
        { UNetNorm.Batch, 1, UNetOutput.Semantic, 3 },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Networks))]
    public void Tensors_are_known_without_building_the_network(UNetNorm norm, int depth, UNetOutput output, int classes)
    {
        var config = new UNetConfig { Norm = norm, Depth = depth, Output = output, NClasses = classes, FilterBase = 6, NChannelIn = 2, Groups = 4 };
        using var net = new UNetNet(config);
        var expected = ModuleWeights.Get(net).ToDictionary(t => t.Name, t => t.Shape);
        var listed = UNetTensors.Of(config);
        Assert.Equal(expected.Keys.Order(), listed.Keys.Order());
        Assert.All(expected, e => Assert.Equal(e.Value, listed[e.Key]));
        using var x = tensor(Noise(2 * 2 * 16 * 24, 1), [2, 2, 16, 24]);
        Assert.Equal([2, config.OutChannels, 16, 24], net.call(x).shape);
    }

    [Theory]
    [InlineData(UNetNorm.None)]
    [InlineData(UNetNorm.Batch)]
    public void Own_kernels_give_what_libtorch_gives(UNetNorm norm)
    {
        Assert.SkipUnless(ConvolutionKernels.Best is not null, "This processor has no AVX2.");
        var config = new UNetConfig { Norm = norm, Depth = 2, FilterBase = 8, NChannelIn = 2 };
        using var net = Trained(config);
        using var own = new CpuMapRuntime(config, ModuleWeights.Get(net).ToDictionary(w => w.Name, w => w.Values), 1);
        using var libtorch = new LibtorchMapRuntime(net, ComputeDevice.Choose("cpu"), new LibtorchRuntimeOptions { Threads = 1, OwnsNetwork = false });
        var image = Noise(2 * 24 * 36, 3);
        var expected = libtorch.Run(image, 24, 36);
        var actual = own.Run(image, 24, 36);
        var range = expected.Max() - expected.Min();
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 2e-4f * range));
    }

    [Fact]
    public void Tiles_and_whole_image_give_the_same_maps_with_and_without_mirror_images()
    {
        var config = new UNetConfig { Depth = 2, FilterBase = 4 };
        using var net = Trained(config);
        using var model = Model(net, new ModelInfo { Name = "m" });
        var image = Image2D.FromFloats("noise", 150, 117, Noise(150 * 117, 5));
        foreach (var flips in new[] { false, true })
        {
            var whole = model.Predict(image, new SegmentOptions { TileSize = SegmentOptions.NoTiles, TestTimeFlips = flips }, null, default).Maps;
            var tiled = model.Predict(image, new SegmentOptions { TileSize = 64, TestTimeFlips = flips }, null, default).Maps;
            Assert.All(whole.Foreground.Zip(tiled.Foreground), p => Assert.Equal(p.First, p.Second, 1e-4f));
            Assert.All(whole.Seeds!.Zip(tiled.Seeds!), p => Assert.Equal(p.First, p.Second, 1e-4f));
        }
    }

    [Fact]
    public void A_model_averages_over_mirror_images_where_it_says_so_and_the_user_does_not()
    {
        var config = new UNetConfig { Depth = 1, FilterBase = 4 };
        using var net = Trained(config);
        using var plain = Model(net, new ModelInfo { Name = "m" });
        using var averaging = Model(net, new ModelInfo { Name = "m", Flips = true });
        var image = Image2D.FromFloats("noise", 40, 32, Noise(40 * 32, 5));
        float[] Maps(UNetModel model, bool? flips) => model.Predict(image, new SegmentOptions { TestTimeFlips = flips }, null, default).Maps.Foreground;
        Assert.Equal(Maps(plain, true), Maps(averaging, null));
        Assert.Equal(Maps(plain, null), Maps(averaging, false));
        Assert.NotEqual(Maps(plain, null), Maps(averaging, null));
    }

    [Fact]
    public void A_model_that_looks_at_reduced_images_answers_in_pixels_of_the_image()
    {
        var config = new UNetConfig { Depth = 1, FilterBase = 4, Output = UNetOutput.Semantic };
        using var net = Trained(config);
        using var model = Model(net, new ModelInfo { Name = "m", Scale = 0.5, PixelWidthMicrons = 0.2 });
        var image = Image2D.FromFloats("noise", 64, 48, Noise(64 * 48, 5));
        var maps = model.Predict(image, new SegmentOptions(), null, default).Maps;
        Assert.Equal((64, 48), (maps.Width, maps.Height));
        Assert.Empty(model.Segment(image).Notices);
        var calibrated = Image2D.FromFloats("noise", 64, 48, Noise(64 * 48, 5), new PixelSize(0.1, 0.1, "um"));
        Assert.Contains("rescaled to the model's 0.2", Assert.Single(model.Segment(calibrated).Notices));
    }

    [Fact]
    public void A_model_folder_is_read_back_and_says_what_it_is()
    {
        var config = new UNetConfig { Depth = 1, FilterBase = 4, Output = UNetOutput.Semantic, NClasses = 2 };
        using var net = Trained(config);
        var folder = Path.Combine(_folder, "model");
        ModelPackage.Save(folder, net, new InstanceThresholds(0.4, 0.3, 7), new ModelInfo { Name = "two classes", Scale = 0.5 });
        Assert.Equivalent(config, ModelFolder.LoadConfig(folder));
        using var model = SegmentationModels.Load(folder, ComputeDevice.Choose("cpu"), new LibtorchRuntimeOptions { Threads = 1 });
        Assert.Equal(new InstanceThresholds(0.4, 0.3, 7), model.Thresholds);
        Assert.Equal("unet", model.Info.Task);
        Assert.Contains("U-Net of depth 1 with 4 filters", File.ReadAllText(Path.Combine(folder, ModelFolder.CardFile)));
        var message = Assert.Throws<UserAdviceException>(() => ModelFolder.LoadNetwork(folder)).Message;
        Assert.Contains("of another kind (U-Net", message);
        File.WriteAllText(Path.Combine(folder, ModelFolder.InfoFile), "{\"task\": \"cellpose\"}");
        Assert.Contains("task \"cellpose\"", Assert.Throws<UserAdviceException>(() => ModelFolder.LoadConfig(folder)).Message);
    }

    [Theory]
    [InlineData("{\"n_depth\": 20}", "n_depth = 20")]
    [InlineData("{\"n_classes\": 4, \"output\": \"distance\"}", "several classes need \"output\": \"semantic\"")]
    [InlineData("{\"output\": \"fog\"}", "config.json is damaged")]
    [InlineData("{\"pool\": [0, 2]}", "pool = [0, 2]")]
    public void Configurations_that_cannot_be_are_refused(string json, string words)
    {
        File.WriteAllText(Path.Combine(_folder, ModelFolder.ConfigFile), json);
        File.WriteAllText(Path.Combine(_folder, ModelFolder.InfoFile), "{\"task\": \"unet\"}");
        Assert.Contains(words, Assert.Throws<UserAdviceException>(() => ModelFolder.LoadConfig(_folder)).Message);
    }

    [Fact]
    public void Groups_are_the_next_smaller_number_that_divides_the_channels()
    {
        Assert.Equal(8, ConvLayer.GroupsOf(32, 8));
        Assert.Equal(6, ConvLayer.GroupsOf(12, 8));
        Assert.Equal(1, ConvLayer.GroupsOf(1, 8));
        Assert.Equal(5, ConvLayer.GroupsOf(5, 8));
    }

    // With statistics that are not those of the start.
    private static UNetNet Trained(UNetConfig config)
    {
        var net = new UNetNet(config, 11);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        net.train();
        for (var i = 0; i < 3; i++)
        {
            // Not from libtorch's generator, which trainings in other tests use at the same time.
            _ = net.call(tensor(Noise(2 * config.NChannelIn * 32 * 32, i), [2, config.NChannelIn, 32, 32]) * 4);
        }

        net.eval();
        return net;
    }

    private static UNetModel Model(UNetNet net, ModelInfo info) => new(
        net.Config, InstanceThresholds.Default, info,
        new LibtorchMapRuntime(net, ComputeDevice.Choose("cpu"), new LibtorchRuntimeOptions { Threads = 1, OwnsNetwork = false }));

    private static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
    }
}
