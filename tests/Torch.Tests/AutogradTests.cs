using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace FijiBridge.Torch.Tests;

public class AutogradTests
{
    /// <summary>Compares the gradient with central differences in float64.</summary>
    private static void CheckGradient(Func<Tensor, Tensor> f, Tensor start)
    {
        using var scope = NewDisposeScope();
        Tensor x = start.to_type(float64).detach().requires_grad_();
        f(x).sum().backward();
        double[] gradient = x.grad!.data<double>().ToArray();
        double[] values = x.detach().data<double>().ToArray();
        using var quiet = no_grad();
        for (int k = 0; k < values.Length; k++)
        {
            double At(double step)
            {
                double[] moved = [.. values];
                moved[k] += step;
                return f(tensor(moved, x.shape)).sum().item<double>();
            }
            double numeric = (At(1e-6) - At(-1e-6)) / 2e-6;
            Assert.Equal(numeric, gradient[k], 1e-6 * Math.Max(1, Math.Abs(numeric)));
        }
    }

    [Fact]
    public void Gradients_agree_with_finite_differences()
    {
        using var scope = NewDisposeScope();
        Tensor weight = Golden.Ramp(2, 1, 3, 3).to_type(float64);
        Tensor target = (Golden.Ramp(1, 2, 4, 4) > 0).to_type(float64);
        Tensor x = Golden.Ramp(1, 1, 4, 4) + 0.003;
        CheckGradient(v => F.binary_cross_entropy_with_logits(F.conv2d(v, weight, padding: [1, 1]), target), x);
        CheckGradient(v => F.max_pool2d(v, 2).square(), x);
        CheckGradient(v => (v * v).softmax(3).log(), x);
        CheckGradient(v => F.interpolate(v, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false).square(), x);
        CheckGradient(v => F.batch_norm(v, null, null, training: true).pow(3), x);
        CheckGradient(v => (v.exp() / (1 + v.sigmoid())).clamp(0.5, 2), x);
        CheckGradient(v => cat([v, v.flip(3)], 1).abs().sqrt(), x);
    }

    [Fact]
    public void Backward_on_a_tensor_without_a_graph_is_a_message()
    {
        using var scope = NewDisposeScope();
        var failure = Assert.ThrowsAny<Exception>(() => ones(1).sum().backward());
        Assert.Contains("does not require grad", failure.Message);
    }

    [Fact]
    public void Gradients_add_up_until_they_are_forgotten()
    {
        using var scope = NewDisposeScope();
        using Parameter p = nn.Parameter(ones(2));
        (p * 3).sum().backward();
        (p * 3).sum().backward();
        Assert.Equal([6f, 6f], p.grad!.data<float>().ToArray());
        p.grad = null;
        Assert.Null(p.grad);
    }

    [Fact]
    public void Nothing_is_recorded_inside_no_grad_and_the_mode_comes_back()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(1).requires_grad_();
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad()) Assert.True((x * 2).requires_grad);
        }
        Assert.True((x * 2).requires_grad);
        using (inference_mode()) Assert.False((x * 2).requires_grad);
        Assert.True(is_grad_enabled());
        Assert.False(x.detach().requires_grad);
    }

    [Fact]
    public void Gradients_are_clipped_together()
    {
        using var scope = NewDisposeScope();
        using Parameter a = nn.Parameter(ones(1)), b = nn.Parameter(ones(1));
        (a * 3 + b * 4).sum().backward();
        Assert.Equal(5, nn.utils.clip_grad_norm_([a, b], 1), 1e-5);
        Assert.Equal(0.6f, a.grad!.item<float>(), 1e-5f);
        Assert.Equal(0.8f, b.grad!.item<float>(), 1e-5f);
    }
}
