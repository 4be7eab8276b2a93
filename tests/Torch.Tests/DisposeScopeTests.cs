using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace FijiBridge.Torch.Tests;

public class DisposeScopeTests
{
    [Fact]
    public void A_scope_disposes_what_was_made_in_it_and_nothing_else()
    {
        using Tensor outside = ones(2);
        Tensor inside, saved, detached;
        using (var outer = NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                inside = outside * 2;
                saved = (inside + 1).MoveToOuterDisposeScope();
                detached = (inside + 2).DetachFromDisposeScope();
                Assert.True(inner.DisposablesCount >= 1);
            }
            Assert.True(inside.IsInvalid);
            Assert.False(saved.IsInvalid);
        }
        Assert.True(saved.IsInvalid);
        Assert.False(detached.IsInvalid);
        Assert.False(outside.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void A_disposed_tensor_says_so()
    {
        Tensor tensor = ones(2);
        tensor.Dispose();
        tensor.Dispose();
        Assert.ThrowsAny<InvalidOperationException>(() => tensor + 1);
    }

    [Fact]
    public void Everything_but_the_kept_tensor_goes()
    {
        using var scope = NewDisposeScope();
        Tensor a = ones(1), b = ones(1);
        scope.DisposeEverythingBut(b);
        Assert.True(a.IsInvalid);
        Assert.False(b.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void A_training_step_leaves_no_tensor_behind()
    {
        using var all = NewDisposeScope();
        (Tensor image, Tensor target) = TrainingTests.Discs(1, 16);
        using var net = new TrainingTests.TinyUNet();
        using var optimizer = optim.Adam(net.parameters(), lr: 1e-3);
        void Step()
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            nn.functional.binary_cross_entropy_with_logits(net.call(image), target).backward();
            optimizer.step();
        }
        for (int k = 0; k < 3; k++) Step();
        long before = Tensor.TotalCount;
        for (int k = 0; k < 5; k++) Step();
        Assert.Equal(before, Tensor.TotalCount);
    }
}
