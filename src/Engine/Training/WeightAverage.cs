using FijiBridge.Engine.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Training;

/// <summary>
/// An exponential moving average of the weights over the steps, which usually validates better than the last weights.
/// The first steps average over fewer: the decay is min(decay, (1 + t) / (10 + t)).
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly List<(string Name, Parameter Weight, Tensor Average)> _slots = [];
    private readonly double _decay;

    /// <summary>Starts with the present weights.</summary>
    public WeightAverage(nn.Module module, double decay)
    {
        _decay = decay;
        using var noGrad = no_grad();
        foreach (var (name, weight) in module.named_parameters().OrderBy(p => p.name, StringComparer.Ordinal))
        {
            _slots.Add((name, weight, weight.detach().clone().DetachFromDisposeScope()));
        }
    }

    /// <summary>Takes in the weights after step <paramref name="step"/> (from 1).</summary>
    public void Update(long step)
    {
        var decay = Math.Min(_decay, (1.0 + step) / (10 + step));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (_, weight, average) in _slots)
        {
            average.mul_(decay).add_(weight, 1 - decay);
        }
    }

    /// <summary>Exchanges weights and averages; called again it puts them back.</summary>
    public void Swap()
    {
        using var noGrad = no_grad();
        foreach (var (_, weight, average) in _slots)
        {
            using var held = weight.detach().clone();
            weight.copy_(average);
            average.copy_(held);
        }
    }

    /// <summary>The averages as "ema.NAME".</summary>
    public IEnumerable<NamedTensor> Save() =>
        _slots.Select(s => new NamedTensor($"ema.{s.Name}", s.Average.shape, Runtime.TensorArrays.ToArray(s.Average)));

    /// <summary>Puts saved averages back.</summary>
    public void Load(Func<string, NamedTensor> saved)
    {
        using var noGrad = no_grad();
        foreach (var (name, _, average) in _slots)
        {
            using var values = tensor(saved($"ema.{name}").Values, average.shape);
            average.copy_(values);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.ForEach(s => s.Average.Dispose());
}
