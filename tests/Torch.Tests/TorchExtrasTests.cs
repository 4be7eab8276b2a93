using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace FijiBridge.Torch.Tests;

public class TorchExtrasTests
{
    [Fact]
    public void Channels_last_changes_the_layout_and_not_the_values()
    {
        using var scope = NewDisposeScope();
        Tensor x = Golden.Ramp(2, 3, 4, 5);
        Tensor y = TorchExtras.ToChannelsLast(x);
        Assert.True(TorchExtras.IsChannelsLast(y));
        Assert.False(TorchExtras.IsChannelsLast(x));
        Assert.Equal([60L, 1L, 15L, 3L], y.stride());
        Assert.True(y.Equals(x));
        Assert.Equal(x.data<float>().ToArray(), y.data<float>().ToArray());
    }

    [Theory]
    [InlineData(1, 4, 4)]
    [InlineData(3, 1, 1)]
    public void Channels_last_is_visible_in_the_strides_where_both_layouts_lie_alike_in_memory(long channels, long height, long width)
    {
        using var scope = NewDisposeScope();
        Tensor x = Golden.Ramp(2, channels, height, width);
        Assert.False(TorchExtras.IsChannelsLast(x));
        Tensor y = TorchExtras.ToChannelsLast(x);
        Assert.True(TorchExtras.IsChannelsLast(y));
        Assert.Equal(x.data<float>().ToArray(), y.data<float>().ToArray());
    }

    [Fact]
    public void A_convolution_of_one_channel_gives_channels_last()
    {
        using var scope = NewDisposeScope();
        using Conv2d conv = nn.Conv2d(1, 8, 3, padding: 1);
        TorchExtras.ToChannelsLast(conv);
        Assert.True(TorchExtras.IsChannelsLast(conv.call(TorchExtras.ToChannelsLast(Golden.Ramp(4, 1, 80, 80)))));
    }

    [Fact]
    public void A_channels_last_module_trains_as_before()
    {
        using var scope = NewDisposeScope();
        using Conv2d plain = nn.Conv2d(3, 4, 3), last = nn.Conv2d(3, 4, 3);
        last.load_state_dict(plain.state_dict());
        Parameter weight = last.weight;
        TorchExtras.ToChannelsLast(last);
        Assert.Same(weight, last.weight);
        Assert.True(TorchExtras.IsChannelsLast(weight));
        Assert.True(weight.is_leaf && weight.requires_grad);
        Tensor x = Golden.Ramp(1, 3, 8, 8);
        Tensor expected = plain.call(x), actual = last.call(TorchExtras.ToChannelsLast(x));
        Assert.True(actual.allclose(expected, 1e-5, 1e-5));
        expected.square().sum().backward();
        actual.square().sum().backward();
        Assert.True(weight.grad!.allclose(plain.weight.grad!, 1e-4, 1e-4));
    }

    [Fact]
    public void Capabilities_name_the_provider_and_version()
    {
        Assert.Contains(TorchExtras.Provider, new[] { "system", "nuget" });
        Assert.Matches(@"^\d+\.\d+", TorchExtras.LibTorchVersion);
        Assert.NotEmpty(TorchExtras.DeviceName(CPU));
        (long total, long free) = TorchExtras.DeviceMemory(CPU);
        Assert.InRange(free, 0, total);
    }

    [Fact]
    public void Relu_in_place_keeps_gradients_possible()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new float[] { -1, 2 }).requires_grad_();
        Tensor y = TorchExtras.ReluInPlace(x * 1);
        y.sum().backward();
        Assert.Equal([0f, 1f], x.grad!.data<float>().ToArray());
        using var quiet = no_grad();
        Tensor z = tensor(new float[] { -1, 2 });
        Assert.Same(z, TorchExtras.ReluInPlace(z));
        Assert.Equal([0f, 2f], z.data<float>().ToArray());
    }

    [Fact]
    public void Autocast_computes_convolutions_in_sixteen_bits_where_it_can()
    {
        if (!TorchExtras.HasAutocast) Assert.Skip("TorchSharp has no autocast.");
        using var scope = NewDisposeScope();
        using Conv2d conv = nn.Conv2d(3, 4, 3);
        Tensor x = Golden.Ramp(1, 3, 8, 8);
        Tensor exact = conv.call(x);
        using (TorchExtras.Autocast(DeviceType.CPU, ScalarType.BFloat16))
        {
            Tensor y = conv.call(x);
            Assert.Equal(ScalarType.BFloat16, y.dtype);
            Assert.True(y.to_type(float32).allclose(exact, 0.05, 0.05));
            using (TorchExtras.Autocast(DeviceType.CPU, ScalarType.BFloat16, enabled: false)) Assert.Equal(float32, conv.call(x).dtype);
            Assert.Equal(ScalarType.BFloat16, conv.call(x).dtype);
        }
        Assert.Equal(float32, conv.call(x).dtype);
        Assert.ThrowsAny<ArgumentException>(() => TorchExtras.Autocast(DeviceType.CPU, ScalarType.Float16));
    }

    [Fact]
    public void Prepacked_convolutions_give_the_same_image()
    {
        if (!TorchExtras.HasPrepackedConvolution) Assert.Skip("This libtorch has no prepacked convolutions.");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using Conv2d conv = nn.Conv2d(3, 8, 3, padding: 1);
        Tensor x = Golden.Ramp(1, 3, 16, 16);
        using PrepackedConv2d packed = TorchExtras.PrepackConv2d(conv.weight, conv.bias, [1, 1], [1, 1], [1, 1], 1, x.shape, relu: true);
        Assert.True(packed.Run(x).allclose(conv.call(x).relu(), 1e-5, 1e-5));
    }

    [Fact]
    public void A_script_module_is_defined_run_saved_and_loaded()
    {
        if (!TorchExtras.HasScriptDefinition) Assert.Skip("TorchSharp cannot make TorchScript networks.");
        using var scope = NewDisposeScope();
        string path = Path.Combine(Path.GetTempPath(), $"fijibridge-{Guid.NewGuid():N}.pt");
        try
        {
            Tensor x = Golden.Ramp(1, 2, 6, 5), w = Golden.Ramp(3, 2, 3, 3);
            Tensor expected = nn.functional.conv2d(x, w).relu();
            using (var made = TorchExtras.DefineScript("Net", "def forward(self, x):\n    return torch.relu(torch.conv2d(x, self.weight))\n",
                [("weight", w)]))
            {
                Assert.True(made.call(x).Equals(expected));
                jit.save(made, path);
            }
            using var loaded = jit.load<Tensor, Tensor>(path);
            Assert.True(loaded.call(x).Equals(expected));
            Assert.Equal(["weight"], loaded.named_parameters().Select(p => p.name));
            Assert.Equal(1, loaded.GetNumberOfInputs());
            using var fromMemory = jit.load<Tensor, Tensor>(File.ReadAllBytes(path));
            Assert.True(fromMemory.call(x).Equals(expected));
        }
        finally
        {
            File.Delete(path);
        }
        Assert.ThrowsAny<Exception>(() => jit.load(path));
    }
}
