using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace FijiBridge.Torch.Tests;

public class FunctionalTests
{
    [Fact]
    public void Layers_give_the_values_of_PyTorch()
    {
        using var scope = NewDisposeScope();
        Tensor x = Golden.Ramp(1, 2, 6, 5);
        Golden.Check("conv2d", F.conv2d(x, Golden.Ramp(3, 2, 3, 3), Golden.Ramp(3), strides: [2, 2], padding: [1, 1]));
        Golden.Check("conv_transpose2d", F.conv_transpose2d(Golden.Ramp(1, 3, 3, 2), Golden.Ramp(3, 2, 2, 2), strides: [2, 2]));
        Golden.Check("bilinear", F.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false));
        Golden.Check("reflect", F.pad(x, (1, 2, 2, 1), PaddingModes.Reflect));
        Golden.Check("group_norm", F.group_norm(Golden.Ramp(2, 4, 3, 3), 2));
        Golden.Check("log_softmax", F.log_softmax(Golden.Ramp(2, 5), 1));
    }

    [Fact]
    public void Losses_give_the_values_of_PyTorch()
    {
        using var scope = NewDisposeScope();
        Tensor z = Golden.Ramp(4, 6);
        Tensor t = (z > 0).to_type(float32);
        Golden.Check("bce", F.binary_cross_entropy(z.sigmoid(), t));
        Golden.Check("bce_logits_none", F.binary_cross_entropy_with_logits(z, t, reduction: nn.Reduction.None));
        Golden.Check("cross_entropy", F.cross_entropy(Golden.Ramp(3, 4, 2), tensor(new long[,] { { 0, 1 }, { 2, 3 }, { -100, 1 } })));
        Assert.Equal(0.5f, F.l1_loss(zeros(4), full([4], 0.5)).item<float>());
        Assert.Equal(0.25f, F.mse_loss(zeros(4), full([4], 0.5)).item<float>());
    }

    [Fact]
    public void Batch_norm_uses_the_batch_in_training_and_the_running_statistics_in_use()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(2);
        Tensor x = Golden.Ramp(1, 2, 6, 5);
        Golden.Check("batch_norm", norm.call(x));
        Golden.Check("running_mean", norm.running_mean!);
        Golden.Check("running_var", norm.running_var!);
        Assert.Equal(1L, norm.num_batches_tracked!.item<long>());
        norm.eval();
        Tensor mean = norm.running_mean!.reshape(1, 2, 1, 1);
        Tensor expected = (x - mean) / (norm.running_var!.reshape(1, 2, 1, 1) + 1e-5).sqrt();
        Assert.True(norm.call(x).allclose(expected, 1e-4, 1e-5));
    }

    [Fact]
    public void Pooling_takes_the_maximum_or_mean_of_each_window()
    {
        using var scope = NewDisposeScope();
        Tensor x = arange(16).reshape(1, 1, 4, 4).to_type(float32);
        Assert.Equal([5f, 7f, 13f, 15f], F.max_pool2d(x, 2).data<float>().ToArray());
        Assert.Equal([2.5f, 4.5f, 10.5f, 12.5f], F.avg_pool2d(x, 2).data<float>().ToArray());
        Assert.Equal([5f, 7f, 13f, 15f], nn.MaxPool2d((2, 2)).call(x).data<float>().ToArray());
        Assert.Equal([7.5f], F.adaptive_avg_pool2d(x, [1, 1]).data<float>().ToArray());
    }

    [Fact]
    public void Nearest_enlargement_repeats_pixels_and_pooling_undoes_it()
    {
        using var scope = NewDisposeScope();
        Tensor x = Golden.Ramp(1, 3, 4, 5);
        Assert.True(F.max_pool2d(nn.Upsample(scale_factor: [2, 2]).call(x), 2).Equals(x));
        Assert.Equal([1L, 3L, 8L, 10L], F.upsample_nearest2d(x, [8, 10]).shape);
        Assert.ThrowsAny<Exception>(() => F.interpolate(x));
    }

    [Fact]
    public void Dropout_keeps_the_mean_in_training_and_does_nothing_in_use()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var dropout = nn.Dropout(0.25);
        Tensor x = ones(100, 100);
        Tensor dropped = dropout.call(x);
        Assert.InRange((dropped == 0).to_type(float32).mean().item<float>(), 0.23, 0.27);
        Assert.Equal(1, dropped.mean().item<float>(), 0.03);
        dropout.eval();
        Assert.True(dropout.call(x).Equals(x));
        Tensor channels = F.dropout2d(ones(4, 64, 3, 3)).amax([2, 3]);
        Assert.True((((channels == 0) + (channels == 2)) > 0).all().item<bool>());
        Assert.ThrowsAny<ArgumentException>(() => nn.Dropout(1.5));
    }

    [Theory]
    [InlineData("same", 6)]
    [InlineData("valid", 4)]
    [InlineData("reflect", 6)]
    public void Conv2d_pads_by_name_and_by_mode(string kind, long size)
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(1, 1, 6, 6);
        using var conv = kind switch
        {
            "same" => nn.Conv2d(1, 1, 3, Padding.Same),
            "valid" => nn.Conv2d(1, 1, 3, Padding.Valid),
            _ => nn.Conv2d(1, 1, 3, padding: 1, padding_mode: PaddingModes.Reflect),
        };
        Tensor y = conv.call(x);
        Assert.Equal([1L, 1L, size, size], y.shape);
        if (kind == "reflect") Assert.Equal(0, (y.max() - y.min()).item<float>(), 1e-6);   // a constant stays constant
    }
}
