using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace FijiBridge.Torch.Tests;

public class ModuleTests
{
    [Fact]
    public void Names_come_from_fields_and_places()
    {
        using var net = new TrainingTests.TinyUNet();
        Assert.Equal(["down.weight", "down.bias", "norm.weight", "norm.bias", "middle.weight", "middle.bias", "last.weight", "last.bias"],
            net.named_parameters().Select(p => p.name));
        Assert.Equal(["norm.running_mean", "norm.running_var", "norm.num_batches_tracked"], net.named_buffers().Select(b => b.name));
        using Sequential chain = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Conv2d(2, 1, 1));
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], chain.named_parameters().Select(p => p.name));
    }

    [Fact]
    public void A_state_dict_carries_a_network_over()
    {
        using var scope = NewDisposeScope();
        (Tensor image, _) = TrainingTests.Discs(2);
        using var from = new TrainingTests.TinyUNet();
        using var to = new TrainingTests.TinyUNet();
        from.call(image);   // changes the running statistics
        from.eval();
        to.eval();
        Assert.False(from.call(image).allclose(to.call(image)));
        to.load_state_dict(from.state_dict());
        Assert.True(from.call(image).Equals(to.call(image)));
    }

    [Fact]
    public void A_state_dict_that_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        using var net = new TrainingTests.TinyUNet();
        Dictionary<string, Tensor> state = net.state_dict();
        state.Remove("down.bias");
        Assert.ThrowsAny<Exception>(() => net.load_state_dict(state));
        (IList<string> missing, _) = net.load_state_dict(state, strict: false);
        Assert.Equal(["down.bias"], missing);
        state["last.weight"] = zeros(3);
        Assert.ThrowsAny<Exception>(() => net.load_state_dict(state, strict: false));
    }

    [Fact]
    public void Modules_move_with_their_parameters_and_gradients_stay_usable()
    {
        using var scope = NewDisposeScope();
        using Conv2d conv = nn.Conv2d(1, 2, 3);
        Assert.Same(conv, conv.to(float64));
        Assert.Equal(float64, conv.weight.dtype);
        conv.call(ones([1, 1, 5, 5], dtype: float64)).sum().backward();
        Assert.NotNull(conv.weight.grad);
        Assert.True(conv.weight.is_leaf);
        conv.zero_grad();
        Assert.Null(conv.weight.grad);
    }

    [Fact]
    public void Starting_values_have_the_spread_that_their_name_says()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        Tensor weight = empty(64, 32, 3, 3);
        nn.init.xavier_uniform_(weight);
        double bound = Math.Sqrt(6.0 / (32 * 9 + 64 * 9));
        Assert.InRange(weight.abs().max().item<float>(), 0.98 * bound, bound);
        nn.init.kaiming_normal_(weight, nonlinearity: nn.init.NonlinearityType.ReLU);
        Assert.Equal(Math.Sqrt(2.0 / (32 * 9)), weight.std().item<float>(), 2e-3);
        Assert.Equal((32L * 9, 64L * 9), nn.init.CalculateFanInAndFanOut(weight));
        nn.init.constant_(weight, 3);
        Assert.Equal(3f, weight.mean().item<float>());
        using Conv2d conv = nn.Conv2d(32, 64, 3);
        Assert.InRange(conv.weight.abs().max().item<float>(), 0.98 / Math.Sqrt(32 * 9), 1 / Math.Sqrt(32 * 9));
    }
}
