using FijiBridge.Engine.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Training;

/// <summary>
/// Adam (Kingma and Ba, ICLR 2015) with optional decoupled weight decay (AdamW; Loshchilov and Hutter, ICLR 2019), beta .9
/// and .999, epsilon 1e-8. The order of operations is that of torch.optim.Adam, so that both give the same bits on the CPU.
/// </summary>
internal sealed class AdamOptimizer : WeightOptimizer
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;
    private readonly Tensor[] _means;
    private readonly Tensor[] _squares;
    private readonly double _weightDecay;

    /// <summary>Creates zero moments beside the trainable parameters of a module, on their device.</summary>
    public AdamOptimizer(nn.Module module, double weightDecay)
        : base(module)
    {
        _weightDecay = weightDecay;
        _means = Zeros();
        _squares = Zeros();
    }

    /// <inheritdoc/>
    public override void Update(double learningRate)
    {
        Step++;
        var correction1 = 1 - Math.Pow(Beta1, Step);
        var correction2 = Math.Sqrt(1 - Math.Pow(Beta2, Step));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        for (var i = 0; i < _means.Length; i++)
        {
            var (weight, mean, square) = (Parameters[i].Weight, _means[i], _squares[i]);
            if (weight.grad is not { } gradient)
            {
                continue;
            }

            if (_weightDecay > 0)
            {
                weight.mul_(1 - (learningRate * _weightDecay));
            }

            mean.mul_(Beta1).add_(gradient, 1 - Beta1);
            square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            using var denominator = square.sqrt();
            denominator.div_(correction2).add_(Epsilon);
            weight.addcdiv_(mean, denominator, -learningRate / correction1);
        }
    }

    /// <summary>The moments, as "mean.NAME" and "square.NAME".</summary>
    public override IEnumerable<NamedTensor> Save() => Named("mean", _means).Concat(Named("square", _squares));

    /// <inheritdoc/>
    public override void Load(Func<string, NamedTensor> saved)
    {
        Restore("mean", _means, saved);
        Restore("square", _squares, saved);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Array.ForEach(_means, t => t.Dispose());
        Array.ForEach(_squares, t => t.Dispose());
    }
}
