using FijiBridge.Engine.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Training;

/// <summary>How weights follow their gradients.</summary>
public enum OptimizerKind
{
    /// <summary>Adam; with a weight decay AdamW.</summary>
    Adam,

    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,
}

/// <summary>
/// Changes the trainable weights of a network along their gradients. What it remembers of earlier steps is open by parameter
/// name, which a checkpoint needs and torch's own optimiser files do not give.
/// </summary>
internal abstract class WeightOptimizer : IDisposable
{
    private readonly List<(string Name, Parameter Weight)> _parameters;

    /// <summary>Takes the trainable parameters of a module, by name.</summary>
    protected WeightOptimizer(nn.Module module)
    {
        _parameters = [.. module.named_parameters().Where(p => p.parameter.requires_grad).OrderBy(p => p.name, StringComparer.Ordinal).Select(p => (p.name, p.parameter))];
    }

    /// <summary>Steps taken.</summary>
    public long Step { get; set; }

    /// <summary>The parameters, by name.</summary>
    public IReadOnlyList<(string Name, Parameter Weight)> Parameters => _parameters;

    /// <summary>The optimiser that the options ask for.</summary>
    public static WeightOptimizer Create(nn.Module module, TrainingOptions options) => options.Optimizer switch
    {
        OptimizerKind.Sgd => new SgdOptimizer(module, options.Momentum, options.WeightDecay),
        _ => new AdamOptimizer(module, options.WeightDecay),
    };

    /// <summary>Takes one step with the gradients at hand.</summary>
    public abstract void Update(double learningRate);

    /// <summary>What it remembers, as named arrays.</summary>
    public abstract IEnumerable<NamedTensor> Save();

    /// <summary>Puts saved arrays back.</summary>
    public abstract void Load(Func<string, NamedTensor> saved);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Forgets the gradients.</summary>
    public void ZeroGrad()
    {
        foreach (var (_, weight) in _parameters)
        {
            weight.grad?.Dispose();
            weight.grad = null;
        }
    }

    /// <summary>Scales all gradients so that their common norm is at most <paramref name="maxNorm"/>, without waiting for the device.</summary>
    public void ClipGradients(double maxNorm)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var squares = _parameters.Where(p => p.Weight.grad is not null).Select(p => p.Weight.grad!.square().sum()).ToArray();
        var norm = stack(squares).sum().sqrt();
        var factor = (maxNorm / (norm + 1e-6)).clamp(null, 1.0);
        foreach (var (_, weight) in _parameters)
        {
            weight.grad?.mul_(factor);
        }
    }

    /// <summary>Zeros beside each parameter, on its device.</summary>
    protected Tensor[] Zeros()
    {
        using var noGrad = no_grad();
        return [.. _parameters.Select(p => zeros_like(p.Weight).DetachFromDisposeScope())];
    }

    /// <summary>Arrays "prefix.NAME" of tensors beside the parameters.</summary>
    protected IEnumerable<NamedTensor> Named(string prefix, Tensor[] tensors) =>
        _parameters.Select((p, i) => new NamedTensor($"{prefix}.{p.Name}", p.Weight.shape, Runtime.TensorArrays.ToArray(tensors[i])));

    /// <summary>Puts arrays "prefix.NAME" back.</summary>
    protected void Restore(string prefix, Tensor[] tensors, Func<string, NamedTensor> saved)
    {
        using var noGrad = no_grad();
        for (var i = 0; i < tensors.Length; i++)
        {
            using var values = tensor(saved($"{prefix}.{_parameters[i].Name}").Values, _parameters[i].Weight.shape);
            tensors[i].copy_(values);
        }
    }
}
