using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace FijiBridge.Torch.Tests;

public class TrainingTests
{
    /// <summary>Two levels, 8 channels: the smallest thing with a skip connection.</summary>
    internal sealed class TinyUNet : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d down = nn.Conv2d(1, 8, 3, padding: 1);
        private readonly BatchNorm2d norm = nn.BatchNorm2d(8);
        private readonly MaxPool2d pool = nn.MaxPool2d(2);
        private readonly Conv2d middle = nn.Conv2d(8, 8, 3, padding: 1);
        private readonly Upsample up = nn.Upsample(scale_factor: [2, 2]);
        private readonly Conv2d last = nn.Conv2d(16, 1, 3, padding: 1);

        internal TinyUNet() : base("TinyUNet") => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            Tensor skip = nn.functional.relu(norm.call(down.call(input)));
            Tensor below = nn.functional.relu(middle.call(pool.call(skip)));
            return last.call(cat([up.call(below), skip], 1));
        }
    }

    internal static (Tensor image, Tensor target) Discs(int seed, int size = 32)
    {
        manual_seed(seed);
        Tensor y = arange(size).reshape(1, 1, size, 1).to_type(float32);
        Tensor x = arange(size).reshape(1, 1, 1, size).to_type(float32);
        Tensor target = ((y - 12).square() + (x - 18).square() < 64).to_type(float32);
        return (target + 0.3 * randn_like(target), target);
    }

    [Fact]
    public void A_tiny_u_net_learns_a_disc()
    {
        using var all = NewDisposeScope();
        (Tensor image, Tensor target) = Discs(1);
        using var net = new TinyUNet();
        using var optimizer = optim.Adam(net.parameters(), lr: 0.01);
        float first = 0, last = 0;
        for (int step = 0; step < 60; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            Tensor loss = nn.functional.binary_cross_entropy_with_logits(net.call(image), target);
            loss.backward();
            optimizer.step();
            last = loss.item<float>();
            if (step == 0) first = last;
        }
        Assert.True(last < 0.25 * first, $"the loss went from {first} to {last}");
    }
}
