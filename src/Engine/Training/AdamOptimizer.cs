using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Training;

/// <summary>
/// Adam (Kingma and Ba, ICLR 2015) with optional decoupled weight decay (Loshchilov and Hutter, ICLR 2019), beta .9 and
/// .999, epsilon 1e-8. The order of operations is that of torch.optim.Adam, so that both give the same bits on the CPU.
/// The moments are open by parameter name, which a checkpoint needs and torch's own optimiser files do not give.
/// </summary>
internal sealed class AdamOptimizer : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;
    private readonly List<(string Name, Parameter Weight, Tensor Mean, Tensor Square)> _slots = [];
    private readonly double _weightDecay;

    /// <summary>Creates zero moments beside the trainable parameters of a module, on their device.</summary>
    public AdamOptimizer(nn.Module module, double weightDecay)
    {
        _weightDecay = weightDecay;
        using var noGrad = no_grad();
        foreach (var (name, weight) in module.named_parameters().Where(p => p.parameter.requires_grad).OrderBy(p => p.name, StringComparer.Ordinal))
        {
            _slots.Add((name, weight, zeros_like(weight).DetachFromDisposeScope(), zeros_like(weight).DetachFromDisposeScope()));
        }
    }

    /// <summary>Steps taken.</summary>
    public long Step { get; set; }

    /// <summary>The parameters, by name.</summary>
    public IEnumerable<(string Name, Parameter Weight)> Parameters => _slots.Select(s => (s.Name, s.Weight));

    /// <summary>Forgets the gradients.</summary>
    public void ZeroGrad()
    {
        foreach (var slot in _slots)
        {
            slot.Weight.grad?.Dispose();
            slot.Weight.grad = null;
        }
    }

    /// <summary>Scales all gradients so that their common norm is at most <paramref name="maxNorm"/>, without waiting for the device.</summary>
    public void ClipGradients(double maxNorm)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var squares = _slots.Where(s => s.Weight.grad is not null).Select(s => s.Weight.grad!.square().sum()).ToArray();
        var norm = stack(squares).sum().sqrt();
        var factor = (maxNorm / (norm + 1e-6)).clamp(null, 1.0);
        foreach (var slot in _slots)
        {
            slot.Weight.grad?.mul_(factor);
        }
    }

    /// <summary>Takes one step with the gradients at hand.</summary>
    public void Update(double learningRate)
    {
        Step++;
        var correction1 = 1 - Math.Pow(Beta1, Step);
        var correction2 = Math.Sqrt(1 - Math.Pow(Beta2, Step));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (_, weight, mean, square) in _slots)
        {
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
    public IEnumerable<NamedTensor> Save()
    {
        foreach (var (name, weight, mean, square) in _slots)
        {
            yield return new NamedTensor($"mean.{name}", weight.shape, TensorArrays.ToArray(mean));
            yield return new NamedTensor($"square.{name}", weight.shape, TensorArrays.ToArray(square));
        }
    }

    /// <summary>Puts saved moments back.</summary>
    public void Load(Func<string, NamedTensor> saved)
    {
        using var noGrad = no_grad();
        foreach (var (name, weight, mean, square) in _slots)
        {
            using var savedMean = tensor(saved($"mean.{name}").Values, weight.shape);
            using var savedSquare = tensor(saved($"square.{name}").Values, weight.shape);
            mean.copy_(savedMean);
            square.copy_(savedSquare);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in _slots)
        {
            slot.Mean.Dispose();
            slot.Square.Dispose();
        }
    }
}
