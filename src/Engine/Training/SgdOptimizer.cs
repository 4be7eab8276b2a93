using FijiBridge.Engine.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Training;

/// <summary>
/// Stochastic gradient descent with momentum m and weight decay d, as torch.optim.SGD: v = m v + (gradient + d w), then
/// w = w - rate v.
/// </summary>
internal sealed class SgdOptimizer : WeightOptimizer
{
    private readonly Tensor[] _velocities;
    private readonly double _momentum;
    private readonly double _weightDecay;

    /// <summary>Creates zero velocities beside the trainable parameters of a module, on their device.</summary>
    public SgdOptimizer(nn.Module module, double momentum, double weightDecay)
        : base(module)
    {
        _momentum = momentum;
        _weightDecay = weightDecay;
        _velocities = Zeros();
    }

    /// <inheritdoc/>
    public override void Update(double learningRate)
    {
        Step++;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        for (var i = 0; i < _velocities.Length; i++)
        {
            var (weight, velocity) = (Parameters[i].Weight, _velocities[i]);
            if (weight.grad is not { } gradient)
            {
                continue;
            }

            velocity.mul_(_momentum).add_(_weightDecay > 0 ? gradient.add(weight, _weightDecay) : gradient);
            weight.add_(velocity, -learningRate);
        }
    }

    /// <summary>The velocities, as "velocity.NAME".</summary>
    public override IEnumerable<NamedTensor> Save() => Named("velocity", _velocities);

    /// <inheritdoc/>
    public override void Load(Func<string, NamedTensor> saved) => Restore("velocity", _velocities, saved);

    /// <inheritdoc/>
    public override void Dispose() => Array.ForEach(_velocities, t => t.Dispose());
}
